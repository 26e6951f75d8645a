#!/usr/bin/env python3
# draw.py -- latchstring draw: SVG of any file in any language, PNG by latchstring-png, and what it says about mistakes.
# SPDX-License-Identifier: ISC
import os, subprocess, sys, tempfile
import xml.etree.ElementTree as xml
from pathlib import Path

PROGRAM = os.environ["LATCHSTRING"]
FILE = Path(__file__).with_name("forward-auth.diagram")
PNG = Path(PROGRAM).with_name("latchstring-png")
passed, failed, skipped = 0, 0, 0


def check(name, good, what=""):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print(f"failed: {name} {what}")


def run(*arguments, program=PROGRAM, data=b""):
    done = subprocess.run([program, *map(str, arguments)], input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return done.returncode, done.stdout, done.stderr.decode()


def size_of(png):
    return (int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")) if png[:8] == b"\x89PNG\r\n\x1a\n" else None


def drawing(folder):
    code, svg, said = run("draw")
    check("the built-in diagram, without a word of complaint", code == 0 and not said, said)
    root = xml.fromstring(svg)
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    check("well-formed", root.tag.endswith("svg"))
    check("ids are unique", len(ids) == len(set(ids)))
    check("every use has its glyph", {n.get("href")[1:] for n in root.iter() if n.tag.endswith("use")} <= set(ids))
    check("outlines, no text", not [n for n in root.iter() if n.tag.endswith("}text")])
    code, german, said = run("draw", FILE, "--lang", "de", "-o", "-")
    check("a file in German", code == 0 and "Anmeldung vorgeschaltet" in german.decode() and 'lang="de"' in german.decode(), said)
    out = Path(folder) / "x.svg"
    check("into a file", run("draw", FILE, "-o", out)[0] == 0 and out.read_bytes() == run("draw", FILE)[1])


def mistakes(folder):
    bad = Path(folder) / "bad.diagram"
    bad.write_text("[diagram]\nid = x\ntitel = T\n")
    code, _, said = run("draw", bad)
    check("a mistyped key", code == 1 and "bad.diagram:3:" in said and '"title"' in said, said)
    check("a file that is not there", run("draw", "/no/such/file")[0] == 1)
    check("a language that is not spoken", run("draw", "--lang", "tlh")[0] == 2)
    check("a place that cannot be written", run("draw", "-o", "/no/such/folder/x.svg")[0] == 1)


def png(folder):
    out = Path(folder) / "x.png"
    check("a PNG", run("draw", FILE, "-o", out)[0] == 0 and size_of(out.read_bytes()) == (1600, 1000))
    svg = run("draw")[1]
    code, made, _ = run("--width", "3200", program=PNG, data=svg)
    check("twice as wide", code == 0 and size_of(made) == (3200, 2000))
    check("too wide", run("--width", "6401", program=PNG, data=svg)[0] == 2)
    check("no SVG", run(program=PNG, data=b"hello")[0] == 1)
    check("nothing", run(program=PNG)[0] == 1)
    check("too much", run(program=PNG, data=b" " * (8 << 20) + b" ")[0] == 1)
    check("too high", run(program=PNG, data=b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1000"/>')[0] == 1)


with tempfile.TemporaryDirectory() as folder:
    drawing(folder)
    mistakes(folder)
    if PNG.exists():
        png(folder)
    else:
        skipped = 7
print(f"{passed} passed, {failed} failed, {skipped} skipped")
sys.exit(failed > 0)
