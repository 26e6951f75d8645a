#!/usr/bin/env python3
# languages_test.py -- what tools/languages.py makes of catalogs, what it refuses in them, and what it does for translators.
# SPDX-License-Identifier: ISC
import re, shutil, subprocess, tempfile, unittest
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
HEADER = ('msgid ""\nmsgstr ""\n"Plural-Forms: {}\\n"\n"X-Native-Reader: {}\\n"\n\n')
GERMAN, POLISH = "nplurals=2; plural=(n != 1);", ("nplurals=3; plural=(n == 1 ? 0 : (n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || "
                                                  "n % 100 > 14)) ? 1 : 2);")
ENGLISH = """msgid ""
msgstr ""

# A heading that is nobody's note.

#. The title of the page.
msgctxt "max 128 px, 2 lines"
msgid "signin.title"
msgstr "Sign in to {app}"

msgid "signin.left"
msgid_plural "signin.left"
msgstr[0] "{count} attempt is left"
msgstr[1] "{count} attempts are left"

msgid "signin.how"
msgstr "The code goes to us with POST /token over HTTPS"
"""
ERRORS = ('ERROR(ONE, 400, "a", "b", GROUP_NONE, "Go away, please.")\nERROR(SAME, 400, "a", "b", GROUP_NONE, "Go away, please.")\n'
          'ERROR(USAGE, 500, "a", "b", GROUP_NONE, "")\n')
DIAGRAM = """[diagram]
title = A Flow
[box api]
name = The Box
place = 1 2 3 4
[arrow token]
label = POST /token
constant = label
label2 = a code
label2_at = below 200 2
[legend 5]
text = Fifth
words = Five
"""
WHOLE = {"signin.title": ["Bei {app} anmelden"], "signin.left": ["Noch {count} Versuch", "Noch {count} Versuche"],
         "signin.how": ["Der Code kommt mit POST /token über HTTPS zu uns"], "error.ONE": ["Bitte gehen Sie weg."],
         "picture.title": ["Ein Ablauf"], "picture.box.api.name": ["Der Kasten"], "picture.arrow.token.label2": ["ein Code"],
         "picture.legend.5": ["Der fünfte"], "picture.legend.5.words": ["Fünf"]}


def entry(key, forms, plural):
    if not plural:
        return f'msgid "{key}"\nmsgstr "{forms[0]}"\n\n'
    return f'msgid "{key}"\nmsgid_plural "{key}"\n' + "".join(f'msgstr[{i}] "{form}"\n' for i, form in enumerate(forms)) + "\n"


class Catalogs(unittest.TestCase):
    """A tree with a small catalog, and German, the only language that is offered."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="latchstring-languages-")
        self.addCleanup(folder.cleanup)
        self.top = Path(folder.name)
        shutil.copytree(TOP / "tools", self.top / "tools", ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
        (self.top / "docs").mkdir()
        rows = (TOP / "src/text/languages.def").read_text()
        rows = re.sub(r"^(LANGUAGE\((?!de|en|pl).*), OFFERED\)", r"\1, TEST)", rows, flags=re.M)
        self.write("src/text/languages.def", re.sub(r"^(LANGUAGE\(pl.*), OFFERED\)", r"\1, TEST)", rows, flags=re.M))
        self.write("src/text/english/pages.po", ENGLISH)
        self.write("src/base/errors.def", ERRORS)
        self.write("src/picture/signin.diagram", DIAGRAM)
        self.write("src/pages/signin.html", "<h1>{{t signin.title app=app}}</h1>{{t signin.left count=n}}<p>{{t signin.how}}")

    def write(self, path, text):
        (self.top / path).parent.mkdir(parents=True, exist_ok=True)
        (self.top / path).write_text(text)

    def translation(self, changes=(), header=HEADER.format(GERMAN, "no"), extra="", language="de"):
        entries = {**WHOLE, **dict(changes)}
        text = "".join(entry(key, forms, len(forms) > 1) for key, forms in entries.items() if forms)
        self.write(f"src/text/translations/{language}.po", header + text + extra)

    def tool(self, *arguments):
        done = subprocess.run([self.top / "tools/languages.py", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True)
        return done.returncode, done.stdout

    def accepts(self, *arguments):
        code, said = self.tool(*(arguments or ("--check", "de")))
        self.assertEqual(code, 0, said)
        return said

    def refuses(self, sentence, *arguments):
        code, said = self.tool(*(arguments or ("--check", "de")))
        self.assertEqual(code, 1, said)
        self.assertIn(sentence, said)

    def german(self):
        return (self.top / "src/text/translations/de.po").read_text()


class Checks(Catalogs):
    def test_a_whole_translation(self):
        self.translation()
        self.accepts()

    def test_one_number_may_be_said_in_words(self):
        self.translation({"signin.left": ["Noch ein Versuch", "Noch {count} Versuche"]})
        self.accepts()

    def test_what_is_wrong_in_one_message(self):
        for key, forms, sentence in (
                ("signin.title", None, "1 of 9 messages are missing, the first is signin.title"),
                ("signin.title", [""], "1 of 9 messages are missing, the first is signin.title"),
                ("signin.left", ["Noch {count} Versuch", ""], "signin.left: one of the forms is empty"),
                ("signin.title", ["Anmelden"], "the placeholder {app} is missing"),
                ("signin.title", ["{app}, {site}"], "there is no placeholder {site} in English"),
                ("signin.left", ["Noch {count} Versuch", "Noch Versuche"], "the placeholder {count} is missing in msgstr[1]"),
                ("signin.left", ["a {count}", "b {count}", "c {count}"], "3 forms; German needs msgstr[0] to msgstr[1]"),
                ("signin.left", ["Noch {count} Versuche"], "a single text; German needs msgstr[0] to msgstr[1]"),
                ("signin.title", ["Bei {app}", "Bei {app}"], "2 forms; German needs a single msgstr"),
                ("signin.how", ["Der Code kommt mit POST /Token über HTTPS"], '"POST /token" must stay as it is'),
                ("signin.how", ["Der Code kommt mit POST /token"], '"HTTPS" must stay as it is'),
                ("signin.how", ["The code goes to us with POST /token over HTTPS"], "the text is still English"),
                ("signin.none", ["Nichts"], "there is no message signin.none"),
                ("picture.arrow.token.label", ["POST /token"], "there is no message picture.arrow.token.label"),
                ("picture.title", ["Ablauf "], "begins or ends with a space"),
                ("picture.title", ["Ablauf {"], "a brace stands for nothing")):
            with self.subTest(sentence):
                self.translation({key: forms})
                self.refuses(sentence)

    def test_a_fuzzy_message_is_missing(self):
        self.translation({"picture.title": None}, extra='#, fuzzy\nmsgid "picture.title"\nmsgstr "Ablauf"\n')
        self.refuses("1 of 9 messages are missing")

    def test_english_that_has_changed_since(self):
        self.translation({"picture.title": None}, extra='#| "Some Flow"\nmsgid "picture.title"\nmsgstr "Ablauf"\n')
        self.refuses('the English was "Some Flow"')

    def test_headers(self):
        self.translation(header=HEADER.format(POLISH, "no"))
        self.refuses("the header must say Plural-Forms: nplurals=2; plural=(n != 1);")
        self.translation(header=HEADER.format(GERMAN, "perhaps"))
        self.refuses("the header X-Native-Reader")
        self.translation(header=HEADER.format(GERMAN, "yes, Erika Musterfrau, 2026-11-22"))
        self.accepts()

    def test_files_that_are_no_po(self):
        for extra, sentence in (('msgid "picture.title"\nmsgstr "Zwei"\n', "stands here a second time"), ("hello\n", "this is no line of a PO file"),
                                ('msgid "x.y"\n', "an entry needs msgid and msgstr"), ('msgid "x.y"\nmsgstr "\\a"\n', "is not an escape"),
                                ('msgid "x.y"\nmsgstr "a"b"\n', "a quotation mark"), ('msgid "x.y"\nmsgstr[0] "a"\n', "msgid_plural goes with")):
            with self.subTest(sentence):
                self.translation(extra=extra)
                self.refuses(sentence)

    def test_all_of_it_and_the_page(self):
        self.translation()
        self.refuses("docs/languages.md is out of step", "--check")
        self.accepts("--status")
        self.assertIn("| German | `de` | Deutsch | left to right | 2 | yes | no | hunspell (de_DE) |", (self.top / "docs/languages.md").read_text())
        self.accepts("--check")
        self.write("src/text/translations/xx.po", "")
        self.refuses("xx.po: there is no such language", "--check")

    def test_what_nothing_says(self):
        self.translation()
        self.accepts("--status")
        said = "signin.how is said nowhere: remove it, then tools/languages.py --export all"
        page = "<h1>{{t signin.title app=app}}</h1>{{t signin.left count=n}}"
        for path, text in (("src/pages/signin.html", page + "<p>{{t signin.how}}"), ("src/api/a.c", "f(MESSAGE_signin_how);"),
                           ("src/api/a.c", "#define S(word) MESSAGE_signin_##word\nS(how),"),
                           ("src/api/a.c", '#define S(word) MESSAGE_##word##_how\nS(signin),'),
                           ("src/api/a.c", 'str_format(a, "%s.%.*s", "signin"); message_find(x)'),
                           ("src/api/a.c", 'buf_add(b, LIT("signin.")); message_find(x)')):
            with self.subTest(text):
                self.write("src/pages/signin.html", page)
                self.refuses(said, "--check")
                self.write(path, text)
                self.accepts("--check")
                self.write(path, "")

    def test_mistakes_in_english(self):
        for path, text, sentence in (
                ("src/text/english/b.po", 'msgid "signin.title"\nmsgstr "Again"\n', "signin.title is there already, at src/text/english/b.po:1"),
                ("src/text/english/b.po", 'msgid "Title"\nmsgstr "Again"\n', "Title is no key"),
                ("src/text/english/b.po", 'msgid "signin_title.x"\nmsgstr "a"\n\nmsgid "signin.title.x"\nmsgstr "b"\n', "the same name in C"),
                ("src/text/english/b.po", 'msgid "a.b"\nmsgstr ""\n', "the text is empty"),
                ("src/text/english/b.po", 'msgid "a.b"\nmsgstr "' + "{a} " * 8 + '."\n', "more placeholders than 7"),
                ("src/text/english/b.po", 'msgid "a.b"\nmsgid_plural "a.b"\nmsgstr[0] "a"\n', "English has two forms"),
                ("src/text/languages.def", "LANGUAGE(de, broken)\n", "is not of the shape")):
            with self.subTest(sentence):
                before = (self.top / path).read_text() if (self.top / path).exists() else 'msgid ""\nmsgstr ""\n'
                self.write(path, text)
                self.refuses(sentence, "--missing", "de")
                self.write(path, before)


class Build(Catalogs):
    def build(self):
        (self.top / "out").mkdir(exist_ok=True)
        self.accepts("--out", self.top / "out", "--depfile", self.top / "out/d")
        return {path.name: path.read_text() for path in (self.top / "out").iterdir()}

    def forms(self, made, language):
        return re.search(rf"forms_{language}\[\] = {{\n(.*?)\n}};", made["message_tables.c"], re.S)[1]

    def test_without_any_translation_all_is_english(self):
        made = self.build()
        self.assertIn('LIT_INIT("Sign in to {app}")', self.forms(made, "de"))
        self.assertIn("LANGUAGE_COMPLETE_en true", made["language_complete.h"])
        self.assertIn("LANGUAGE_COMPLETE_de false", made["language_complete.h"])
        self.assertEqual(self.forms(made, "ja").count("attempts are left"), 1)  # one form: English's second
        self.assertEqual(self.forms(made, "ar").count("attempt is left"), 1)    # one of the six is for 1 alone
        self.assertEqual(self.forms(made, "ru").count("attempt is left"), 0)    # 1, 21, 31 …

    def test_what_is_translated_is_taken_message_by_message(self):
        self.translation({"signin.title": None})
        made = self.build()
        self.assertIn('LIT_INIT("Noch {count} Versuche")', self.forms(made, "de"))
        self.assertIn('LIT_INIT("Sign in to {app}")', self.forms(made, "de"))
        self.assertIn("LANGUAGE_COMPLETE_de false", made["language_complete.h"])
        self.translation()
        self.assertIn("LANGUAGE_COMPLETE_de true", self.build()["language_complete.h"])

    def test_equal_sentences_share_an_id(self):
        ids = self.build()["message_ids.h"]
        self.assertIn("MESSAGE_error_SAME = MESSAGE_error_ONE,", ids)
        self.assertIn("MESSAGE_error_USAGE = MESSAGE_none,", ids)
        self.assertNotIn("MESSAGE_picture_arrow_token_label,", ids)

    def test_pseudo_locales_keep_placeholders_and_protocol_words(self):
        made = self.build()
        for language in ("qps", "qpr"):
            lines = self.forms(made, language).splitlines()
            self.assertTrue(any("{app}" in line and "Sign" not in line for line in lines))
            self.assertTrue(any("POST /token" in line and "HTTPS" in line and "code" not in line for line in lines))
        title = re.search('"(.*)"', next(line for line in self.forms(made, "qps").splitlines() if "{app}" in line))[1]
        self.assertLess(len(title), 1.5 * len("Sign in to {app}"))  # it says how much room it has
        length = lambda language: sum(map(len, re.findall('"(.*)"', self.forms(made, language))))
        self.assertGreater(length("qps"), 1.3 * length("en"))

    def test_files_are_written_only_when_they_change(self):
        self.build()
        before = (self.top / "out/message_ids.h").stat().st_mtime_ns
        self.translation()
        self.build()
        self.assertEqual((self.top / "out/message_ids.h").stat().st_mtime_ns, before)


class Translators(Catalogs):
    def test_export_keeps_adds_drops_and_doubts(self):
        self.translation({"signin.title": None}, extra='# my remark\nmsgid "signin.old"\nmsgstr "Alt"\n')
        self.assertIn("8 of 9 messages are translated; dropped what no longer exists: signin.old", self.accepts("--export", "de"))
        self.assertIn('#. The title of the page.\n#| "Sign in to {app}"\nmsgctxt "max 128 px, 2 lines"\nmsgid "signin.title"\nmsgstr ""', self.german())
        self.assertNotIn("nobody", self.german())
        self.write("src/text/english/pages.po", ENGLISH.replace("over HTTPS", "by HTTPS"))
        self.assertIn("7 of 9", self.accepts("--export", "de"))
        self.assertIn('#, fuzzy\n#| "The code goes to us with POST /token by HTTPS"\nmsgid "signin.how"', self.german())

    def test_comments_at_the_head_stay(self):
        head = "# de.po -- old words of ours\n# SPDX-License-Identifier: ISC\n# glossary: app = App\n\n# A second paragraph.\n"
        self.translation(header=head + HEADER.format(GERMAN, "no"))
        for _ in range(2):
            self.accepts("--export", "de")
            self.write("new.po", 'msgid "picture.title"\nmsgstr "Der Ablauf"\n')
            self.accepts("--merge", "de", self.top / "new.po")
            lines = self.german().splitlines()
            self.assertEqual(lines[1:5], ["# SPDX-License-Identifier: ISC", "# glossary: app = App", "# A second paragraph.", 'msgid ""'])
            self.assertIn("Der Ablauf", self.german())

    def test_labels_of_the_picture_say_their_room(self):
        self.assertIn('#. In the picture: label2 of the arrow token.\n#| "a code"\nmsgctxt "max 200 px, 2 lines"', self.accepts("--missing", "pl"))

    def test_export_twice_is_the_same(self):
        self.translation(extra="")
        self.accepts("--export", "de")
        self.write("src/text/translations/de.po", self.german().replace("#. The title", "# Whose remark?\n#. The title"))
        self.accepts("--export", "de")
        once = self.german()
        self.accepts("--export", "de")
        self.assertEqual(self.german(), once)
        self.assertIn("# Whose remark?", once)

    def test_plural_forms_say_their_numbers(self):
        self.accepts("--export", "pl")
        text = (self.top / "src/text/translations/pl.po").read_text()
        self.assertIn("#. msgstr[0] is for 1\n#. msgstr[1] is for 2, 3, 4, 22, 23, 24, 32, 33 …\n#. msgstr[2] is for 0, 5", text)
        self.assertIn('msgstr[2] ""', text)

    def test_missing_and_merge(self):
        self.translation({"signin.title": None, "picture.title": None})
        printed = self.accepts("--missing", "de")
        self.assertEqual(printed.count("msgid "), 2)
        printed = printed.replace('msgid "signin.title"\nmsgstr ""', 'msgid "signin.title"\nmsgstr "Anmelden"')
        self.write("filled.po", printed.replace('msgid "picture.title"\nmsgstr ""', 'msgid "picture.title"\nmsgstr "Bild"'))
        self.refuses("signin.title: the placeholder {app} is missing", "--merge", "de", self.top / "filled.po")
        self.assertIn('msgstr "Bild"', self.german())
        self.assertNotIn('"Anmelden"', self.german())

    def test_a_language_that_is_none(self):
        self.refuses('there is no language "xx" to translate; known: de', "--export", "xx")
        self.refuses('there is no language "qps" to translate', "--missing", "qps")


@unittest.skipUnless(shutil.which("hunspell") and Path("/usr/share/hunspell/de_DE.dic").exists(), "no hunspell with de_DE")
class Spelling(Catalogs):
    def test_words_that_nobody_knows(self):
        self.translation({"picture.title": ["Ein Ablaufff"]})
        self.refuses("de: Ablaufff (picture.title)", "--spell", "de")
        self.write("src/text/translations/de.words", "# a comment\nAblaufff\n")
        self.accepts("--spell", "de")

    def test_what_is_no_word_of_the_language(self):
        self.translation({"picture.title": ["Ein Ab\u00adlauf"], "signin.title": ["{app}: bitte anmelden"]})
        self.accepts("--spell", "de")


if __name__ == "__main__":
    unittest.main()
