// ten.mjs -- ten people sign in by a real browser, two refuse, one gets the password wrong first: then the picture, the reports, the
// CSV, the JSON and `latchstring report` show exactly that.
// SPDX-License-Identifier: ISC
import { Cases, Site, allow, freePort, giveName, openChromium, openPerson, press, refuse, sleep, temporary } from './rig.mjs';

const PASSWORD = 'correct horse battery staple';
const LIMIT = 10000; // ms until the figures must show it
const [folder, removeFolder] = temporary('ten');
const cases = new Cases();
const complaints = [];
const site = new Site(folder, 'site', await freePort());

/** One person, one sign-in. */
async function signIn(chrome, name, { refuses = false, wrongFirst = false }) {
    const context = await openPerson(chrome, site, complaints);
    const page = await context.newPage();
    await page.goto('/');
    await press(page.getByRole('link', { name: /^Sign in/ }));
    if (wrongFirst) await giveName(page, name, 'wrong horse battery staple');
    await giveName(page, name, PASSWORD);
    await (refuses ? refuse(page) : allow(page));
    await context.close();
}

/** What the site answers, until it holds what is wanted or the time is over. */
async function settled(ask, isSo) {
    let found = await ask();
    for (const end = Date.now() + LIMIT; !isSo(found) && Date.now() < end; found = await ask()) await sleep(200);
    return found;
}

const rows = (csv) => csv.trim().split('\r\n').slice(1).map((line) => line.match(/("([^"]|"")*"|[^,]*)(,|$)/g).map((cell) => cell.replace(/,$/, '')).slice(0, -1));
const bare = (text) => text.replace(/[\u2066-\u2069]/g, '').replace(/\s+/g, ' ').trim();

async function picture(page) {
    await page.goto('/flow');
    const drawing = page.frames().find((frame) => frame.url().includes('/flow.svg'));
    const labels = await drawing.locator('g[aria-label]').evaluateAll((groups) => groups.map((group) => [group.id, group.getAttribute('aria-label')]));
    return { labels: Object.fromEntries(labels.map(([id, label]) => [id, bare(label)])), words: bare(await drawing.locator('svg').textContent()) };
}

const count = (label) => Number(/: (\d+),/.exec(label ?? '')?.[1]);

async function thePicture(page) {
    const found = await settled(() => picture(page), ({ labels }) => count(labels['c-etl']) === 8 && count(labels['c-login']) === 10);
    const shown = ['login', 'store', 'r302', 'consent', 'cb', 'code', 'token', 'access', 'session', 'upsert', 'publish', 'etl'];
    cases.equal('the picture: how many passed each arrow', shown.map((id) => count(found.labels[`c-${id}`])), [10, 10, 10, 8, 8, 8, 8, 8, 8, 8, 8, 8]);
    cases.check('its notes: ten started, eight of ten completed', found.words.includes('10sign-ins started') && found.words.includes('8 of 10'), found.words);
    cases.check('its verdict', found.words.includes('Sign-in is working'), found.words);
    const table = await page.locator('#connections tbody tr').evaluateAll((lines) => lines.map((line) => line.cells[3].innerText || line.cells[3].textContent));
    cases.equal('the table beside it says the same', table.map(Number), [10, 10, 10, 8, 8, 8, 8, 8, 8, 8, 8, 8]);
}

async function theReports(page) {
    await page.goto('/reports');
    const text = bare(await page.locator('main').innerText());
    cases.check('/reports: eight completed', /8 Completed|Completed 8/.test(text), text.slice(0, 600));
    const funnel = await page.locator('section', { hasText: 'How far people get' }).locator('tbody tr').evaluateAll((lines) => lines.map((line) => [...line.cells].map((cell) => cell.textContent.trim())));
    cases.equal('its funnel', funnel.map((cells) => Number(cells[2])), [10, 10, 10, 8, 8, 8, 8]);
    cases.check('why two failed', text.includes('The person chose not to share their details.'), text);
    cases.check('the wrong password is an attempt that was turned away', text.includes('Attempts that were turned away') && text.includes('The password was wrong.'), text);
}

/** Over a column its figures stand in words; arrow keys go from one to the next; dragging over several shows just that time. */
async function thePointer(page) {
    await page.goto('/reports?range=24h');
    const columns = page.locator('#series svg.chart .at');
    const many = await columns.count(), tip = page.locator('.tip');
    const label = (at) => columns.nth(at).getAttribute('aria-label');
    cases.check('the tip is hidden at first', await tip.isHidden());
    await columns.nth(many - 2).hover();
    cases.check('over a column stand its figures', await tip.isVisible() && await tip.innerText() === (await label(many - 2)).trim(), await tip.innerText());
    const box = await tip.boundingBox();
    cases.check('inside the window', box.x >= 0 && box.x + box.width <= page.viewportSize().width, JSON.stringify(box));
    await page.keyboard.press('Escape');
    cases.check('Escape puts the tip away', await tip.isHidden());
    const focused = () => columns.evaluateAll((all) => all.indexOf(document.activeElement));
    await columns.nth(many - 1).focus();
    const walked = [];
    for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowRight', 'Home', 'ArrowLeft', 'End']) {
        await page.keyboard.press(key);
        walked.push(await focused());
    }
    cases.equal('arrows, Home and End', walked, [many - 2, many - 3, many - 2, 0, 0, many - 1]);
    cases.check('the tip follows the focus', await tip.innerText() === (await label(many - 1)).trim(), await tip.innerText());
    cases.equal('one column alone is a stop of Tab', await columns.evaluateAll((all) => all.filter((one) => one.getAttribute('tabindex') === '0').length), 1);
    const [first, last] = [many - 4, many - 1];
    const query = async (at) => new URL(await columns.nth(at).getAttribute('href'), site.url).searchParams;
    const wanted = ['custom', (await query(first)).get('from'), (await query(last)).get('to')];
    const [a, b] = [await columns.nth(first).boundingBox(), await columns.nth(last).boundingBox()];
    await page.mouse.move(a.x + a.width / 2, a.y + a.height / 2);
    await page.mouse.down();
    await page.mouse.move(b.x + b.width / 2, b.y + b.height / 2, { steps: 12 });
    cases.equal('what is dragged over is marked', await columns.evaluateAll((all) => all.filter((one) => one.classList.contains('in')).length), 4);
    await Promise.all([page.waitForURL(/range=custom/), page.mouse.up()]);
    const shown = new URL(page.url()).searchParams;
    cases.equal('dragging shows that time', [shown.get('range'), shown.get('from'), shown.get('to')], wanted);
    cases.check('with the same ten', bare(await page.locator('main').innerText()).includes('8 Completed'), page.url());
}

async function theFiles(page) {
    const csv = async (panel) => rows(await (await page.request.get(`/reports.csv?panel=${panel}&range=24h`)).text());
    cases.equal('the CSV: the funnel', (await csv('funnel')).map((row) => Number(row[2])), [10, 10, 10, 8, 8, 8, 8]);
    cases.equal('the CSV: two refused', (await csv('causes')).map((row) => [row[1], Number(row[4])]), [['consent_denied', 2]]);
    const refused = Object.fromEntries((await csv('refused')).map((row) => [row[1], Number(row[4])]));
    cases.equal('the CSV: one wrong password', refused.bad_password, 1);
    const json = await (await page.request.get('/reports.json?range=24h')).json();
    cases.equal('the JSON: outcomes', [json.started, json.completed, json.failed, json.abandoned, json.open], [10, 8, 2, 0, 0]);
}

async function theCommand() {
    const json = JSON.parse(await site.command(['report', '--range', '24h', '--json']));
    cases.equal('latchstring report --json: outcomes', [json.started, json.completed, json.failed, json.abandoned, json.open], [10, 8, 2, 0, 0]);
    const csv = rows(await site.command(['report', '--range', '24h', '--panel', 'funnel', '--csv']));
    cases.equal('latchstring report --csv: the funnel', csv.map((row) => Number(row[2])), [10, 10, 10, 8, 8, 8, 8]);
    const said = bare(await site.command(['report', '--range', '24h']));
    cases.check('latchstring report: in words', /Completed 8\b/.test(said) && /Failed 2\b/.test(said), said.slice(0, 600));
}

let chrome;
try {
    site.configure('[show]\nflow = everyone\nreports = everyone');
    for (let i = 0; i < 10; i++) await site.addPerson(`person${i}`, PASSWORD);
    await site.start();
    chrome = await openChromium();
    for (let i = 0; i < 10; i++) await signIn(chrome, `person${i}`, { refuses: i === 2 || i === 6, wrongFirst: i === 4 });
    const context = await openPerson(chrome, site, complaints);
    const page = await context.newPage();
    await thePicture(page);
    await theReports(page);
    await thePointer(page);
    await theFiles(page);
    await theCommand();
    cases.equal('no page broke its policy', complaints, []);
} finally {
    await chrome?.close();
    await site.stop();
    removeFolder();
}
cases.end();
