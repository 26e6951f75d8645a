#!/usr/bin/env python3
# fonts_test.py -- tools/fonts.py cuts what is said and no more, keeps licences, and refuses a message that it has no glyph for.
# SPDX-License-Identifier: ISC
import io, json, os, shutil, subprocess, sys, tempfile, unittest
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
NPM = TOP / "src/text/fonts/node_modules"
GROUPS = ("alphabets", "ja", "ko", "zh")
HEAD = 'msgid ""\nmsgstr ""\n"Language: {0}\\n"\n\n'

try:
    from fontTools.ttLib import TTFont
except ImportError:  # Debian's fontTools belong to Debian's Python
    if os.path.realpath(sys.executable) == os.path.realpath("/usr/bin/python3"):
        raise
    os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])


class Fonts(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="latchstring-fonts-")
        self.addCleanup(folder.cleanup)
        self.top = Path(folder.name)
        self.text = self.top / "text"
        (self.text / "english").mkdir(parents=True)
        (self.text / "translations").mkdir()
        shutil.copy(TOP / "src/text/languages.def", self.text)

    def say(self, language, message):
        (self.text / "translations" / f"{language}.po").write_text(
            HEAD.format(language) + f'msgid "test.one"\nmsgstr "{message}"\n', encoding="utf-8")

    def tool(self, *arguments):
        return subprocess.run([TOP / "tools/fonts.py", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def cut(self, *groups, npm=NPM):
        for group in groups:
            done = self.tool("cut", group, "--npm", npm, "--text", self.text, "--out", self.top / f"{group}.bin")
            self.assertEqual(done.returncode, 0, done.stdout)

    def faces(self, group):
        return json.loads((self.top / f"{group}.json").read_text())

    def table(self):
        self.cut(*GROUPS)
        return self.tool("table", "--text", self.text, "--out", self.top / "font_table.c", "--jsons",
                         *(self.top / f"{group}.json" for group in GROUPS))

    def test_table_of_what_is_there(self):
        self.say("de", "Größe „gut“ – ja")
        done = self.table()
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("[LANGUAGE_ja][FONT_REGULAR]", (self.top / "font_table.c").read_text())
        self.assertIn('font-family:"Latchstring";font-weight:800', (self.top / "font_table.css").read_text())

    def test_missing_glyph_is_refused_by_name(self):
        self.say("de", "Gut ᚠ")
        done = self.table()
        self.assertEqual(done.returncode, 1)
        self.assertIn("de.po:5: test.one: de: no face has a glyph for U+16A0 'ᚠ'", done.stdout)

    def test_missing_glyph_of_an_east_asian_language(self):
        self.say("ko", "가\U0001F600")
        done = self.table()
        self.assertEqual(done.returncode, 1)
        self.assertIn("ko: no face has a glyph for U+1F600", done.stdout)

    def test_what_is_said_is_cut_and_no_more(self):
        self.say("ko", "가나 OAuth")
        self.cut("ko")
        for face in self.faces("ko"):
            self.assertEqual(sorted(map(chr, face["codes"])), sorted("가나한국어"))

    def test_what_both_chinese_writings_say_is_cut_once(self):
        self.say("zh_Hans", "登录")
        self.say("zh_Hant", "登錄")
        self.cut("zh")
        codes = {face["name"]: set(map(chr, face["codes"])) for face in self.faces("zh")}
        self.assertTrue("登" in codes["han"] and "录" in codes["hans"] and "錄" in codes["hant"])
        self.assertFalse(codes["han"] & codes["hans"] or codes["han"] & codes["hant"])

    def test_cut_fonts_bear_our_name_and_their_licence(self):
        self.cut(*GROUPS)
        for group in GROUPS:
            blob = (self.top / f"{group}.bin").read_bytes()
            for face in self.faces(group):
                for kind in ("ttf", "woff2"):
                    at, size, _ = face[kind]
                    names = TTFont(io.BytesIO(blob[at:at + size]))["name"]
                    self.assertEqual({names.getDebugName(i) for i in (1, 4, 6)}, {"Latchstring"}, face["name"])
                    self.assertIn("Copyright", names.getDebugName(0))

    def test_missing_font_is_named_with_its_package(self):
        done = self.tool("cut", "ko", "--npm", self.top, "--text", self.text, "--out", self.top / "ko.bin")
        self.assertEqual(done.returncode, 1)
        self.assertIn("gaegu-korean-400-normal.woff2 is missing: run tools/install build (npm ci in src/text/fonts)", done.stdout)


if __name__ == "__main__":
    unittest.main()
