#!/usr/bin/env python3
# branding.py -- a site's own name, logo and colour: served as the settings say, refused by check-config and serve in one sentence.
# SPDX-License-Identifier: ISC
import hashlib, http.client, os, re, struct, sys, zlib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "rig"))
from latchstring import Browser, Cases, Site, temporary

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z" fill="#7a1fa2"/></svg>\n'
SCRIPTED = SVG.replace("<path", "\n<script>fetch('//evil.example')</script><path")


def png():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(b"\0\x7a\x1f\xa2")) + chunk(b"IEND", b""))


def fetch(site, address):
    """Status, headers (all of a name) and bytes."""
    link = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    link.request("GET", address, headers={"Host": site.host})
    reply = link.getresponse()
    found = reply.status, reply.headers, reply.read()
    link.close()
    return found


def served(cases, folder, name, content, kind):
    path = Path(folder) / name
    path.write_bytes(content)
    site = Site(f"{folder}/site-{name}", f'site_name = Acme & "Sons"\n[brand]\nlogo = {path}\naccent = #7A1FA2').start()
    browser = Browser(site)
    try:
        for address in ("/", "/complaint", "/nowhere"):
            page = browser.get(address).body
            logo, style = re.findall(r'src="(/logo-[^"]+)"', page), re.findall(r'href="(/brand-[^"]+)"', page)
            if not cases.check(f"{name}: {address} has logo and colours", len(set(logo)) == 1 and len(style) == 1, page[:600]):
                return
        cases.check(f"{name}: the colours stand behind the stylesheet", page.index('href="/style-') < page.index('href="/brand-'))
        status, headers, body = fetch(site, logo[0])
        cases.equal(f"{name}: the file as it is", (status, body), (200, content))
        cases.check(f"{name}: the address is made of the content", hashlib.sha256(content).hexdigest()[:12] in logo[0], logo)
        cases.equal(f"{name}: the type", headers["content-type"], kind)
        cases.check(f"{name}: it may be kept for ever", "immutable" in headers.get("cache-control", ""), headers)
        policies = headers.get_all("content-security-policy", [])
        cases.check(f"{name}: it can do nothing by itself", any("sandbox" in policy for policy in policies), policies)
        reply = browser.get(style[0])
        cases.check(f"{name}: the colours", reply.status == 200 and "--blue:#7a1fa2" in reply.body, reply.body)
        for address in ("/logo-000000000000.svg", "/brand-000000000000.css"):
            cases.equal(f"{name}: {address} is not ours", browser.get(address).status, 404)
    finally:
        browser.close()
        site.end()


def refused(cases, folder):
    path = Path(folder) / "wrong.svg"
    rows = (("a script", SCRIPTED, "", f"{path}:2: an element that a logo may not have: script"),
            ("words", "hello", "", str(path)),
            ("too large", SVG + " " * 65536, "", "65536"),
            ("no file", None, "", "brand.logo"),
            ("a pale colour", SVG, "#2196f3", "2.74 : 1"),
            ("no colour", SVG, "blue", "#0b5c8a"))
    for name, content, accent, words in rows:
        if content is None:
            path.unlink()
        else:
            path.write_text(content)
        site = Site(f"{folder}/refused", f"[brand]\nlogo = {path}\naccent = {accent}")
        for command in ("check-config", "serve"):
            code, output, errors = site.command(command)
            lines = [line for line in errors.splitlines() if not line.startswith("time=")]
            cases.check(f"{command}: {name}", code == 1 and output == "" and len(lines) == 1 and words in errors and "brand." in errors,
                        (code, output, errors))


def a_pipe_is_no_logo(cases, folder):
    os.mkfifo(f"{folder}/pipe")
    code, _, errors = Site(f"{folder}/refused", f"[brand]\nlogo = {folder}/pipe").command("check-config")
    cases.check("check-config: a pipe", code == 1 and "is not a file" in errors, errors)


def main():
    folder, holder = temporary("branding")
    cases = Cases()
    cases.run("served as SVG", served, folder, "acme.svg", SVG.encode(), "image/svg+xml")
    cases.run("served as PNG", served, folder, "acme.png", png(), "image/png")
    for test in (refused, a_pipe_is_no_logo):
        cases.run(test.__name__, test, folder)
    return cases.end()


if __name__ == "__main__":
    sys.exit(main())
