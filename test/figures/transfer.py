#!/usr/bin/env python3
# transfer.py -- what a page weighs on its way: each page with its stylesheets and scripts, as curl --compressed gets them.
# SPDX-License-Identifier: ISC
"""A site with sign-ins of every end. Each page, and each file that it names, is fetched twice by curl: plain and compressed. Both must be the
same text; the second, heads included, must be small. Fonts and the picture are counted apart, and printed."""
import re, shutil, subprocess, sys, time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "rig"))
from latchstring import Browser, Cases, Site, temporary

PASSWORD = "correct horse battery staple"
SMALL = 30 * 1024  # bytes of a page with its stylesheets and scripts, heads included
PLAIN = {"/", "/authorize", "/complaint"}  # pages that are never compressed: what stands in them is a person's alone
SIGN_INS = 12
TRIES = 4


def curl(site, target, browser, *more):
    """The body as its reader has it, the bytes of head and body that came, and the head."""
    head = Path(site.folder) / "head"
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    done = subprocess.run(["curl", "-sS", "--max-time", "20", "-D", head, "-H", f"Cookie: {cookies}", *more, "-w", "%{stderr}%{size_header} %{size_download}",
                           site.url + target], capture_output=True, check=True)
    return done.stdout, sum(int(size) for size in done.stderr.split()), head.read_text().lower()


def still(text):
    """Without figures and times, which may move between two requests."""
    return re.sub(rb"[0-9]+", b"0", text)


def weigh(cases, site, target, browser):
    for _ in range(TRIES):  # a word beside a figure may change, too
        plain, long, _ = curl(site, target, browser)
        body, size, head = curl(site, target, browser, "--compressed")
        if still(plain) == still(body):
            break
    packed, name = "content-encoding: gzip" in head, target.split("&")[0]
    cases.check(f"{name}: 200", " 200 " in head.split("\n")[0], head)
    if packed:
        cases.check(f"{name}: the same text in both forms", still(plain) == still(body), f"{len(body)} bytes and {len(plain)}")
    print(f"     {name}: {long} bytes plain, {size} with --compressed")
    return body.decode(errors="replace"), size, packed


def weigh_page(cases, site, target, browser):
    page, size, packed = weigh(cases, site, target, browser)
    name = target.split("?")[0]
    cases.equal(f"{name}: compressed", packed, name not in PLAIN)
    files = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page) + re.findall(r'<script[^>]* src="([^"]+)"', page)
    cases.check(f"{name}: names its files", files, page[:500])
    sizes = [weigh(cases, site, file, browser) for file in files]
    for file, (text, _, file_packed) in zip(files, sizes):
        cases.equal(f"{file}: compressed", file_packed, len(text.encode()) >= 1200)
    total = size + sum(one for _, one, _ in sizes)
    cases.check(f"{name}: {total} bytes with its stylesheets and scripts", total <= SMALL, total)


def fill(site):
    for i in range(SIGN_INS):
        person = Browser(site)
        if i % 3 == 1:
            person.sign_in("ada", "not her password")
        person.sign_in("ada", PASSWORD, deny=i % 4 == 2)
        person.close()


def wait_for_figures(cases, reader):
    for _ in range(200):
        if reader.json("/reports.json?range=24h&panel=pipeline")["behind_ms"] < 1000 and "<table" in reader.get("/reports?range=24h").body:
            return
        time.sleep(0.05)
    cases.check("the figures come", False)


def play(cases, site):
    site.add_person("ada", PASSWORD, "--permission", "reports")
    site.start()
    fill(site)
    reader, stranger = Browser(site), Browser(site)
    reader.sign_in("ada", PASSWORD)
    wait_for_figures(cases, reader)
    for target in ("/", "/flow", "/reports?range=24h", "/complaint"):
        weigh_page(cases, site, target, reader)
    weigh_page(cases, site, stranger.get("/login").headers["location"].removeprefix(site.url), stranger)
    for target in ("/flow.svg?text=live", "/flow.svg"):
        cases.check(f"{target}: compressed", weigh(cases, site, target, reader)[2])


def main():
    if not shutil.which("curl"):
        sys.exit("curl is needed: tools/install test")
    cases = Cases()
    folder, holder = temporary("transfer")
    site = Site(Path(folder) / "site")
    try:
        cases.run("transfer", play, site)
    finally:
        site.end()
    return cases.end()


sys.exit(main())
