// access.mjs -- every page for everybody: axe finds nothing at WCAG 2.2 AA, in light, dark and forced colours, from left to right and from
// right to left, 320 px and 1280 px wide, at 200 % zoom; all by keyboard; small; nothing from another host.
// SPDX-License-Identifier: ISC
// access.mjs [FOLDER]: pictures of all pages go into the folder.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { Cases, Site, freePort, openChromium, openPerson, press, sleep, temporary } from './rig.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const PASSWORD = 'correct horse battery staple';
const SMALL = 30720; // bytes of a page with its stylesheets and scripts as they are sent; fonts and the picture apart
const wide = { width: 1280, height: 800 }, narrow = { width: 320, height: 640 };
const LOOKS = {
    light: { colorScheme: 'light', viewport: wide },
    dark: { colorScheme: 'dark', viewport: wide },
    narrow: { colorScheme: 'light', viewport: narrow },
    'narrow-dark': { colorScheme: 'dark', viewport: narrow },
    zoom: { colorScheme: 'light', viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }, // 1280 px at 200 %
    forced: { colorScheme: 'dark', viewport: wide, forcedColors: 'active' },
    rtl: { colorScheme: 'light', viewport: wide, language: 'qpr' },
    'rtl-narrow-dark': { colorScheme: 'dark', viewport: narrow, language: 'qpr' },
    arabic: { colorScheme: 'light', viewport: wide, language: 'ar' },
    long: { colorScheme: 'light', viewport: narrow, language: 'qps' },
};

const into = process.argv[2];
const [folder, removeFolder] = temporary('access');
const cases = new Cases();
const complaints = [];
const site = new Site(folder, 'site', await freePort());
let chrome;

async function violations(page, lang, forced) {
    await page.evaluate(AXE);
    const off = { enabled: false }, pseudo = /^qp[rs]$/.test(lang);
    const rules = { ...(pseudo ? { 'html-lang-valid': off, 'valid-lang': off } : {}), // private use: no language, as axe rightly says
                    ...(forced ? { 'color-contrast': off } : {}) };                   // the system's colours, which axe does not see
    const found = await page.evaluate(([values, rules]) => globalThis.axe.run(
        document, { runOnly: { type: 'tag', values }, rules, resultTypes: ['violations'] }), [TAGS, rules]);
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html.slice(0, 160)} (${node.failureSummary})`)
        .slice(0, 3).join(' | ')}`);
}

/** Targets smaller than 24 px that do not stand in a sentence; runs in the page. */
function smallTargets() {
    return [...document.querySelectorAll('button, select, input:not([type=hidden]), .button, .tap, nav a')]
        .filter((element) => element.checkVisibility() && !element.closest('label'))
        .map((element) => [element.getBoundingClientRect().height, element.outerHTML.slice(0, 100)])
        .filter(([height]) => height < 43.5);
}

/** Press Tab until it comes around; which of the page's ways were not reached, or did not show it. */
async function unreachable(page) {
    const wanted = await page.evaluate(() => {
        const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
            .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('svg'));
        all.forEach((element, i) => { element.dataset.way = i; });
        document.activeElement?.blur();
        window.getSelection().removeAllRanges();
        return all.length;
    });
    const reached = new Set(), dim = [];
    for (let i = 0; i < wanted * 2 + 20 && reached.size < wanted; i++) {
        await page.keyboard.press('Tab');
        const [way, outline, html] = await page.evaluate(() => {
            const here = document.activeElement;
            return [here.dataset.way, getComputedStyle(here).outlineStyle, here.outerHTML.slice(0, 120)];
        });
        if (way === undefined) continue;
        reached.add(way);
        if (outline === 'none') dim.push(html);
    }
    const missed = await page.evaluate((ways) => [...document.querySelectorAll('[data-way]')]
        .filter((element) => !ways.includes(element.dataset.way)).map((element) => element.outerHTML.slice(0, 120)), [...reached]);
    return { missed, dim };
}

/** One page in one look. */
async function examine(page, look, name, weighed) {
    if (into) await page.screenshot({ path: join(into, `${name}-${look}.png`), fullPage: true });
    const lang = LOOKS[look].language ?? 'en';
    cases.equal(`${name}, ${look}: axe finds nothing`, await violations(page, lang, look === 'forced'), []);
    const width = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    const wider = await page.evaluate(() => [...document.body.querySelectorAll('*')].filter((element) => !element.closest('svg, thead')
        && element.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map((e) => e.outerHTML.slice(0, 90)).slice(0, 4));
    cases.check(`${name}, ${look}: no scrolling sideways`, width[0] <= width[1], `${width}: ${wider.join(' ')}`);
    cases.equal(`${name}, ${look}: targets are large`, await page.evaluate(smallTargets), []);
    const html = await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]);
    cases.equal(`${name}, ${look}: language and direction`, html, [lang, ['ar', 'qpr'].includes(lang) ? 'rtl' : 'ltr']);
    if (look === 'light') {
        const bytes = [...weighed.values()].reduce((sum, one) => sum + one, 0);
        cases.check(`${name}: small (${bytes} bytes sent)`, bytes > 0 && bytes <= SMALL, bytes);
    }
    if (look === 'light' || look === 'rtl') cases.equal(`${name}, ${look}: all by keyboard`, await unreachable(page), { missed: [], dim: [] });
}

const sent = new Map(); // address to the bytes of its body as they came, in gzip form where the site packs it

/** A page that weighs what it loads and tells of other hosts. */
async function openPage(context) {
    const page = await context.newPage();
    const weighed = new Map();
    page.on('request', (request) => {
        if (request.isNavigationRequest() && request.frame() === page.mainFrame()) weighed.clear();
        if (!request.url().startsWith(site.url)) complaints.push(`a request to ${request.url()}`);
    });
    page.on('response', async (response) => {
        const type = response.headers()['content-type'] ?? '';
        if (!/html|css|javascript/.test(type) || new URL(response.url()).pathname.startsWith('/font-')) return;
        const { responseBodySize } = await response.request().sizes().catch(() => ({ responseBodySize: 0 }));
        const size = responseBodySize > 0 ? responseBodySize : sent.get(response.url()) ?? 0; // what the browser had already was sent before
        sent.set(response.url(), size);
        weighed.set(response.url(), size);
    });
    return { page, weighed };
}

const send = (page, action) => press(page.locator(`form[action="${action}"] button`).first());

async function signIn(page, name, password) {
    await page.locator('#username').fill(name);
    await page.locator('#password').fill(password);
    await send(page, '/signin');
}

/** One person's way past every page. */
async function walk(context, look, name) {
    const { page, weighed } = await openPage(context);
    const see = async (called) => { await sleep(30); await examine(page, look, called, weighed); };
    let callback;
    page.on('request', (request) => { if (request.url().includes('/callback/')) callback = request.url(); });
    await page.goto('/');
    await see('start');
    await page.goto('/login');
    await see('signin');
    await page.reload();
    await signIn(page, name, 'not the password');
    await see('signin-refused');
    await page.reload();
    await signIn(page, name, PASSWORD);
    await see('consent');
    await page.reload();
    await press(page.locator('button[value=deny]'));
    await see('refused');
    await page.goto('/login');
    await press(page.locator('button[value=allow]'));
    await see('signedin');
    await page.goto(callback);
    await see('error');
    await page.goto('/no/such/page');
    await see('notfound');
    await page.goto('/end_session');
    await see('signout');
    await page.goto('/flow');
    await see('flow');
    await page.goto('/complaint');
    await see('complaint');
    await page.goto('/reports?range=7d');
    await see('reports');
    await page.goto('/reports?from=2001-01-01T00:00&to=2001-01-02T00:00&range=custom');
    await see('reports-empty');
    await page.close();
}

/** Change the language in the middle of a sign-in, without scripts: it goes on where it was. */
async function changeLanguage() {
    const context = await openPerson(chrome, site, complaints, { javaScriptEnabled: false });
    const page = await context.newPage();
    const lang = () => page.locator('html').getAttribute('lang');
    await page.goto('/login');
    await page.locator('#language').selectOption('de');
    await send(page, '/language');
    cases.equal('the sign-in page in another language, without scripts', [await lang(), new URL(page.url()).pathname], ['de', '/signin']);
    await signIn(page, 'ada-light', PASSWORD);
    cases.equal('the person is then greeted in it', [await lang(), new URL(page.url()).pathname], ['de', '/']);
    await context.close();
}

try {
    if (into) mkdirSync(into, { recursive: true });
    site.configure(`signup = everyone
[show]
flow = everyone
reports = everyone
[provider other]
issuer = https://id.example.com
client_id = shop
label = The Other House`);
    await site.start();
    chrome = await openChromium();
    for (const [look, { language, ...options }] of Object.entries(LOOKS)) {
        const name = `ada-${look}`;
        await site.addPerson(name, PASSWORD, '--email', `${name}@example.com`, '--display-name', 'Ada of a Rather Long Family Name');
        const context = await openPerson(chrome, site, complaints, { reducedMotion: 'reduce', ...options });
        if (language) await context.addCookies([{ name: 'lang', value: language, url: site.url }]);
        await walk(context, look, name);
        await context.close();
    }
    await changeLanguage();
    cases.equal('no page broke its policy, none asked another host', complaints, []);
} catch (error) {
    cases.check('all pages are shown', false, error.stack);
} finally {
    await chrome?.close();
    await site.stop();
    removeFolder();
}
cases.end();
