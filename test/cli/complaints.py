#!/usr/bin/env python3
# complaints.py -- complaints from the form to their end, at the running site and by the commands; what a terminal is shown.
# SPDX-License-Identifier: ISC
import json, re, sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "rig"))
from latchstring import Browser, Cases, Site, temporary

EVIL = "The cloud shows \x1b[31ma \u009b2Jfist\u202e and\ttwo\r\nlines \u2066more"
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def send(site, text):
    """What the form answers: the number, or the status."""
    browser = Browser(site)
    reply = browser.post("/complaint", description=text, language="de", picture="1.2")
    browser.close()
    found = re.fullmatch(r"/complaint\?sent=(\d{6})", reply.headers.get("location", ""))
    return found[1] if found else reply.status


def listed(site):
    return json.loads(site.must("complaint", "list", "--json"))


def whole_way(cases, site):
    cases.equal("what says nothing is refused", send(site, "bad bad bad"), 400)
    number = send(site, "Die Wolke sieht aus wie eine Faust")
    cases.check("what says something gets a number", re.fullmatch(r"[1-9]\d{5}", str(number)), number)
    shown = listed(site)
    cases.equal("list counts", [shown[word] for word in ("received", "confirmed", "dismissed", "generic")], [1, 0, 1, 1])
    first = shown["complaints"][0]
    cases.equal("list shows what waits first", (str(first["number"]), first["state"], first["language"], first["picture"]),
                (number, "received", "de", "1.2"))
    code, _, errors = site.command("complaint", "resolve", number)
    cases.check("resolve before confirm is refused", code == 2 and "confirm or dismiss it" in errors, errors)
    cases.check("confirm", "is confirmed" in site.must("complaint", "confirm", f"C-{number}"))
    code, _, errors = site.command("complaint", "confirm", number)
    cases.check("confirm twice is refused", code == 2 and "is confirmed" in errors, errors)
    done = json.loads(site.must("complaint", "resolve", f"c-{number}", "--json"))
    cases.check("resolve", done["state"] == "resolved" and done["closed"] >= done["confirmed"] >= done["received"] > 0, done)
    code, _, errors = site.command("complaint", "dismiss", number, "--reason", "late")
    cases.check("dismiss after resolve is refused", code == 2 and "that was its end" in errors, errors)
    other = send(site, "Der Pfeil zeigt auf das falsche Kästchen")
    code, _, errors = site.command("complaint", "dismiss", other)
    cases.check("dismiss needs a reason", code == 2 and "--reason" in errors, errors)
    cases.check("dismiss", "does not" in site.must("complaint", "dismiss", other, "--reason", "it does not"))
    for word in ("C-", "12x", "C-1234567", "-1"):
        cases.equal(f"the number {word!r} is none", site.command("complaint", "show", word)[0], 2)
    code, _, errors = site.command("complaint", "show", "100000" if number != "100000" else "100001")
    cases.check("an unknown number", code == 1 and "no complaint" in errors, errors)


def on_a_terminal(cases, site):
    refused = send(site, EVIL)
    cases.equal("the form refuses control characters", refused, 400)
    number = send(site, EVIL.replace("\x1b", "").replace("\x9b", ""))
    for words in (["list"], ["show", number], ["list", "--json"], ["show", number, "--json"]):
        output = site.must("complaint", *words)
        cases.check(f"complaint {' '.join(words[:1] + words[2:])} is harmless", not CONTROL.search(output), repr(output))
    output = site.must("complaint", "show", number)
    cases.check("what was taken out is named", "fist<U+202E>" in output and "<U+0009>two" in output, output)
    cases.check("further lines are indented", "\n             lines" in output, output)
    text = json.loads(site.must("complaint", "show", number, "--json"))["description"]
    cases.equal("JSON keeps the text", text, EVIL.replace("\x1b", "").replace("\x9b", "").replace("\r", ""))


def nothing_leaks(cases, site):
    told = [event for event in site.events() if "complaint" in json.dumps(event, default=str)]
    cases.check("there are events", len(told) >= 6, told)
    cases.check("no event holds what was written", not re.search("Faust|fist|Pfeil|does not", json.dumps(told, default=str)), told)
    cases.check("no log line does", not re.search("Faust|fist|Pfeil", site.log.read_text()))


def main():
    folder, holder = temporary("complaints")
    cases, site = Cases(), Site(folder).start()
    try:
        for test in (whole_way, on_a_terminal, nothing_leaks):
            cases.run(test.__name__, test, site)
    finally:
        site.end()
    return cases.end()


if __name__ == "__main__":
    sys.exit(main())
