// widths.mjs -- our widths of texts are those of a browser that draws them with the same fonts: widths.mjs SHAPE_DUMP
// SPDX-License-Identifier: ISC
// The picture is laid out with our widths and may be drawn by a browser as <text>: where they differ, words would overlap.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Cases, openChromium, temporary } from './rig.mjs';

const ORIGIN = 'http://fonts.example';
const TOLERANCE = 0.005; // of the width
const cases = new Cases();
const [folder, removeFolder] = temporary('widths');
let chrome;

function readRows() {
    const lines = execFileSync(process.argv[2], [folder], { maxBuffer: 1 << 26 }).toString('utf8').trimEnd().split('\n');
    return lines.map((line) => {
        const [language, direction, weight, family, size, width, sheet, text] = line.split('\t');
        return { language, direction, weight, family, size: Number(size), width: Number(width), sheet, text };
    });
}

/** Draws each text as the picture does, and measures it; runs in the page. */
async function measure(rows) {
    const svg = document.querySelector('svg');
    await Promise.all([...document.fonts].map((face) => face.load().catch(() => {})));
    const texts = rows.map((row) => {
        const text = document.createElementNS('http://www.w3.org/2000/svg', 'text');
        text.setAttribute('font-family', `"${row.family}", "Latchstring"`);
        text.setAttribute('font-weight', row.weight);
        text.setAttribute('font-size', row.size);
        text.setAttribute('direction', row.direction);
        text.style.fontFeatureSettings = row.family === 'Latchstring' ? '"calt" 0' : 'normal';
        text.textContent = row.text;
        svg.append(text);
        return text;
    });
    const failed = [...document.fonts].filter((face) => face.status === 'error').length;
    return { widths: texts.map((text) => text.getComputedTextLength()), failed };
}

async function checkSheet(context, sheet, rows) {
    const page = await context.newPage();
    const language = rows[0].language;
    const html = `<!doctype html><html lang="${language}"><link rel="stylesheet" href="${sheet}">` +
        '<svg width="1600" height="1000" text-rendering="geometricPrecision"></svg>';
    await page.route('**/*', (route) => {
        const path = new URL(route.request().url()).pathname;
        if (path === '/') return route.fulfill({ contentType: 'text/html; charset=utf-8', body: html });
        const file = join(folder, path);
        if (!existsSync(file)) return route.fulfill({ status: 404, body: '' });
        const contentType = path.endsWith('.css') ? 'text/css' : 'font/woff2';
        return route.fulfill({ contentType, body: readFileSync(file) });
    });
    await page.goto(`${ORIGIN}/`);
    const { widths, failed } = await page.evaluate(measure, rows);
    let worst = { off: 0 };
    const wrong = [];
    rows.forEach((row, i) => {
        const off = Math.abs(widths[i] - row.width) / row.width;
        if (off > worst.off) worst = { off, row, browser: widths[i] };
        if (off > TOLERANCE) wrong.push(`${row.weight} "${row.text}": ours ${row.width}, browser ${widths[i].toFixed(3)}`);
    });
    cases.equal(`${language}: its fonts are read`, failed, 0);
    cases.check(`${language}: ${rows.length} texts, worst ${(worst.off * 100).toFixed(3)} %`, wrong.length === 0,
        `${wrong.length} differ: ${wrong.slice(0, 4).join('; ')}`);
    await page.close();
}

try {
    const rows = readRows();
    chrome = await openChromium();
    const context = await chrome.newContext();
    for (const language of new Set(rows.map((row) => row.language))) {
        const own = rows.filter((row) => row.language === language);
        await checkSheet(context, own[0].sheet, own);
    }
} catch (error) {
    cases.check('widths are measured', false, error.stack);
} finally {
    await chrome?.close();
    removeFolder();
}
cases.end();
