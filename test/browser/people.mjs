// people.mjs -- what people do in a real browser: sign in by mouse and keyboard, without scripts, in tabs, by other issuers.
// SPDX-License-Identifier: ISC
// people.mjs [PART-OF-A-NAME]: all tests, or those whose names have that part.
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';

import { Cases, Site, allow, freePort, giveName, heading, me, openChromium, openPerson, press, refuse, temporary, title } from './rig.mjs';

const PASSWORD = 'correct horse battery staple';
const QUICK = 5000; // ms: far above what a sign-in takes, far below a time-out

const [folder, removeFolder] = temporary('people');
const cases = new Cases();
const complaints = [];
const site = new Site(folder, 'site', await freePort());
const other = new Site(folder, 'other', await freePort());
const silent = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1'); // accepts, never answers
await once(silent, 'listening');
let chrome;

const settings = (signup) => `signup = ${signup}
[fetch]
allow_http = yes
[provider other]
issuer = ${other.url}
client_id = shop
client_secret_file = ${folder}/other.secret
label = The Other House
[provider silent]
issuer = http://localhost:${silent.address().port}
client_id = nobody`;

/** Sign in with the built-in issuer from wherever the page is. */
async function signIn(page, name) {
    await page.goto('/');
    await press(page.getByRole('link', { name: /^Sign in/ }));
    await giveName(page, name, PASSWORD);
    if (await page.getByRole('button', { name: 'Allow', exact: true }).count()) await allow(page);
}

/** From our start page to the other issuer's and back; ends where that leads. */
async function signInAtOther(page, name) {
    await page.goto('/');
    await press(page.getByRole('link', { name: 'Continue with The Other House' }));
    await giveName(page, name, PASSWORD);
    if (await page.getByRole('button', { name: 'Allow', exact: true }).count()) await allow(page);
}

const signOut = (page) => press(page.getByRole('button', { name: 'Sign out' }));

async function timed(act) {
    const begin = Date.now();
    await act();
    return Date.now() - begin;
}

// ---- the tests: each with a browser of its own ----

async function throughThePages(page) {
    await page.goto('/');
    cases.equal('the start page welcomes', await heading(page), 'Welcome to Latchstring');
    await press(page.getByRole('link', { name: /^Sign in/ }));
    cases.equal('the sign-in page names the app', await title(page), 'Sign in to Latchstring');
    await giveName(page, 'anna', PASSWORD);
    cases.equal('the question names the app', await heading(page), 'Share your details with Latchstring?');
    await allow(page);
    cases.equal('she is greeted by her name', await heading(page), 'Hello, Anna Example');
    cases.equal('at the start page', new URL(page.url()).pathname, '/');
    cases.equal('/me says who', (await me(page))?.email, 'anna@example.com');
    await press(page.getByRole('link', { name: 'Your details as JSON' }));
    cases.check('the page links to /me', (await page.content()).includes('"preferred_username":"anna"'), await page.content());
    await page.goBack();
    await signOut(page);
    cases.equal('signing out leads to the start page', await heading(page), 'Welcome to Latchstring');
    cases.equal('nobody is signed in then', await me(page), null);
    await press(page.getByRole('link', { name: /^Sign in/ }));
    cases.equal('the password is needed again', await page.getByLabel('Password').count(), 1);
    await giveName(page, 'anna@example.com', PASSWORD);
    cases.equal('the question is not asked twice; an e-mail does, too', await heading(page), 'Hello, Anna Example');
}

async function refusedConsent(page) {
    await page.goto('/login');
    await giveName(page, 'ben', PASSWORD);
    await refuse(page);
    cases.equal('a refusal is respected', await heading(page), 'You are not signed in');
    cases.check('and said plainly', (await page.innerText('main')).includes('Nothing was shared.'), await page.innerText('main'));
    cases.equal('nobody is signed in', await me(page), null);
    await press(page.getByRole('link', { name: 'Sign in' }));
    cases.equal('another try asks again', await heading(page), 'Share your details with Latchstring?');
    await allow(page);
    cases.equal('and may be allowed', await heading(page), 'Hello, Ben Example');
}

async function wrongPassword(page) {
    await page.goto('/login');
    await giveName(page, 'anna', 'not her password');
    cases.equal('a wrong password is refused', await page.getByRole('alert').locator('p').first().innerText(),
                'The email or password is not correct.');
    cases.equal('the title says so', await title(page), 'Error: Sign in to Latchstring');
    cases.equal('the name stays', await page.getByLabel('Email or user name').inputValue(), 'anna');
    cases.equal('the password does not', await page.getByLabel('Password').inputValue(), '');
    cases.equal('and has the focus', await page.evaluate(() => document.activeElement.id), 'password');
    const reply = await page.reload();
    cases.equal('reloading sends nothing again', [reply.request().method(), reply.status()], ['GET', 200]);
    await giveName(page, 'anna', PASSWORD);
    cases.equal('then the right one', await heading(page), 'Hello, Anna Example');
}

async function unknownName(page) {
    await page.goto('/login');
    await giveName(page, 'nobody', PASSWORD);
    cases.equal('an unknown name gives the same sentence', await page.getByRole('alert').locator('p').first().innerText(),
                'The email or password is not correct.');
}

async function twoTabs(page) {
    const second = await page.context().newPage();
    await page.goto('/login?return_to=/%3Ftab=1');
    await second.goto('/login?return_to=/%3Ftab=2');
    await giveName(page, 'anna', PASSWORD);
    cases.equal('the first tab signs in', [await heading(page), new URL(page.url()).search], ['Hello, Anna Example', '?tab=1']);
    await giveName(second, 'anna', PASSWORD);
    cases.equal('the second tab, too', [await heading(second), new URL(second.url()).search], ['Hello, Anna Example', '?tab=2']);
    await page.reload();
    cases.equal('the first is still signed in', await heading(page), 'Hello, Anna Example');
    await signOut(second);
    await page.reload();
    cases.equal('signed out in one is signed out in both', await heading(page), 'Welcome to Latchstring');
}

async function backButton(page) {
    await page.goto('/');
    await press(page.getByRole('link', { name: /^Sign in/ }));
    await giveName(page, 'cleo', PASSWORD);
    await page.goBack();
    cases.check('back from the question is no dead end', /Share your|Sign in to/.test(await heading(page)), await heading(page));
    await page.goForward();
    await allow(page);
    cases.equal('forward again it is answered', await heading(page), 'Hello, Cleo Example');
    const reply = await page.goBack();
    cases.check('back from the start page is calm', reply === null || reply.status() < 500, reply?.status());
    cases.check('with a way on', await page.getByRole('main').getByRole('link').count() > 0, await page.innerText('main'));
    await page.goto('/');
    cases.equal('and she is still signed in', await heading(page), 'Hello, Cleo Example');
}

async function replayedCallback(page) {
    let callback;
    page.on('request', (request) => { if (request.url().includes('/callback/')) callback = request.url(); });
    await signIn(page, 'anna');
    const reply = await page.goto(callback);
    cases.equal('a callback from the history is refused', reply.status(), 400);
    cases.equal('calmly', await heading(page), 'This sign-in is over');
    await page.goto('/');
    cases.equal('and changes nothing', await heading(page), 'Hello, Anna Example');
}

async function withoutScripts(page) {
    await signIn(page, 'dora');
    cases.equal('without scripts: signed in', await heading(page), 'Hello, Dora Example');
    await signOut(page);
    cases.equal('without scripts: signed out', await heading(page), 'Welcome to Latchstring');
}

/** Tab until the element with that text has the focus. */
async function tabTo(page, text) {
    for (let i = 0; i < 20; i++) {
        await page.keyboard.press('Tab');
        if ((await page.evaluate(() => document.activeElement.innerText ?? '')).trim() === text) return;
    }
    throw new Error(`the Tab key does not reach "${text}"`);
}

async function keyboardOnly(page) {
    await page.goto('/');
    await tabTo(page, 'Sign in');
    await page.keyboard.press('Enter');
    await page.getByLabel('Password').waitFor();
    cases.equal('the name has the focus', await page.evaluate(() => document.activeElement.id), 'username');
    await page.keyboard.type('emil');
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Allow', exact: true }).waitFor();
    await tabTo(page, 'Allow');
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    cases.check('what has the focus shows it', outline !== 'none', outline);
    await page.keyboard.press('Enter');
    await page.getByText('You are signed in to').waitFor();
    cases.equal('by keyboard: signed in', await heading(page), 'Hello, Emil Example');
    await tabTo(page, 'Sign out');
    await page.keyboard.press('Enter');
    await page.getByText('Welcome to').waitFor();
    cases.equal('by keyboard: signed out', await heading(page), 'Welcome to Latchstring');
}

async function anotherAccount(page) {
    await page.goto('/login');
    await giveName(page, 'fred', PASSWORD);
    await press(page.getByRole('link', { name: /Use another account/ }));
    cases.equal('"not you?" leads to the password', await page.getByLabel('Password').count(), 1);
    await giveName(page, 'anna', PASSWORD);
    cases.equal('of another account', await heading(page), 'Hello, Anna Example');
}

async function reportsOnlyForSome(page) {
    const before = await page.goto('/reports');
    cases.equal('/reports asks a stranger to sign in', [before.status(), await page.getByRole('link', { name: /Sign in/ }).count()],
                [401, 1]);
    await signIn(page, 'ben');
    cases.equal('nothing leads there without the permission', await page.getByRole('link', { name: 'Sign-in reports' }).count(), 0);
    const reply = await page.goto('/reports');
    cases.equal('nor does the address', reply.status(), 403);
    await signOut(await page.goto('/').then(() => page));
    await signIn(page, 'anna');
    await press(page.getByRole('link', { name: 'Sign-in reports' }));
    const report = await page.innerText('main');
    cases.check('with it the funnel is there', report.includes('Sign-in started'), report);
    const flow = await page.goto('/flow');
    cases.equal('and the picture', flow.status(), 200);
}

async function otherIssuer(page) {
    await signInAtOther(page, 'gina');
    cases.equal('by another issuer: signed in', [await heading(page), page.url()], ['Hello, Gina Example', `${site.url}/`]);
    const said = await me(page);
    const provider = await page.locator('dt:text("Signed in with") + dd').innerText();
    cases.equal('the page names it as its button does', provider, 'The Other House');
    cases.equal('/me names it', [said?.provider, said?.email, said?.email_verified], ['other', 'gina@example.com', true]);
    await signOut(page);
    await press(page.getByRole('link', { name: 'Continue with The Other House' }));
    cases.equal('signed out here, she is still known there', await heading(page), 'Hello, Gina Example');
    cases.equal('as the same person', (await me(page))?.sub, said?.sub);
}

async function refusedAtOther(page) {
    await page.goto('/');
    await press(page.getByRole('link', { name: 'Continue with The Other House' }));
    await giveName(page, 'hugo', PASSWORD);
    await refuse(page);
    cases.equal('refused at the other issuer', [await heading(page), new URL(page.url()).origin], ['You are not signed in', site.url]);
}

async function onlyOneDomain(page) {
    await site.again(settings('domain:house.example'));
    await signInAtOther(page, 'hugo');
    cases.equal('signup = domain: another domain is refused', await heading(page), 'This sign-in cannot go on');
    cases.equal('and gets no session', await me(page), null);
}

async function theRightDomain(page) {
    await signInAtOther(page, 'iris');
    cases.equal('signup = domain: the right one is let in', await heading(page), 'Hello, Iris Example');
}

async function oldFriend(page) {
    await signInAtOther(page, 'gina');
    cases.equal('who has an account is not asked about the domain', await heading(page), 'Hello, Gina Example');
}

async function notInvited(page) {
    await site.again(settings('invited'));
    await signInAtOther(page, 'hugo');
    cases.equal('signup = invited: a stranger is refused', await heading(page), 'This sign-in cannot go on');
    await site.command(['user', 'add', 'hugo', '--email', 'hugo@example.com', '--permission', 'reports']);
    await page.goto('/');
    await press(page.getByRole('link', { name: 'Continue with The Other House' }));
    cases.equal('once invited he is let in', await me(page).then((said) => said?.preferred_username), 'hugo');
    cases.equal('with what he may', await page.goto('/reports').then((reply) => reply.status()), 200);
}

async function silentIssuer(page) {
    const waiting = page.goto('/login?provider=silent', { timeout: 30000 });
    const neighbour = await page.context().browser().newContext({ baseURL: site.url });
    const near = await neighbour.newPage();
    const took = await timed(() => signIn(near, 'anna'));
    cases.check('while an issuer is silent the built-in sign-in is quick', took < QUICK && await me(near), `${took} ms`);
    await neighbour.close();
    const reply = await waiting;
    cases.check('the one who waits gets a calm page', [502, 503, 504].includes(reply.status()), reply.status());
    cases.equal('that says whose fault it is', await heading(page), 'Something went wrong on our side');
    cases.equal('and a way on', await page.getByRole('link', { name: 'Sign in' }).count(), 1);
}

async function diesOnTheWay(page) {
    let callback;
    await page.route(`${other.url}/signin`, async (route) => { // the redirect to the callback is held back
        const reply = await route.fetch({ maxRedirects: 0 });
        callback = reply.headers().location;
        await route.fulfill({ status: 200, body: 'held back' });
    });
    await signInAtOther(page, 'gina');
    await other.stop();
    const took = await timed(() => page.goto(callback));
    cases.check('an issuer that dies before the callback: an answer at once', took < QUICK, `${took} ms`);
    cases.equal('a calm one', [await heading(page), await page.getByRole('link', { name: 'Sign in' }).count()],
                ['Something went wrong on our side', 1]);
}

async function downFromTheStart(page) {
    await other.stop();
    await site.again(settings('everyone'));
    await page.goto('/');
    const took = await timed(() => press(page.getByRole('link', { name: 'Continue with The Other House' })));
    cases.check('an issuer that is down: an answer at once', took < QUICK, `${took} ms`);
    cases.equal('a calm one', await heading(page), 'Something went wrong on our side');
    const own = await timed(() => signIn(page, 'anna'));
    cases.check('the built-in sign-in works meanwhile', await me(page) && own < QUICK, `${own} ms`);
    await other.start();
    await signOut(page);
    await signInAtOther(page, 'gina');
    cases.equal('when the issuer is back, so is the sign-in', await heading(page), 'Hello, Gina Example');
}

const tests = [throughThePages, refusedConsent, wrongPassword, unknownName, twoTabs, backButton, replayedCallback, withoutScripts,
               keyboardOnly, anotherAccount, reportsOnlyForSome, otherIssuer, refusedAtOther, onlyOneDomain, theRightDomain, oldFriend,
               notInvited, silentIssuer, diesOnTheWay, downFromTheStart];

async function run(test) {
    const context = await openPerson(chrome, site, complaints, { javaScriptEnabled: test !== withoutScripts });
    const page = await context.newPage();
    try {
        await test(page);
    } catch (error) {
        const body = await page.innerText('body').catch(() => '');
        cases.check(`${test.name} runs to its end`, false, `${error.message}\n  at ${page.url()}: ${body.slice(0, 300)}`);
    }
    await context.close();
}

async function prepare() {
    const capital = (name) => name[0].toUpperCase() + name.slice(1);
    const person = (where, name, domain, ...more) => where.addPerson(
        name, PASSWORD, '--email', `${name}@${domain}`, '--display-name', `${capital(name)} Example`, ...more);
    for (const name of ['ben', 'cleo', 'dora', 'emil', 'fred']) await person(site, name, 'example.com');
    await person(site, 'anna', 'example.com', '--permission', 'reports');
    for (const name of ['gina', 'hugo']) await person(other, name, 'example.com');
    await person(other, 'iris', 'house.example');
    const client = JSON.parse(await other.command(['client', 'add', '--id', 'shop', '--name', 'The Shop', '--redirect-uri',
                                                   `${site.url}/callback/other`, '--json']));
    writeFileSync(`${folder}/other.secret`, client.client_secret, { mode: 0o600 });
    site.configure(settings('everyone'));
    await other.start();
    await site.start();
}

try {
    await prepare();
    chrome = await openChromium();
    for (const test of tests.filter(({ name }) => name.includes(process.argv[2] ?? ''))) await run(test);
    cases.equal('no page broke its policy', complaints, []);
} finally {
    await chrome?.close();
    await Promise.all([site.stop(), other.stop()]);
    silent.close();
    removeFolder();
}
cases.end();
