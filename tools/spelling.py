# spelling.py -- which words of a text its language's dictionary does not know: hunspell, for Finnish voikko.
# SPDX-License-Identifier: ISC
"""A word is taken as right when the dictionary knows it, when it stands in src/text/translations/LANG.words (one a line; "# " comments), or
when it is a Latin word of the English message in a language that is not written in Latin letters."""
import re, shutil, subprocess, tempfile, unicodedata
from pathlib import Path

from catalog import PLACEHOLDER, PROTOCOL_WORD

FOLDER = Path("/usr/share/hunspell")
DICTIONARIES = {  # of Debian's packages (tools/install languages); Japanese and Chinese have none, their words are not separated
    "en": "en_US", "de": "de_DE", "fr": "fr", "es": "es_ES", "pt_BR": "pt_BR", "it": "it_IT", "nl": "nl", "pl": "pl_PL", "cs": "cs_CZ",
    "sv": "sv_SE", "tr": "tr_TR", "ru": "ru_RU", "uk": "uk_UA", "el": "el_GR", "ar": "ar", "he": "he_IL", "hi": "hi_IN", "ko": "ko",
    "vi": "vi_VN", "id": "id_ID",
}
NOT_LATIN = {"ru", "uk", "el", "ar", "he", "hi", "ko"}
VOIKKO = """
import sys, libvoikko
voikko = libvoikko.Voikko("fi")
for word in sys.stdin.read().split():
    if not voikko.spell(word):
        print(word)
"""
INSIDE = "'’ʼ׳״·\u200c\u200d"  # marks that may stand inside of a word


def tool_of(id):
    """The name of what checks a language, for people; "" when Debian has none."""
    return "voikko (fi)" if id == "fi" else f"hunspell ({DICTIONARIES[id]})" if id in DICTIONARIES else ""


def command_of(id):
    """What reads words and prints those that it does not know; None when it is not installed."""
    if id == "fi":
        python = "/usr/bin/python3"  # Debian's own, whose modules are Debian's
        if Path(python).exists() and not subprocess.run([python, "-c", VOIKKO], input="", text=True, capture_output=True).returncode:
            return [python, "-c", VOIKKO]
    elif id in DICTIONARIES and shutil.which("hunspell") and (FOLDER / f"{DICTIONARIES[id]}.dic").exists():
        return ["hunspell", "-i", "utf-8", "-d", DICTIONARIES[id], "-l"]
    return None


def is_letter(letter):
    return unicodedata.category(letter)[0] in "LM"


def words_of(text):
    """The words of a message, without placeholders, protocol words and marks that only guide its lines."""
    text = PROTOCOL_WORD.sub(" ", PLACEHOLDER.sub(" ", text))
    text = unicodedata.normalize("NFC", re.sub("[\u00ad\u200b]", "", text))
    word = ""
    for at, letter in enumerate(text + " "):
        inside = letter in INSIDE and word and is_letter(text[at + 1:at + 2] or " ")
        if is_letter(letter) or inside:
            word += letter
        elif word:
            yield word
            word = ""


def accepted(path):
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {unicodedata.normalize("NFC", line.strip()) for line in lines if line.strip() and not line.startswith("#")}


def is_latin(word):
    return all("LATIN" in unicodedata.name(letter, "") for letter in word if letter.isalpha())


def unknown(id, texts, accept):
    """word: key of the first message that has it. texts are key: (forms, English forms); None without a dictionary."""
    command = command_of(id)
    if not command:
        return None
    words = {}
    for key, (forms, english) in texts.items():
        foreign = {word for form in english for word in words_of(form)} if id in NOT_LATIN else set()
        for word in {word for form in forms for word in words_of(form)}:
            known = word in accept or word.lower() in accept or (word in foreign and is_latin(word))
            if len(word) > 1 and not known:
                words.setdefault(word, key)
    with tempfile.TemporaryDirectory() as folder:
        if marks := {letter for word in words for letter in word if unicodedata.category(letter)[0] == "M"}:
            command = with_marks(command, DICTIONARIES[id], marks, Path(folder))
        said = subprocess.run(command, input="\n".join(words) + "\n", text=True, capture_output=True, encoding="utf-8")
    if said.returncode:
        raise OSError(f"{command[0]}: {said.stderr.strip()}")
    return place(said.stdout.split(), words, accept)


def with_marks(command, name, marks, folder):
    """hunspell cuts words at vowel signs (Devanagari) unless the dictionary says that they are of words: a copy that says it."""
    affixes = (FOLDER / f"{name}.aff").read_text(encoding="utf-8")
    (folder / f"{name}.aff").write_text(f"{affixes}\nWORDCHARS {''.join(sorted(marks))}\n", encoding="utf-8")
    (folder / f"{name}.dic").symlink_to(FOLDER / f"{name}.dic")
    return [str(folder / name) if part == name else part for part in command]


def place(parts, words, accept):
    """hunspell may cut a word at its own marks: the whole word is what we show, unless the part is accepted."""
    found = {}
    for part in parts:
        for word in ([part] if part in words else [word for word in words if part in word]):
            if part not in accept and part.lower() not in accept:
                found.setdefault(word, words[word])
    return found
