#!/usr/bin/env python3
# templates.py -- templates of the site's own: export, change, check; served in the place of the built-in ones, with sign-in still
# working; a mistake is refused by check-config and serve in one sentence with file and line.
# SPDX-License-Identifier: ISC
import os, sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "rig"))
from latchstring import Browser, Cases, Site, temporary

PASSWORD = "a long pass phrase of hers"
HEADING = '<h1><span class="swash">{{t signin.title app=app_name}}</span></h1>'


def exported(folder):
    site = Site(f"{folder}/export")
    site.must("template", "export", f"{folder}/all")
    return Path(f"{folder}/all")


def change(folder, name, old, new, name_of_folder="own"):
    """A folder with one changed template."""
    own = Path(folder) / name_of_folder
    own.mkdir()
    text = (Path(folder) / "all" / name).read_text()
    assert old in text, old
    (own / name).write_text(text.replace(old, new))
    return own


def export_and_check(cases, folder):
    all_of_them = exported(folder)
    site = Site(f"{folder}/commands")
    cases.check("export writes pages and partials", {"signin.html", "consent.html", "message.html", "home.html", "complaint.html", "flow.html",
                "reports.html", "frame.html", "bar.html", "mark.html", "arrow.html", "complaint_form.html"} ==
                {path.name for path in all_of_them.iterdir()})
    cases.check("what was exported is right", "change 7 of 7 pages" in site.must("template", "check", str(all_of_them)))
    before = (all_of_them / "home.html").read_text()
    code, output, errors = site.command("template", "export", str(all_of_them))
    cases.check("export overwrites nothing", code == 1 and "is there already" in errors and output == "", errors)
    cases.equal("it is as it was", (all_of_them / "home.html").read_text(), before)
    code, _, errors = site.command("template", "check", f"{folder}/nowhere")
    cases.check("check: no folder", code == 1 and "cannot be opened" in errors, errors)


def served(cases, folder):
    own = change(folder, "signin.html", HEADING, HEADING + "\n<p>Welcome to the works of Harbour &amp; Sons, {{demo_name}}</p>")
    (own / "README.txt").write_text("not a template")
    site = Site(f"{folder}/served", f"[pages]\ntemplates = {own}")
    site.add_person("ada", PASSWORD)
    site.start()
    browser, other = Browser(site), Browser(site)
    try:
        page = browser.follow(browser.get("/login"))
        cases.check("the changed page is served", page.status == 200 and "<p>Welcome to the works of Harbour &amp; Sons, </p>" in page.body, page.body)
        cases.check("the other pages are the built-in ones", "Welcome to the works" not in browser.get("/").body)
        wrong = other.sign_in("ada", "wrong")
        cases.check("a wrong password is told", 'role="alert"' in wrong.body and "Welcome to the works" in wrong.body, wrong.body)
        done = Browser(site).sign_in("ada", PASSWORD)
        cases.check("sign-in works", done.status == 200 and "/logout" in done.body, done.body)
    finally:
        browser.close()
        site.end()


def walked(cases, folder):
    """The test sign-in of /reports reads no HTML: it comes through pages that are written otherwise."""
    handle = '<input type="hidden" name="interaction" value="{{handle}}">'
    otherwise = '<input value="{{handle}}"\n id="it" type="hidden" name="interaction">'
    own = change(folder, "signin.html", handle, otherwise, "otherwise")
    (own / "consent.html").write_text((Path(folder) / "all/consent.html").read_text().replace(handle, otherwise))
    site = Site(f"{folder}/walked", f"[pages]\ntemplates = {own}")
    site.add_person("rita", PASSWORD, "--permission", "reports")
    site.start()
    browser = Browser(site)
    try:
        cases.equal("a person signs in there", browser.sign_in("rita", PASSWORD).status, 200)
        done = browser.post("/reports/test")
        place = done.headers.get("location", "")
        cases.check("and so does a test sign-in", done.status == 303 and "test=ok-" in place, (done.status, place))
    finally:
        browser.close()
        site.end()


def the_same(cases, folder):
    """All templates read from a folder give the pages that are compiled in."""
    plain, own = Site(f"{folder}/plain").start(), Site(f"{folder}/same", f"[pages]\ntemplates = {folder}/all").start()
    try:
        for address in ("/", "/complaint", "/nowhere", "/flow"):
            a, b = (Browser(site).get(address) for site in (plain, own))
            bodies = [reply.body.replace(reply.id or "no id", "ID").replace(site.host, "HOST") for reply, site in ((a, plain), (b, own))]
            cases.check(f"{address} is the same, byte for byte", a.status == b.status and bodies[0] == bodies[1], bodies)
    finally:
        plain.end()
        own.end()


def refused(cases, folder):
    rows = (("an unknown field", "signin.html", "{{typed_name}}", "{{typed}}", "signin.html:28: typed: there is no typed here"),
            ("an unknown message", "signin.html", "{{t signin.lead}}", "{{t signin.led}}", "signin.html:10: signin.led is no message"),
            ("a field that is needed", "signin.html", 'name="username"', 'name="user"', "signin.html:1: the page needs"),
            ("a script", "frame.html", "</head>", "<script>alert(1)</script>\n</head>", "frame.html:18: <script> is not allowed"),
            ("a foreign host", "mark.html", "{{url frame.logo_path}}", "https://evil.example/x.png", "mark.html:4: src=\"https://evil.example/x.png\" leads away"),
            ("an element left open", "home.html", "</dl>", "", "home.html:"))
    for number, (name, file, old, new, words) in enumerate(rows):
        own = change(folder, file, old, new, f"wrong{number}")
        site = Site(f"{folder}/refused", f"[pages]\ntemplates = {own}")
        for command in (["check-config"], ["serve"], ["template", "check", str(own)]):
            code, output, errors = site.command(*command)
            lines = [line for line in errors.splitlines() if not line.startswith("time=")]
            cases.check(f"{' '.join(command[:2])}: {name}", code == 1 and output == "" and len(lines) == 1 and f"{own}/{words}" in errors,
                        (code, output, errors))


def odd_files(cases, folder):
    own = Path(folder) / "odd"
    own.mkdir()
    site = Site(f"{folder}/odd-site", f"[pages]\ntemplates = {own}")
    rows = (("a name that no page has", lambda path: (own / "signn.html").write_text("x"), "signn.html:1: no page has this name"),
            ("too large", lambda path: (own / "mark.html").write_text(" " * 262145), "more than 262144 bytes"),
            ("a pipe", lambda path: os.mkfifo(own / "mark.html"), "is not a file"))
    for name, make, words in rows:
        make(own)
        code, _, errors = site.command("check-config")
        cases.check(f"check-config: {name}", code == 1 and words in errors, errors)
        for path in own.iterdir():
            path.unlink()


def main():
    folder, holder = temporary("templates")
    cases = Cases()
    for test in (export_and_check, served, walked, the_same, refused, odd_files):
        cases.run(test.__name__, test, folder)
    return cases.end()


if __name__ == "__main__":
    sys.exit(main())
