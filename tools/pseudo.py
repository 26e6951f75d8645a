# pseudo.py -- pseudo-locales: English made longer with accents (qps), and English in Hebrew letters (qpr), for the tests of layout.
# SPDX-License-Identifier: ISC
"""Placeholders and protocol words stay as they are."""
import re

from catalog import PROTOCOL_WORD

GROWTH = 40  # per cent of the letters
TIGHT = 15   # the same where a message says how much room there is (msgctxt)
ACCENTS = str.maketrans("ACDEGHIJKLNORSTUWYZacdeghijklnorstuwyz", "ÅÇÐÉĜĤÎĴĶĻÑÖŔŠŢÛŴÝŽáçðéĝĥîĵķļñöŕšţûŵýž")
HEBREW = str.maketrans("abcdefghijklmnopqrstuvwxyz", "אבכדעפגהיזקלמנוסקרשתוטחצעז")
KEPT = re.compile(rf"\{{[a-z0-9_]+\}}|{PROTOCOL_WORD.pattern}")


def on_words(text, change):
    """The text with change made to all but what is kept."""
    parts, at = [], 0
    for found in KEPT.finditer(text):
        parts += [change(text[at:found.start()]), found[0]]
        at = found.end()
    return "".join([*parts, change(text[at:])])


def longer(text, growth=GROWTH):
    """Every vowel twice, and more of the last letters of words, until it has grown by so many per cent."""
    letters = sum(map(str.isalpha, text))
    extra, doubled = -(-letters * growth // 100), []
    for letter in text:
        double = extra > 0 and letter in "aeiouyAEIOUY"
        extra -= double
        doubled.append(letter + letter.lower() if double else letter)
    text = "".join(doubled)
    ends = [found.end() for found in re.finditer(r"[A-Za-z]+", text)]
    for number, end in reversed(list(enumerate(ends))):
        more = extra // len(ends) + (number < extra % len(ends))
        text = text[:end] + "ö" * more + text[end:]
    return text.translate(ACCENTS)


def qps(text, tight=False):
    return f"[{on_words(text, lambda part: longer(part, TIGHT if tight else GROWTH))}]"


def qpr(text, tight=False):
    return f"[{on_words(text, lambda part: part.lower().translate(HEBREW))}]"


LANGUAGES = {"qps": qps, "qpr": qpr}
