# catalog.py -- what is said: the English messages of all sources, the table of languages, the translations, and what is wrong in one.
# SPDX-License-Identifier: ISC
import gettext, re
from dataclasses import dataclass
from pathlib import Path

import po
from po import Entry, Refused

KEY = re.compile(r"[a-z][a-z0-9_]*(\.[A-Za-z0-9_-]+)+")
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
PIECES, FORMS = 16, 6  # message.h: MESSAGE_PIECES; the most plural forms of a language
DIAGRAM_TEXTS = {"title", "subtitle", "topic", "archetype", "style", "palette", "audience", "name", "gloss", "caption", "label", "label2",
                 "text", "words"}
# Names that stay as they are in every language, longest first.
PROTOCOL = sorted(("GET /login", "POST /token", "OAuth 2", "OpenID Connect", "HTTPS", "HTTP", "JWT", "PKCE", "UPSERT", "ETL", "CSV",
                   "JSON", "SVG", "PNG", "TLS", "Latchstring"), key=len, reverse=True)
PROTOCOL_WORD = re.compile(r"(?<![A-Za-z0-9])(?:" + "|".join(map(re.escape, PROTOCOL)) + r")(?![A-Za-z0-9])")
SAMPLE = 1000  # counts by which a plural form is known


@dataclass
class Language:
    id: str
    code: str
    name: str
    english: str
    rtl: bool
    nplurals: int
    rule: str  # gettext's expression
    offered: bool

    def form(self, count):
        return self.plural(count)

    def __post_init__(self):
        self.plural = gettext.c2py(self.rule)
        self.counts = [[n for n in range(SAMPLE) if self.plural(n) == form] for form in range(self.nplurals)]

    @property
    def plural_forms(self):
        return f"nplurals={self.nplurals}; plural=({self.rule});"


@dataclass
class Catalog:
    entries: dict  # key: Entry, in the order of the sources
    aliases: dict  # key: the key whose message it has, "" for none
    sources: list  # files and folders that were read


def read_languages(path):
    row = re.compile(r'^LANGUAGE\((\w+),\s*"([^"]+)",\s*"([^"]+)",\s*"([^"]+)",\s*(LTR|RTL),.*?"[^"]*\{n\}[^"]*",\s*(\d), (.*), '
                     r'(OFFERED|TEST)\)$', re.M)
    found = [Language(r[0], r[1], r[2], r[3], r[4] == "RTL", int(r[5]), r[6], r[7] == "OFFERED") for r in row.findall(path.read_text())]
    if len(found) != len(re.findall(r"^LANGUAGE", path.read_text(), re.M)):
        raise Refused(f"{path}: a row LANGUAGE(…) is not of the shape that the head describes")
    return {language.id: language for language in found}


# ---- English -------------------------------------------------------------------------------------------------------------

def english_entries(folder, top):
    for path in sorted(folder.glob("*.po")):
        for entry in po.read(path, str(path.relative_to(top))).entries.values():
            entry.notes, entry.remarks = entry.remarks + entry.notes, []
            if entry.plural and len(entry.forms) != 2:
                raise Refused(f"{entry.place}: {entry.key}: English has two forms, msgstr[0] for one and msgstr[1]")
            yield entry


def error_entries(path, top):
    row = re.compile(r'^ERROR\((\w+),.*?,\s*"((?:[^"\\]|\\.)*)"\)$')
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if found := row.match(line):
            place = f"{path.relative_to(top)}:{number}"
            yield Entry(f"error.{found[1]}", [po.unquote(found[2], place)], place, ["Said to the person when this went wrong."])


def diagram_entries(path, top):
    """The texts of signin.diagram; its head says which keys are texts."""
    section, constant, found = [], set(), []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        line = line.strip()
        if line.startswith("["):
            section, constant = line.strip("[]").split(), set()
        elif "=" in line and not line.startswith(("#", ";")):
            name, text = (part.strip() for part in line.split("=", 1))
            words = ([] if section == ["diagram"] else section) + ([] if name == "text" else [name])
            if name == "constant":
                found = [entry for entry in found if entry.key != "picture." + ".".join([*section, text])]
                constant.add(text)
            elif name.endswith("_at"):
                room_of(found, "picture." + ".".join([*section, name.removesuffix("_at")]), text.split())
            elif name in DIAGRAM_TEXTS and name not in constant:
                note = f"In the picture: {name}" + (f" of the {' '.join(section)}." if section else ".")
                found.append(Entry("picture." + ".".join(words), [text], f"{path.relative_to(top)}:{number}", [note]))
    return found


def room_of(entries, key, place):
    """The room that a label has: its place ends with its widest and its lines."""
    for entry in entries:
        if entry.key == key and len(place) >= 3 and place[-1].isdigit() and place[-2].isdigit():
            entry.width = f"max {place[-2]} px, {place[-1]} line" + "s" * (place[-1] != "1")


def read_english(top):
    folder, errors, diagram = top / "src/text/english", top / "src/base/errors.def", top / "src/picture/signin.diagram"
    catalog = Catalog({}, {}, [folder, *sorted(folder.glob("*.po")), errors, diagram if diagram.exists() else diagram.parent])
    for entry in english_entries(folder, top):
        add(catalog, entry)
    said = {"": ""}
    for entry in error_entries(errors, top):
        if entry.forms[0] in said:
            catalog.aliases[entry.key] = said[entry.forms[0]]
        else:
            said[entry.forms[0]] = entry.key
            add(catalog, entry)
    for entry in diagram_entries(diagram, top) if diagram.exists() else ():
        add(catalog, entry)
    names = {}
    for key in (*catalog.entries, *catalog.aliases):
        if names.setdefault(identifier(key), key) != key:
            raise Refused(f"{key} and {names[identifier(key)]} would have the same name in C")
    return catalog


def add(catalog, entry):
    if entry.key in catalog.entries:
        raise Refused(f"{entry.place}: {entry.key} is there already, at {catalog.entries[entry.key].place}")
    if not KEY.fullmatch(entry.key):
        raise Refused(f'{entry.place}: {entry.key} is no key; write area.name, like "signin.title"')
    for wrong in shape_faults(entry.forms):
        raise Refused(f"{entry.place}: {entry.key}: {wrong}")
    catalog.entries[entry.key] = entry


def identifier(key):
    return "MESSAGE_" + re.sub(r"[^A-Za-z0-9]", "_", key)


# ---- translations --------------------------------------------------------------------------------------------------------

def placeholders(text):
    return set(PLACEHOLDER.findall(text))


def translated(entry):
    return entry is not None and not entry.fuzzy and all(form.strip() for form in entry.forms)


def shape_faults(forms):
    for form in forms:
        if not form.strip():
            yield "the text is empty"
        if form != form.strip():
            yield "the text begins or ends with a space"
        if re.search(r"[{}]", PLACEHOLDER.sub("", form)):
            yield "a brace stands for nothing here; a placeholder is {name} in small letters"
        if 2 * len(PLACEHOLDER.findall(form)) + 1 > PIECES:
            yield f"more placeholders than {(PIECES - 1) // 2}"


def placeholder_faults(english, entry, language):
    wanted = set().union(*(placeholders(form) for form in english.forms))
    for number, form in enumerate(entry.forms):
        has = placeholders(form)
        lacking, foreign = wanted - has, has - wanted
        if english.plural and len(language.counts[number]) == 1:  # "one sign-in", said in words
            lacking -= {"count"}
        where = f" in msgstr[{number}]" if english.plural else ""
        if lacking:
            yield f"the placeholder {{{min(lacking)}}} is missing{where}"
        if foreign:
            yield f"there is no placeholder {{{min(foreign)}}} in English{where}"


def word_faults(english, entry):
    wanted = set(PROTOCOL_WORD.findall(english.forms[-1]))
    for form in entry.forms:
        for word in sorted(wanted - set(PROTOCOL_WORD.findall(form))):
            yield f'"{word}" must stay as it is'
    rest = PLACEHOLDER.sub(" ", PROTOCOL_WORD.sub(" ", english.forms[-1]))
    if entry.forms[-1] == english.forms[-1] and len(re.findall(r"[A-Za-z]+", rest)) > 3:
        yield "the text is still English"


def entry_faults(english, entry, language):
    """What is wrong with the translation of one message."""
    forms = language.nplurals if english.plural else 1
    if english.plural != entry.plural or len(entry.forms) != forms:
        have = f"{len(entry.forms)} forms" if entry.plural else "a single text"
        yield f"{have}; {language.english} needs " + (f"msgstr[0] to msgstr[{forms - 1}]" if english.plural else "a single msgstr")
        return
    yield from shape_faults(entry.forms)
    yield from placeholder_faults(english, entry, language)
    yield from word_faults(english, entry)
    if entry.english and entry.english != english.forms:
        yield f'the English was "{entry.english[-1]}" when this was translated; run tools/languages.py --export {language.id}'


def file_faults(file, language):
    rule = file.headers.get("Plural-Forms", "")
    if re.sub(r"[\s()]", "", rule) != re.sub(r"[\s()]", "", language.plural_forms):
        yield f"the header must say Plural-Forms: {language.plural_forms}"
    if file.headers.get("X-Native-Reader", "").split(",")[0] not in ("no", "yes"):
        yield 'the header X-Native-Reader must be "no", or "yes, NAME, DATE" of the native speaker who has read all of it'


def faults(catalog, language, file, name):
    """All that is wrong in a translation, but for what is missing."""
    yield from (f"{name}: {wrong}" for wrong in file_faults(file, language))
    for key, entry in file.entries.items():
        if key not in catalog.entries:
            yield f"{entry.place}: there is no message {key}"
        elif translated(entry):
            yield from (f"{entry.place}: {key}: {wrong}" for wrong in entry_faults(catalog.entries[key], entry, language))
        elif any(form.strip() for form in entry.forms) and not all(form.strip() for form in entry.forms):
            yield f"{entry.place}: {key}: one of the forms is empty"


def read_translation(top, language):
    """The translation, or an empty one when there is no file yet; and its name."""
    path = top / "src/text/translations" / f"{language.id}.po"
    name = str(path.relative_to(top))
    return (po.read(path, name) if path.exists() else po.File({}, {}, [])), name


def missing(catalog, file):
    return [key for key in catalog.entries if not translated(file.entries.get(key))]
