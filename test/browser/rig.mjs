// rig.mjs -- a running site, Chromium, and a count of cases, for the browser tests.
// SPDX-License-Identifier: ISC
// The program is the one that the environment variable LATCHSTRING names, else build/latchstring.
import { execFile, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

const TOP = resolve(fileURLToPath(import.meta.url), '../../..');
const PROGRAM = process.env.LATCHSTRING ?? join(TOP, 'build/latchstring');
const READY_LIMIT = 20000; // ms until a site must answer, also under sanitizers
const STEP_LIMIT = 15000;  // ms for one act of the browser

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

export async function freePort() {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address();
    probe.close();
    await once(probe, 'close');
    return port;
}

/** Prints and counts what was checked; the last line is what tools/test reads. */
export class Cases {
    passed = 0;
    failed = 0;

    check(name, good, evidence = '') {
        if (good) this.passed++;
        else this.failed++;
        console.log(good ? `ok   ${name}` : `FAIL ${name}: ${String(evidence).slice(0, 2000)}`);
        return good;
    }

    equal(name, found, wanted) {
        const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
        return this.check(name, a === b, `found ${a}, wanted ${b}`);
    }

    end() {
        console.log(`${this.passed} passed, ${this.failed} failed, 0 skipped`);
        process.exitCode = this.failed ? 1 : 0;
    }
}

/** One server with a folder of its own. settings: lines of a configuration file; they may change between stop and start. */
export class Site {
    constructor(folder, name, port) {
        Object.assign(this, { name, port, process: null });
        this.data = join(folder, `${name}-data`);
        this.log = join(folder, `${name}-log`);
        this.config = join(folder, `${name}.conf`);
        this.url = `http://localhost:${port}`;
        this.configure('');
    }

    configure(settings) {
        writeFileSync(this.config, `listen = 127.0.0.1:${this.port}\ndata_dir = ${this.data}\n${settings}\n`);
    }

    /** A command on this site's data; its output. Throws when it fails. */
    command(words, said = '') {
        return new Promise((done, fail) => {
            const child = execFile(PROGRAM, [...words, '--config', this.config], (error, output, errors) =>
                error ? fail(new Error(`latchstring ${words.join(' ')}: ${errors}`)) : done(output));
            child.stdin.end(said);
        });
    }

    addPerson(name, password, ...more) {
        return this.command(['user', 'add', name, '--password-stdin', ...more], `${password}\n`);
    }

    async start() {
        const log = openSync(this.log, 'a');
        this.process = spawn(PROGRAM, ['serve', '--config', this.config], { stdio: ['ignore', 'pipe', log] });
        closeSync(log);
        let said = '';
        this.process.stdout.on('data', (data) => { said += data; });
        const ended = once(this.process, 'exit');
        ended.catch(() => {});
        for (const end = Date.now() + READY_LIMIT; !said.includes('is ready at'); await sleep(5))
            if (this.process.exitCode !== null || Date.now() > end)
                throw new Error(`${this.name} does not start: ${readFileSync(this.log, 'utf8').slice(-1000)}`);
        this.ended = ended;
        return this;
    }

    async stop() {
        if (!this.process || this.process.exitCode !== null) return;
        this.process.kill('SIGINT');
        await this.ended;
    }

    async again(settings) {
        await this.stop();
        this.configure(settings);
        return this.start();
    }
}

/** Chromium, as Debian has it. */
export function openChromium() {
    const args = ['--disable-dev-shm-usage', ...(process.getuid() === 0 ? ['--no-sandbox'] : [])];
    return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args });
}

/** A browser of its own: one person. complaints collects what its pages broke (their policy, a request that failed). */
export async function openPerson(chrome, site, complaints, options = {}) {
    const context = await chrome.newContext({ baseURL: site.url, ...options });
    context.setDefaultTimeout(STEP_LIMIT);
    context.on('console', (message) => {
        if (message.type() === 'error' && !message.text().includes('the server responded with a status of'))
            complaints.push(`${message.page()?.url()}: ${message.text()}`);
    });
    context.on('weberror', (error) => complaints.push(String(error.error())));
    return context;
}

/** A folder that goes away with the program; the function removes it. */
export function temporary(name) {
    const folder = mkdtempSync(join(tmpdir(), `latchstring-${name}-`));
    return [folder, () => rmSync(folder, { recursive: true, force: true })];
}

/** Click what leads to another page, and wait for that page. */
export async function press(locator) {
    await Promise.all([locator.page().waitForEvent('load'), locator.click()]);
}

/** Fill the sign-in form and send it. */
export async function giveName(page, name, password) {
    await page.getByLabel('Email or user name').fill(name);
    await page.getByLabel('Password').fill(password);
    await press(page.getByRole('button', { name: 'Sign in' }));
}

export const allow = (page) => press(page.getByRole('button', { name: 'Allow', exact: true }));
export const refuse = (page) => press(page.getByRole('button', { name: 'Don’t allow' }));
/** The title as a person sees it: without the marks that isolate a name in it. */
export const title = async (page) => (await page.title()).replace(/[\u2068\u2069]/g, '');
export const heading = (page) => page.getByRole('heading', { level: 1 }).innerText();

/** What /me says, in this page's browser; null when nobody is signed in. */
export async function me(page) {
    const reply = await page.request.get('/me');
    return reply.status() === 200 ? reply.json() : null;
}
