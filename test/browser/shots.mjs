// shots.mjs -- pictures of every page of a running site, in light, in dark and 360 px wide: shots.mjs FOLDER
// SPDX-License-Identifier: ISC
// Each page is also measured: nothing may stick out of the window, no text may be cut off.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { Cases, Site, allow, freePort, giveName, openChromium, openPerson, refuse, sleep, temporary } from './rig.mjs';

const PASSWORD = 'correct horse battery staple';
const LOOKS = {
    light: { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
    dark: { colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
    narrow: { colorScheme: 'light', viewport: { width: 360, height: 740 }, deviceScaleFactor: 2 },
    narrowdark: { colorScheme: 'dark', viewport: { width: 360, height: 740 }, deviceScaleFactor: 2 },
};

const into = process.argv[2];
const [folder, removeFolder] = temporary('shots');
const cases = new Cases();
const complaints = [];
const site = new Site(folder, 'site', await freePort());
let chrome;

/** What sticks out of the window or is cut off, as text; runs in the page. */
function faults() {
    const found = [];
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > width) found.push(`the page is ${document.documentElement.scrollWidth} px wide`);
    for (const element of document.body.querySelectorAll('*')) {
        const box = element.getBoundingClientRect();
        const style = getComputedStyle(element);
        const shown = box.width > 1 && box.height > 1 && style.visibility === 'visible';
        const words = `${element.localName} "${element.textContent.trim().slice(0, 40)}"`;
        if (box.right < 0 || element.closest('.unseen') || element.closest('thead')?.offsetWidth === 1) continue; // for screen readers, or until it has the focus
        const scrolls = (e) => e && (/auto|scroll/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
        if (element.closest('svg') && element.localName !== 'svg') continue;
        if (shown && (box.right > width + 1 || box.left < -1) && !scrolls(element))
            found.push(`${words} reaches from ${box.left} to ${box.right}`);
        if (/hidden|clip/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1 && box.width > 1)
            found.push(`${words} is cut off`);
    }
    return found;
}

async function shoot(page, look, name) {
    if (into) await page.screenshot({ path: join(into, `${name}-${look}.png`), fullPage: true });
    cases.equal(`${name}, ${look}: nothing sticks out or is cut off`, await page.evaluate(faults), []);
}

/** One person's way past every page, a picture of each. */
async function walk(page, look, name) {
    let callback;
    page.on('request', (request) => { if (request.url().includes('/callback/')) callback = request.url(); });
    await page.goto('/');
    await shoot(page, look, 'start');
    await page.goto('/login');
    await shoot(page, look, 'signin');
    await giveName(page, name, 'not the password');
    await shoot(page, look, 'signin-refused');
    await giveName(page, name, PASSWORD);
    await shoot(page, look, 'consent');
    await refuse(page);
    await shoot(page, look, 'refused');
    await page.goto('/login');
    await allow(page);
    await shoot(page, look, 'signedin');
    await page.goto(callback);
    await shoot(page, look, 'replayed');
    await page.goto('/no/such/page');
    await shoot(page, look, 'notfound');
    await page.goto(`/end_session`);
    await shoot(page, look, 'signout');
}

async function figures(context, look) {
    const page = await context.newPage();
    await page.goto('/login');
    await giveName(page, 'reader', PASSWORD);
    if (await page.getByRole('button', { name: 'Allow', exact: true }).count()) await allow(page);
    await sleep(1000);
    for (const [name, path] of [['flow', '/flow'], ['reports', '/reports'], ['reports-7d', '/reports?range=7d']]) {
        await page.goto(path);
        await shoot(page, look, name);
    }
    const stranger = await openPerson(chrome, site, complaints, LOOKS[look]);
    const other = await stranger.newPage();
    await other.goto('/flow');
    await shoot(other, look, 'flow-stranger');
    await other.goto('/reports');
    await shoot(other, look, 'reports-stranger');
    await stranger.close();
}

try {
    if (into) mkdirSync(into, { recursive: true });
    site.configure(`signup = everyone
[provider other]
issuer = https://id.example.com
client_id = shop
label = The Other House`);
    await site.addPerson('reader', PASSWORD, '--permission', 'reports', '--display-name', 'Rita Reader');
    await site.start();
    chrome = await openChromium();
    for (const look of Object.keys(LOOKS)) {
        const name = `ada-${look}`;
        await site.addPerson(name, PASSWORD, '--email', `${name}@example.com`, '--display-name', 'Ada of a Rather Long Family Name');
        const context = await openPerson(chrome, site, complaints, LOOKS[look]);
        await walk(await context.newPage(), look, name);
        await context.close();
    }
    for (const look of Object.keys(LOOKS)) {
        const context = await openPerson(chrome, site, complaints, LOOKS[look]);
        await figures(context, look);
        await context.close();
    }
    cases.equal('no page broke its policy', complaints, []);
} catch (error) {
    cases.check('all pages are shown', false, error.stack);
} finally {
    await chrome?.close();
    await site.stop();
    removeFolder();
}
cases.end();
