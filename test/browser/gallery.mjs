// gallery.mjs -- the picture as Chromium draws it, to look at: gallery.mjs DRAW_SAMPLES FOLDER [LANGUAGE…]
// SPDX-License-Identifier: ISC
// DRAW_SAMPLES is the program test/unit/picture/draw_samples of a build folder. FOLDER gets LANGUAGE-STATE-live.png (text, with the site's
// fonts) and LANGUAGE-STATE-outline.png (paths), 1600 x 1000, for each state; beside the drafts of docs they show what became better or worse.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { openChromium, temporary } from './rig.mjs';

const ORIGIN = 'http://gallery.example';
const TYPES = { svg: 'image/svg+xml', css: 'text/css', woff2: 'font/woff2' };
const LANGUAGES = ['en', 'de', 'fi', 'ar', 'he', 'hi', 'ja', 'zh-Hans', 'ko'];
const [program, into, ...asked] = process.argv.slice(2);

/** The drawings and fonts of a folder, as if a site had them. */
async function serve(context, folder) {
    await context.unroute('**/*');
    await context.route('**/*', (route) => {
        const path = new URL(route.request().url()).pathname;
        const file = join(folder, path);
        if (!existsSync(file)) return route.fulfill({ status: 404, body: '' });
        return route.fulfill({ contentType: TYPES[path.split('.').pop()], body: readFileSync(file) });
    });
}

async function shoot(context, language, mode) {
    const [folder, removeFolder] = temporary('gallery');
    try {
        execFileSync(program, [folder, language, mode], { stdio: ['ignore', 'inherit', 'inherit'] });
        await serve(context, folder);
        for (const name of readdirSync(folder).filter((file) => file.endsWith('.svg'))) {
            const page = await context.newPage();
            await page.goto(`${ORIGIN}/${name}`);
            await page.evaluate(() => document.fonts.ready);
            await page.screenshot({ path: join(into, name.replace('.svg', `-${mode}.png`)) });
            await page.close();
        }
    } finally {
        removeFolder();
    }
}

if (!into) {
    console.error('usage: gallery.mjs DRAW_SAMPLES FOLDER [LANGUAGE…]');
    process.exit(2);
}
mkdirSync(into, { recursive: true });
const chrome = await openChromium();
try {
    const context = await chrome.newContext({ viewport: { width: 1600, height: 1000 } });
    for (const language of asked.length ? asked : LANGUAGES)
        for (const mode of ['live', 'outline']) await shoot(context, language, mode);
} finally {
    await chrome.close();
}
