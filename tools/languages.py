#!/usr/bin/env python3
# languages.py -- the messages of every language: compiled into C tables, checked, exported for translators.
# SPDX-License-Identifier: ISC
"""tools/languages.py --out DIR      the build's: message_ids.h, language_complete.h, message_tables.c
tools/languages.py --check [LANG…]   refuses what a translation must not have or lack (catalog.py says what)
tools/languages.py --export LANG…    writes src/text/translations/LANG.po anew: what is translated stays, what is new stands empty
tools/languages.py --missing LANG    prints what LANG lacks, as PO
tools/languages.py --merge LANG FILE takes translations from a PO file (what --missing printed, filled in) into LANG.po
tools/languages.py --spell [LANG…]   the words that a dictionary does not know, and that LANG.words does not accept
tools/languages.py --status          how complete each language is, who has read it, its spelling; writes docs/languages.md

LANG is an id of languages.def ("pt_BR"); for --export also "all". docs/translating.md is the way for people.
"""
import argparse, signal, sys
from pathlib import Path

sys.dont_write_bytecode = True
import catalog as catalogs, po, pseudo, spelling, used
from po import Entry, Refused

TOP = Path(__file__).resolve().parent.parent
WIDTH = 110  # of a line of C


# ---- C -------------------------------------------------------------------------------------------------------------------

def c_string(text):
    return po.quote(text).replace("??", "?\\?")


def write_if_new(path, lines):
    """So that ninja rebuilds only what changed."""
    text = "\n".join([*lines, ""])
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def head(name, purpose):
    return [f"/* {name} -- {purpose} Made by tools/languages.py.", " * SPDX-License-Identifier: ISC */"]


def message_ids(catalog, ids):
    yield from head("message_ids.h", "the ids of the messages, sorted by their keys.")
    yield from ("#ifndef LATCHSTRING_MESSAGE_IDS_H", "#define LATCHSTRING_MESSAGE_IDS_H", "", "typedef enum MessageId {",
                "    MESSAGE_none,")
    for key in ids:
        text = catalog.entries[key].forms[-1].replace("*/", "* /").replace("/*", "/ *").replace("\n", " ")
        yield f"    {catalogs.identifier(key)}, /* {text[:WIDTH]} */"
    yield "    MESSAGES,"
    yield from (f"    {catalogs.identifier(key)} = {catalogs.identifier(same or 'none')}," for key, same in catalog.aliases.items())
    yield from ("} MessageId;", "", "#endif")


def language_complete(complete):
    yield from head("language_complete.h", "which languages lack nothing.")
    for id, whole in complete.items():
        yield f"#define LANGUAGE_COMPLETE_{id} {'true' if whole else 'false'}"


def fallback(english, language):
    """English in the place of a translation: a form that is for the count 1 alone is English's first, all others its second."""
    if not english.plural:
        return english.forms
    return [english.forms[0 if counts == [1] else 1] for counts in language.counts]


def texts_of(catalog, language, file):
    """key: forms, for one language."""
    for key, english in catalog.entries.items():
        entry = file.entries.get(key)
        if language.id in pseudo.LANGUAGES:
            yield key, [pseudo.LANGUAGES[language.id](form, bool(english.width)) for form in english.forms]
        elif catalogs.translated(entry) and len(entry.forms) == (language.nplurals if english.plural else 1):
            yield key, entry.forms
        else:
            yield key, fallback(english, language)


def table(language, ids, texts):
    first, rows = [0, 0], [f"static const Str forms_{language.id}[] = {{"]  # MESSAGE_none has no form
    for key in ids:
        rows += [f"    LIT_INIT({c_string(form)})," for form in texts[key]]
        first.append(first[-1] + len(texts[key]))
    rows += ["};", f"static const uint16_t first_{language.id}[] = {{"]
    rows += ["    " + ", ".join(map(str, first[i:i + 20])) + "," for i in range(0, len(first), 20)]
    return [*rows, "};", ""]


def message_tables(catalog, ids, languages, files):
    yield from head("message_tables.c", "every message in every language; message_table.h describes the shape.")
    yield from ('#include "text/message_table.h"', "")
    for language in languages.values():
        yield from table(language, ids, dict(texts_of(catalog, language, files[language.id])))
    yield "const MessageTable message_tables[LANGUAGES] = {"
    yield from (f"    [LANGUAGE_{id}] = {{ first_{id}, forms_{id} }}," for id in languages)
    yield from ("};", "", "const Str message_keys[MESSAGES] = {", "    { NULL, 0 },")
    yield from (f"    LIT_INIT({c_string(key)})," for key in ids)
    yield from ("};", "", "const MessageName message_names[] = {")
    for key in sorted([*ids, *(key for key, same in catalog.aliases.items() if same)]):
        yield f"    {{ LIT_INIT({c_string(key)}), {catalogs.identifier(key)} }},"
    yield from ("};", "const size_t message_name_count = sizeof(message_names) / sizeof(message_names[0]);")


def build(out, depfile):
    languages, catalog = catalogs.read_languages(TOP / "src/text/languages.def"), catalogs.read_english(TOP)
    ids = sorted(catalog.entries)
    read = {id: catalogs.read_translation(TOP, language)[0] for id, language in languages.items()}
    own = {"en", *pseudo.LANGUAGES}
    complete = {id: id in own or not catalogs.missing(catalog, file) for id, file in read.items()}
    read["en"] = po.File({}, catalog.entries, [])
    write_if_new(out / "message_ids.h", message_ids(catalog, ids))
    write_if_new(out / "language_complete.h", language_complete(complete))
    write_if_new(out / "message_tables.c", message_tables(catalog, ids, languages, read))
    if depfile:
        folder = TOP / "src/text/translations"
        inputs = [*catalog.sources, TOP / "src/text/languages.def", folder if folder.exists() else folder.parent, *folder.glob("*.po")]
        Path(depfile).write_text(f"{out}/message_ids.h: " + " ".join(str(path).replace(" ", "\\ ") for path in inputs) + "\n")


# ---- translators ---------------------------------------------------------------------------------------------------------

def chosen(languages, ids):
    """The languages of these ids; "all" or none: every one that is translated."""
    known = {language.id: language for language in languages.values() if language.id not in ("en", *pseudo.LANGUAGES)}
    for id in ids:
        if id not in known and id != "all":
            raise Refused(f"there is no language \"{id}\" to translate; known: {' '.join(known)}")
    return [language for language in known.values() if language.id in ids or "all" in ids or not ids]


def check_language(catalog, language):
    file, name = catalogs.read_translation(TOP, language)
    wrong = list(catalogs.faults(catalog, language, file, name)) if file.headers else []
    lacking = catalogs.missing(catalog, file)
    if language.offered and lacking:
        wrong.append(f"{name}: {len(lacking)} of {len(catalog.entries)} messages are missing, the first is {lacking[0]}")
    return wrong


def check(ids):
    languages, catalog = catalogs.read_languages(TOP / "src/text/languages.def"), catalogs.read_english(TOP)
    asked = chosen(languages, ids)
    wrong = [line for language in asked for line in check_language(catalog, language)]
    known = {f"{language.id}.po" for language in chosen(languages, [])}
    page = TOP / "docs/languages.md"
    if not ids and (not page.exists() or page.read_text() != "\n".join([*languages_page(catalog, languages), ""])):
        wrong.append("docs/languages.md is out of step with the translations; run make languages")
    if not ids:
        wrong += [f"{catalog.entries[key].place}: {key} is said nowhere: remove it, then tools/languages.py --export all"
                  for key in used.unused(catalog, TOP)]
    wrong += [f"{path.relative_to(TOP)}: there is no such language in languages.def"
              for path in (TOP / "src/text/translations").glob("*.po") if path.name not in known]
    print("\n".join(wrong) if wrong else f"languages: {len(catalog.entries)} messages, {len(asked)} translations, all is well")
    return 1 if wrong else 0


def to_translate(english, language, old):
    """The entry of one message as a translator gets it: the old one, or an empty one; fuzzy when the English is another now."""
    forms = language.nplurals if english.plural else 1
    entry = Entry(english.key, [""] * forms, notes=list(english.notes), english=english.forms, width=english.width,
                  plural=english.plural)
    if english.plural:
        entry.notes += [f"msgstr[{i}] is for " + ", ".join(map(str, counts[:8])) + (" …" if len(counts) > 8 else "")
                        for i, counts in enumerate(language.counts)]
    if old and any(old.forms):
        entry.remarks = old.remarks
        entry.forms = (old.forms + [""] * forms)[:forms]
        entry.fuzzy = old.fuzzy or len(old.forms) != forms or bool(old.english and old.english != english.forms)
    return entry


def area_of(entry):
    return entry.place.rsplit(":", 1)[0]


def in_order(catalog, language, file, wanted):
    """Entries in the order of the English sources, each source under a line of its own."""
    area = None
    for key in wanted:
        english = catalog.entries[key]
        if area_of(english) != area:
            area = area_of(english)
            yield f"# ==== {area} ===="
        yield to_translate(english, language, file.entries.get(key))


def headers_of(language, file):
    return {"Language": language.code, "MIME-Version": "1.0", "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit", "Plural-Forms": language.plural_forms,
            "X-Native-Reader": file.headers.get("X-Native-Reader", "no")}


def export(catalog, language, file=None):
    old, name = catalogs.read_translation(TOP, language)
    file = file or old
    dropped = [key for key in file.entries if key not in catalog.entries]
    first = [f"# {language.id}.po -- Latchstring in {language.english}. The key is not shown; the English stands above it, after \"#|\".",
             "# SPDX-License-Identifier: ISC"]
    first += [line for line in old.head if not line.startswith((f"# {language.id}.po -- ", "# SPDX-"))]
    po.write(TOP / name, first, headers_of(language, file), in_order(catalog, language, file, catalog.entries))
    lacking = len(catalogs.missing(catalog, catalogs.read_translation(TOP, language)[0]))
    print(f"{name}: {len(catalog.entries) - lacking} of {len(catalog.entries)} messages are translated"
          + (f"; dropped what no longer exists: {' '.join(dropped)}" if dropped else ""))


def print_missing(catalog, language):
    file, _ = catalogs.read_translation(TOP, language)
    for entry in in_order(catalog, language, file, catalogs.missing(catalog, file)):
        print(f"{entry}\n" if isinstance(entry, str) else "\n".join(po.lines_of(entry)))


def merge(catalog, language, path):
    """Translations of a file into LANG.po; those that are wrong are said and not taken."""
    file, _ = catalogs.read_translation(TOP, language)
    wrong = []
    for key, entry in po.read(path).entries.items():
        if not catalogs.translated(entry):
            continue
        faults = list(catalogs.entry_faults(catalog.entries[key], entry, language)) if key in catalog.entries else ["no such message"]
        wrong += [f"{entry.place}: {key}: {fault}" for fault in faults]
        if not faults:
            file.entries[key] = entry
    export(catalog, language, file)
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong else 0


# ---- status --------------------------------------------------------------------------------------------------------------

LANGUAGES_PAGE = """# Languages

Generated by `tools/languages.py --status` (`make languages`) from `src/text/languages.def` and `src/text/translations`; `make check`
refuses this page when it is out of step. How a language is added or corrected: [translating.md](translating.md).

*Complete* languages are in the chooser. *Read by a native speaker* says who has read all of it, and is never filled in without that.

| language | code | in its own words | direction | plural forms | complete | read by a native speaker | spelling |
|---|---|---|---|---|---|---|---|
"""


def reader_of(language, file):
    said = file.headers.get("X-Native-Reader", "no")
    return "no" if said == "no" else said.removeprefix("yes, ")


def languages_page(catalog, languages):
    yield LANGUAGES_PAGE.rstrip("\n")
    for language in languages.values():
        if language.id in pseudo.LANGUAGES:
            continue
        english = language.id == "en"
        file = catalogs.read_translation(TOP, language)[0]
        lacking = 0 if english else len(catalogs.missing(catalog, file))
        yield (f"| {language.english} | `{language.code}` | {language.name} | {'right to left' if language.rtl else 'left to right'} "
               f"| {language.nplurals} | {'no' if lacking else 'yes'} | {'the source' if english else reader_of(language, file)} "
               f"| {spelling.tool_of(language.id) or 'no dictionary'} |")


def texts_to_spell(catalog, language):
    file = catalogs.read_translation(TOP, language)[0]
    for key, english in catalog.entries.items():
        entry = english if language.id == "en" else file.entries.get(key)
        if catalogs.translated(entry):
            yield key, (entry.forms, english.forms)


def unknown_words(catalog, language):
    accept = spelling.accepted(TOP / "src/text/translations" / f"{language.id}.words")
    return spelling.unknown(language.id, dict(texts_to_spell(catalog, language)), accept)


def spell(ids):
    languages, catalog = catalogs.read_languages(TOP / "src/text/languages.def"), catalogs.read_english(TOP)
    wrong, unread = 0, []
    for language in [languages["en"]] * (not ids or "en" in ids) + chosen(languages, [id for id in ids if id != "en"]) * (ids != ["en"]):
        words = unknown_words(catalog, language)
        for word, key in sorted((words or {}).items(), key=lambda item: item[1]):
            print(f"{language.id}: {word} ({key})")
        wrong += len(words or {})
        unread += [language.id] if words is None else []
    print(f"languages: {wrong} unknown words" + (f"; no dictionary here for {' '.join(unread)}" if unread else ""))
    return 1 if wrong else 0


def status():
    languages, catalog = catalogs.read_languages(TOP / "src/text/languages.def"), catalogs.read_english(TOP)
    print(f"{'language':<24}{'complete':>12}  {'native reader':<16}{'unknown words':<15}dictionary")
    for language in languages.values():
        if language.id in pseudo.LANGUAGES:
            continue
        file, english = catalogs.read_translation(TOP, language)[0], language.id == "en"
        have = len(catalog.entries) - (0 if english else len(catalogs.missing(catalog, file)))
        words = unknown_words(catalog, language)
        tool = spelling.tool_of(language.id)
        print(f"{language.id + ' ' + language.english:<24.24}{f'{have}/{len(catalog.entries)}':>12}  "
              f"{'source' if english else reader_of(language, file):<16.15}{'-' if words is None else len(words):<15}"
              f"{tool + (' (not installed)' if tool and words is None else '') or 'none in Debian'}")
    write_if_new(TOP / "docs/languages.md", languages_page(catalog, languages))
    return 0


def for_translators(options):
    languages, catalog = catalogs.read_languages(TOP / "src/text/languages.def"), catalogs.read_english(TOP)
    if options.merge:
        return merge(catalog, chosen(languages, options.merge[:1])[0], Path(options.merge[1]))
    for language in chosen(languages, options.export or [options.missing]):
        (export if options.export else print_missing)(catalog, language)
    return 0


def main():
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--depfile")
    parser.add_argument("--check", nargs="*", metavar="LANG")
    parser.add_argument("--export", nargs="+", metavar="LANG")
    parser.add_argument("--missing", metavar="LANG")
    parser.add_argument("--merge", nargs=2, metavar=("LANG", "FILE"))
    parser.add_argument("--spell", nargs="*", metavar="LANG")
    parser.add_argument("--status", action="store_true")
    options = parser.parse_args()
    try:
        if options.out:
            build(options.out, options.depfile)
        elif options.check is not None:
            return check(options.check)
        elif options.export or options.missing or options.merge:
            return for_translators(options)
        elif options.spell is not None:
            return spell(options.spell)
        elif options.status:
            return status()
        else:
            parser.error("say what to do")
    except Refused as refused:
        print(f"tools/languages.py: {refused}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
