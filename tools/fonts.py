#!/usr/bin/env python3
"""fonts.py -- cuts the fonts that Latchstring embeds, and writes the table of them in C.
SPDX-License-Identifier: ISC

Usage: fonts.py cut GROUP --npm DIR --text DIR --out X.bin   writes X.bin (each face as TTF and as WOFF2), X.json, X.d
       fonts.py table --text DIR --out FILE.c --jsons …     writes the C table; fails when a language lacks a glyph
GROUP is alphabets, ja, ko or zh. Alphabets have a fixed repertoire, so a changed translation cuts only the characters of ja, ko and
zh anew. Faces are kept in ~/.cache/latchstring-fonts by everything they are made of, so that another build folder finds them.
Needs fontTools and Brotli of Debian (python3-fonttools, python3-brotli).
"""
import argparse
import hashlib
import importlib.util
import io
import json
import logging
import multiprocessing
import os
import re
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import po

DEBIAN = Path("/usr/share/fonts/truetype")
WENKAI = {400: DEBIAN / "lxgw-wenkai/LXGWWenKai-Regular.ttf", 600: DEBIAN / "lxgw-wenkai/LXGWWenKai-Bold.ttf"}
YUSEI = {400: DEBIAN / "yusei-magic/YuseiMagic-Regular.ttf"}
PACKAGES = {"lxgw-wenkai": "fonts-lxgw-wenkai", "yusei-magic": "fonts-yusei-magic"}

# What shaping needs. Without "calt" (Playpen's changing shapes, five times the size), which only the title has.
FEATURES = ("ccmp liga locl mark mkmk rlig kern curs dist rclt init medi fina isol abvs akhn blws cjct half nukt pres psts rkrf rphf "
            "vatu haln abvm blwm").split()

# The repertoire of the alphabets: all that the family's piece has of these. One piece of the family is one face: the pieces do
# not kern with each other, so merging them would win nothing.
ALPHABETS = {
    "latin": ("playpen-sans", "latin", "0020-007E 00A0-00FF 0131 0152-0153 02C6 02DA 02DC 2002-2014 2018-201E 2020-2022 2026 202F "
              "2030 2032-2033 2039-203A 20AC 2116 2122 2212"),
    "latin-ext": ("playpen-sans", "latin-ext", "0100-017F 0180 0192 01EB 0218-021B 0237 0271 1E7C-1E8B 1E9E 20A4 20AA 20B9-20BA"),
    "vietnamese": ("playpen-sans", "vietnamese", "01A0-01A1 01AF-01B0 0300-0309 0323 1EA0-1EF9 20AB"),
    "cyrillic": ("playpen-sans", "cyrillic", "0400-045F 0490-0491 2116"),
    "greek": ("playpen-sans", "greek", "0370-03CE"),
    "hebrew": ("playpen-sans-hebrew", "hebrew", "0591-05F4"),
    "arabic": ("playpen-sans-arabic", "arabic", "0600-06FF 200C-200D"),
    "devanagari": ("playpen-sans-deva", "devanagari", "0900-097F 200C-200D 25CC"),
}
TITLE = [*range(0x20, 0x7F), 0x2013]  # accented letters of a title do not change their shapes
SYMBOLS = "←↑→↓↔✓✔✕✗≈≠≤≥■□▲△▼▽●○★☆⟦⟧"
# U+202F groups digits in French, U+2011 does not break: the fonts lack both, a space and a hyphen draw them.
ALIASES = {0x202F: 0x2009, 0x2011: 0x2D}
EVERYONE = [*ALPHABETS, "symbols"]  # the faces of every language, after its own

GAEGU_EM = 0.78  # it is drawn small: so its syllables are as large as the letters of the others

# Punctuation that Han and kana want from their own font, beside all from U+2E80 on.
EAST_ASIAN_MARKS = set(map(ord, "“”‘’…—"))
KANA = set(range(0x3041, 0x3097)) | set(range(0x30A1, 0x30FD))
WIDE_MARKS = set(map(ord, "　、。「」『』（）［］【】〈〉《》！？：；，．・～％／＋－＝"))

IGNORED = {0x0A, 0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x061C, 0x2060, 0xFEFF} | set(range(0x202A, 0x202F)) | set(range(0x2066, 0x206A))


class Refused(Exception):
    """A mistake of ours, or a package that is not there: one line."""


@dataclass
class Plan:
    """A face to cut."""
    name: str      # latin, han, hans, title …
    weight: int    # 400, 600, 800: from which weight on it is the one
    source: Path
    codes: list    # wanted; what the source lacks is left out
    features: list
    em: float = 1  # of the family's own em: a smaller one makes its letters larger


# ---- what is said ------------------------------------------------------------------------------------------------------------

def languages(text):
    """id, code and own name of each row of languages.def."""
    rows = re.findall(r'^LANGUAGE\((\w+),\s*"([^"]+)",\s*"([^"]+)"', (text / "languages.def").read_text(encoding="utf-8"), re.M)
    if not rows:
        raise Refused(f"{text / 'languages.def'}: no LANGUAGE(…) row found")
    return rows


def catalogs(text, ident, code):
    """The PO files of a language: English's own, or translations/CODE.po, translations/CODE/*.po."""
    if ident == "en":
        return sorted((text / "english").glob("*.po"))
    found = []
    for name in sorted({ident, code}):
        found += [text / "translations" / f"{name}.po", *sorted((text / "translations" / name).glob("*.po"))]
    return [path for path in found if path.exists()]


def said(text, ident, code):
    """Each character of a language's messages, and where it stands first."""
    places = {}
    for path in catalogs(text, ident, code):
        for entry in po.read(path, path.name).entries.values():
            for letter in "".join(entry.forms):
                places.setdefault(ord(letter), f"{entry.place}: {entry.key}")
    return places


# ---- which faces there are ------------------------------------------------------------------------------------------------------

def code_list(ranges):
    codes = []
    for part in ranges.split():
        first, _, last = part.partition("-")
        codes += range(int(first, 16), int(last or first, 16) + 1)
    return codes


def npm_file(npm, family, piece, weight):
    return npm / "@fontsource" / family / "files" / f"{family}-{piece}-{weight}-normal.woff2"


def plan_alphabets(npm, _text):
    for name, (family, piece, ranges) in ALPHABETS.items():
        for weight in (400, 600, 800):
            yield Plan(name, weight, npm_file(npm, family, piece, weight), code_list(ranges), FEATURES)
    yield Plan("title", 800, npm_file(npm, "playpen-sans", "latin", 800), TITLE, [*FEATURES, "calt"])
    for weight, source in WENKAI.items():
        yield Plan("symbols", weight, source, list(map(ord, SYMBOLS)), FEATURES)


def east_asian(text, ident, marks=True):
    """The characters of an East Asian language that are not the alphabets' business."""
    code, name = next((code, name) for row, code, name in languages(text) if row == ident)
    codes = set(said(text, ident, code)) | set(map(ord, name))
    return {code for code in codes if code >= 0x2E80 or (0x1100 <= code < 0x1200) or (marks and code in EAST_ASIAN_MARKS)}


def plan_ja(_npm, text):
    codes = east_asian(text, "ja") | KANA | WIDE_MARKS | EAST_ASIAN_MARKS
    yield Plan("ja", 400, YUSEI[400], sorted(codes), FEATURES)


def plan_ko(npm, text):
    codes = sorted(east_asian(text, "ko", marks=False))
    for weight, file_weight in ((400, 400), (600, 700)):
        yield Plan("ko", weight, npm_file(npm, "gaegu", "korean", file_weight), codes, FEATURES, GAEGU_EM)


def plan_zh(_npm, text):
    """What both writings use is one face, so a browser fetches that and its own."""
    hans, hant = east_asian(text, "zh_Hans"), east_asian(text, "zh_Hant")
    both = (hans & hant) | WIDE_MARKS | EAST_ASIAN_MARKS
    for weight, source in WENKAI.items():
        yield Plan("han", weight, source, sorted(both), FEATURES)
        yield Plan("hans", weight, source, sorted(hans - both), FEATURES)
        yield Plan("hant", weight, source, sorted(hant - both), FEATURES)


GROUPS = {"alphabets": plan_alphabets, "ja": plan_ja, "ko": plan_ko, "zh": plan_zh}
OWN = {"ja": ["ja"], "ko": ["ko"], "zh_Hans": ["han", "hans"], "zh_Hant": ["han", "hant"]}


# ---- cutting ------------------------------------------------------------------------------------------------------------

def cut(plan):
    """The face as TTF, as WOFF2, and the characters it has."""
    from fontTools import subset
    from fontTools.ttLib import TTFont
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    font = TTFont(plan.source, lazy=True, recalcTimestamp=False)
    alias(font, plan.codes)
    options = subset.Options(layout_features=plan.features, hinting=False, name_IDs=[0, 13, 14], name_languages="*",
                             notdef_outline=True, drop_tables=["vhea", "vmtx", "gasp", "BASE", "DSIG", "VORG", "STAT", "meta"])
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=plan.codes)
    subsetter.subset(font)
    rename(font)
    font["head"].unitsPerEm = round(font["head"].unitsPerEm * plan.em)
    codes = sorted(font.getBestCmap() or {})
    outputs = []
    for flavor in (None, "woff2"):
        font.flavor = flavor
        memory = io.BytesIO()
        font.save(memory)
        outputs.append(memory.getvalue())
    return outputs[0], outputs[1], codes


def alias(font, codes):
    for code, like in ALIASES.items():
        for table in font["cmap"].tables:
            if table.isUnicode() and code in codes and like in table.cmap:
                table.cmap.setdefault(code, table.cmap[like])


def rename(font):
    """A cut font does not bear the family's name: some reserve it (OFL 1.1, 3). Copyright and licence stay."""
    names = font["name"]
    for ident, text in ((1, "Latchstring"), (2, "Regular"), (4, "Latchstring"), (6, "Latchstring")):
        names.setName(text, ident, 3, 1, 0x409)


def cache_folder():
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "latchstring-fonts"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return folder if os.access(folder, os.W_OK) else None
    except (OSError, RuntimeError):
        return None


def cut_cached(plan):
    import fontTools
    folder = cache_folder()
    made_of = [Path(__file__).read_bytes(), fontTools.version.encode(), plan.source.read_bytes(),
               repr((plan.codes, plan.features, plan.em)).encode()]
    key = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in made_of)).hexdigest()[:32]
    path = folder and folder / key
    if path and path.exists():
        os.utime(path)
        head, _, rest = path.read_bytes().partition(b"\n")
        head = json.loads(head)
        return rest[:head["ttf"]], rest[head["ttf"]:], head["codes"]
    ttf, woff2, codes = cut(plan)
    if path:
        new = path.with_suffix(f".{os.getpid()}")
        new.write_bytes(json.dumps({"ttf": len(ttf), "codes": codes}).encode() + b"\n" + ttf + woff2)
        new.rename(path)
    return ttf, woff2, codes


def forget_old():
    """Faces that no build asked for in 30 days."""
    folder = cache_folder()
    for path in folder.iterdir() if folder else ():
        if path.stat().st_mtime < time.time() - 30 * 86400:
            path.unlink(missing_ok=True)


def need(plan):
    if plan.source.exists():
        return
    package = PACKAGES.get(plan.source.parent.name)
    how = f"apt-get install {package}" if package else "npm ci in src/text/fonts"
    raise Refused(f"{plan.source} is missing: run tools/install build ({how})")


def write_group(arguments):
    plans = list(GROUPS[arguments.group](arguments.npm, arguments.text))
    for plan in plans:
        need(plan)
    with multiprocessing.Pool(min(len(plans), os.cpu_count() or 1)) as pool:
        cuts = pool.map(cut_cached, plans, chunksize=1)
    blob, faces = bytearray(), []
    for plan, (ttf, woff2, codes) in zip(plans, cuts):
        if not codes:
            continue
        row = {"name": plan.name, "weight": plan.weight, "codes": codes, "source": plan.source.name}
        for kind, data in (("ttf", ttf), ("woff2", woff2)):
            blob += bytes(-len(blob) % 16)
            row[kind] = [len(blob), len(data), hashlib.sha256(data).hexdigest()[:12]]
            blob += data
        faces.append(row)
    arguments.out.write_bytes(blob)
    arguments.out.with_suffix(".json").write_text(json.dumps(faces))
    write_depfile(arguments, [plan.source for plan in plans])
    forget_old()


def write_depfile(arguments, sources):
    """The PO files too: and their folder, for those that are to come."""
    inputs = {*sources}
    if arguments.group != "alphabets":
        inputs |= depends_on_text(arguments.text)
    escaped = " ".join(str(path).replace(" ", "\\ ") for path in sorted(inputs))
    arguments.out.with_suffix(".d").write_text(f"{arguments.out}: {escaped}\n")


def depends_on_text(text):
    inputs = {text / "languages.def"}
    for folder in (text / "english", text / "translations"):
        if folder.is_dir():
            inputs |= {folder, *folder.rglob("*")}
    return inputs


# ---- the table in C ---------------------------------------------------------------------------------------------------------

def stack_of(ident, weight, faces):
    """Indices of the faces of a language and weight, in the order in which they are asked; of each name the nearest weight."""
    chosen = []
    for name in [*OWN.get(ident, []), *EVERYONE]:
        of_name = [(face["weight"], index) for index, face in enumerate(faces) if face["name"] == name]
        fitting = [pair for pair in of_name if pair[0] <= weight] or sorted(of_name)[:1]
        chosen += [index for _, index in sorted(fitting)[-1:]]
    return chosen


def check_glyphs(text, faces):
    """Every character of every message has a glyph in its language's faces."""
    missing = []
    for ident, code, _ in languages(text):
        have = set(IGNORED)
        for index in stack_of(ident, 400, faces):
            have |= set(faces[index]["codes"])
        for letter, place in sorted(said(text, ident, code).items()):
            if letter not in have:
                missing.append(f"{place}: {code}: no face has a glyph for U+{letter:04X} {chr(letter)!r}")
    if missing:
        raise Refused("\n".join(missing[:20]) + "\nUse another character, or widen the repertoire in tools/fonts.py.")


def ranges_of(codes, taken):
    """Ranges of the codes; a gap that no other face fills is bridged, which keeps the list short."""
    ranges = []
    for code in sorted(codes):
        if ranges and not any(gap in taken for gap in range(ranges[-1][1] + 1, code)) and code - ranges[-1][1] < 400:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return ranges


def stylesheet(ident, faces):
    """Each character belongs to one face, as in shape.c: browser and picture agree. Every weight names its whole stack: a browser
    chooses a weight first, and then looks only at the rules that declare just this one."""
    rules = []
    title = next(face for face in faces if face["name"] == "title")
    everything = set().union(*(faces[index]["codes"] for index in stack_of(ident, 400, faces)))
    for weight in (400, 600, 800):
        seen = set()
        for index in stack_of(ident, weight, faces):
            own = set(faces[index]["codes"]) - seen
            seen |= own
            rules.append(css_rule("Latchstring", weight, faces[index], ranges_of(own, everything - own)))
    rules.append(css_rule("Latchstring Title", 800, title, ranges_of(title["codes"], everything - set(title["codes"]))))
    return "".join(rules)


def css_rule(family, weight, face, ranges):
    spans = ",".join(f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}" for first, last in ranges)
    return (f'@font-face{{font-family:"{family}";font-weight:{weight};font-display:swap;'
            f"src:url({path_of(face)})format(\"woff2\");unicode-range:{spans}}}\n")


def path_of(face):
    return f"/font-{face['name']}-{face['weight']}-{face['woff2'][2]}.woff2"


def table_of_faces(faces):
    yield "const FontRow font_rows[] = {"
    for face in faces:
        symbol, ttf = f"font_blob_{face['group']}", face["ttf"]
        yield f'    {{ "{face["name"]}", {{ {symbol} + {ttf[0]}, {ttf[1]} }} }}, /* {ttf[2]} */'
    yield "};"
    yield "const FontFile font_row_files[] = {"
    for face in faces:
        at, size, _ = face["woff2"]
        yield f'    {{ LIT_INIT("{path_of(face)}"), {{ font_blob_{face["group"]} + {at}, {size} }} }},'
    yield "};"
    yield f"const uint16_t font_row_count = {len(faces)};"


def table_of_stacks(text, faces):
    stacks = []
    for ident, _, _ in languages(text):
        for weight in (400, 600, 800):
            stack = stack_of(ident, weight, faces)
            numbers = ", ".join(map(str, stack))
            stacks.append(f"    [LANGUAGE_{ident}][FONT_{WEIGHT_NAMES[weight]}] = {{ {len(stack)}, {{ {numbers} }} }},")
    title = next(index for index, face in enumerate(faces) if face["name"] == "title")
    return ["const FontStack font_stacks[LANGUAGES][FONT_WEIGHTS] = {", *stacks, "};", f"const uint16_t font_title_row = {title};"]


WEIGHT_NAMES = {400: "REGULAR", 600: "SEMIBOLD", 800: "EXTRABOLD"}


def table_of_sheets(text, faces):
    """The texts, one after the other, and where each language's lies: those that share their faces share it."""
    blob, places, rows = b"", {}, []
    for ident, _, _ in languages(text):
        css = stylesheet(ident, faces).encode()
        if css not in places:
            places[css] = len(blob)
            blob += css
        digest = hashlib.sha256(css).hexdigest()[:12]
        rows.append(f'    [LANGUAGE_{ident}] = {{ LIT_INIT("/fonts-{digest}.css"), {{ font_blob_css + {places[css]}, {len(css)} }} }},')
    return blob, ["const FontFile font_sheets[LANGUAGES] = {", *rows, "};"]


def blob_symbol(name, path):
    """The blobs are included by the assembler: a compiler would take minutes over them as arrays. The digest is there for
    ninja and ccache, which see only this file."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    yield f"/* {digest} */"
    yield (f'__asm__(".section .rodata\\n.balign 16\\nfont_blob_{name}:\\n.incbin \\"{path.resolve()}\\"\\n.byte 0\\n.previous\\n");')
    yield f"extern const char font_blob_{name}[] __attribute__((visibility(\"hidden\")));"


def write_table(arguments):
    faces, symbols = [], []
    for path in arguments.jsons:
        faces += [{**face, "group": path.stem} for face in json.loads(path.read_text())]
        symbols += blob_symbol(path.stem, path.with_suffix(".bin"))
    check_glyphs(arguments.text, faces)
    sheets, sheet_rows = table_of_sheets(arguments.text, faces)
    arguments.out.with_suffix(".css").write_bytes(sheets)
    lines = ["/* font_table.c -- the faces, stacks and stylesheets, made by tools/fonts.py.", " * SPDX-License-Identifier: ISC */",
             '#include "text/font_table.h"', "", *symbols, *blob_symbol("css", arguments.out.with_suffix(".css")), "",
             *table_of_faces(faces), "", *table_of_stacks(arguments.text, faces), "", *sheet_rows]
    arguments.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    escaped = " ".join(sorted(str(path) for path in depends_on_text(arguments.text)))
    arguments.out.with_suffix(".d").write_text(f"{arguments.out}: {escaped}\n")


def with_fonttools():
    """Debian's Python has Debian's fontTools; a Python of another make, first in PATH, has not."""
    debian = "/usr/bin/python3"
    if importlib.util.find_spec("fontTools") is None and os.path.realpath(sys.executable) != os.path.realpath(debian):
        os.execv(debian, [debian, *sys.argv])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("verb", choices=["cut", "table"])
    parser.add_argument("group", nargs="?", choices=sorted(GROUPS), default="alphabets")
    parser.add_argument("--npm", type=Path)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--jsons", type=Path, nargs="*", default=[])
    arguments = parser.parse_args()
    if arguments.verb == "cut":
        with_fonttools()
    try:
        write_group(arguments) if arguments.verb == "cut" else write_table(arguments)
    except ImportError as error:
        sys.exit(f"tools/fonts.py: {error}: run tools/install build (python3-fonttools, python3-brotli)")
    except (Refused, po.Refused) as error:
        sys.exit(f"tools/fonts.py: {error}")


if __name__ == "__main__":
    main()
