# po.py -- reads and writes gettext's PO files: what the catalogs of src/text need of the format, and its mistakes by file and line.
# SPDX-License-Identifier: ISC
"""An entry is a key (msgid), its forms (msgstr, or msgstr[0…]), notes for translators ("#." or "# "), the English that was
translated ("#| "), a width (msgctxt) and whether it is fuzzy. Obsolete entries ("#~") are not read."""
import re
from dataclasses import dataclass, field

LINE = re.compile(r'^(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d)\])?)\s+"(.*)"\s*$')
ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


class Refused(Exception):
    """A mistake in a file of ours: one line, with its place."""


@dataclass
class Entry:
    key: str
    forms: list
    place: str = ""
    notes: list = field(default_factory=list)    # from us to translators
    remarks: list = field(default_factory=list)  # of translators, in a translation ("# ")
    english: list = field(default_factory=list)  # what was translated ("#| ")
    width: str = ""
    plural: bool = False
    fuzzy: bool = False


@dataclass
class File:
    headers: dict
    entries: dict
    head: list  # the comments before the first entry


def unquote(text, place):
    def one(found):
        if found[1] not in ESCAPES:
            raise Refused(f"{place}: \\{found[1]} is not an escape of ours; known: \\n \\t \\\" \\\\")
        return ESCAPES[found[1]]
    if re.search(r'(?<!\\)(?:\\\\)*"', text):
        raise Refused(f'{place}: a quotation mark inside a text is written \\"')
    return re.sub(r"\\(.)", one, text)


def quote(text):
    for letter, plain in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
        text = text.replace(letter, plain)
    return f'"{text}"'


class Reader:
    def __init__(self, name):
        self.name, self.entries, self.head, self.headers = name, {}, [], {}
        self.begin()

    def begin(self):
        self.comments, self.parts, self.last, self.line = [], {}, None, 0

    def add(self, number, line):
        place = f"{self.name}:{number}"
        if line.startswith("#~"):
            return
        if line.startswith("#"):
            if self.parts:
                self.end()
            self.comments.append(line)
        elif found := LINE.match(line):
            word, text = found[1], unquote(found[3], place)
            if word in ("msgctxt", "msgid") and ("msgid" in self.parts or (word in self.parts)):
                self.end()
            if word in self.parts:
                raise Refused(f"{place}: a second {word} in one entry")
            self.parts[word], self.last, self.line = text, word, self.line or number
        elif (found := re.match(r'^"(.*)"\s*$', line)) and self.last:
            self.parts[self.last] += unquote(found[1], place)
        elif not line.strip() and not self.parts:
            self.head += [] if self.headers or self.entries else self.comments
            self.comments = []  # a heading, not an entry's
        elif line.strip():
            raise Refused(f"{place}: this is no line of a PO file: {line.strip()[:60]}")

    def end(self):
        parts, comments, place = self.parts, self.comments, f"{self.name}:{self.line}"
        self.begin()
        if not parts:
            return
        forms = [parts[word] for word in sorted(parts) if word.startswith("msgstr")]
        if "msgid" not in parts or not forms:
            raise Refused(f"{place}: an entry needs msgid and msgstr")
        if not parts["msgid"]:
            self.head += comments
            self.headers = dict(re.findall(r"^([\w-]+):\s*(.*?)\s*$", forms[0], re.M))
            return
        if parts["msgid"] in self.entries:
            raise Refused(f"{place}: {parts['msgid']} stands here a second time")
        self.entries[parts["msgid"]] = entry_of(parts, forms, comments, place)


def entry_of(parts, forms, comments, place):
    entry = Entry(parts["msgid"], forms, place, width=parts.get("msgctxt", ""), plural="msgid_plural" in parts)
    if entry.plural != ("msgstr[0]" in parts) or entry.plural == ("msgstr" in parts):
        raise Refused(f"{place}: {entry.key}: msgid_plural goes with msgstr[0], msgstr[1] …, a single msgstr with neither")
    for comment in comments:
        kind, text = comment[:2], comment[2:].strip()
        if kind == "#.":
            entry.notes.append(text)
        elif kind == "#|":
            entry.english.append(unquote(text[1:-1], place) if text.startswith('"') else text)
        elif kind == "#,":
            entry.fuzzy = "fuzzy" in text
        elif kind in ("# ", "#"):
            entry.remarks.append(text)
    return entry


def read(path, name=None):
    """The file; Refused when it cannot be read as one."""
    name = name or str(path)
    reader = Reader(name)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{name}: cannot be read: {error}")
    for number, line in enumerate(text.splitlines(), 1):
        reader.add(number, line)
    reader.end()
    return File(reader.headers, reader.entries, reader.head)


def lines_of(entry):
    """An entry as the lines of a translation."""
    yield from (f"# {text}" for text in entry.remarks)
    yield from (f"#. {text}" for text in entry.notes)
    if entry.fuzzy:
        yield "#, fuzzy"
    yield from (f"#| {quote(text)}" for text in entry.english)
    if entry.width:
        yield f"msgctxt {quote(entry.width)}"
    yield f"msgid {quote(entry.key)}"
    if entry.plural:
        yield f"msgid_plural {quote(entry.key)}"
        yield from (f"msgstr[{i}] {quote(form)}" for i, form in enumerate(entry.forms))
    else:
        yield f"msgstr {quote(entry.forms[0])}"
    yield ""


def write(path, head, headers, entries):
    """Entries may be texts: comments that head what follows."""
    lines = [*head, 'msgid ""', 'msgstr ""', *(quote(f"{name}: {value}\n") for name, value in headers.items()), ""]
    for entry in entries:
        lines += [entry, ""] if isinstance(entry, str) else lines_of(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")
