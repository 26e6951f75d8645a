#!/usr/bin/env python3
# tools_test.py -- the checkers refuse what they must refuse, and the runner counts what it runs: each in a small tree of its own.
# SPDX-License-Identifier: ISC
import shutil, subprocess, tempfile, unittest
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
HEAD = "/* {0} -- a file.\n * SPDX-License-Identifier: ISC */\n"
DEFS = ("src/app/config.def", "src/base/errors.def", "src/model/flow.def", "src/model/events.def")
CMOCKA = """
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
static void good(void **state) { (void)state; }
static void bad(void **state) { (void)state; assert_int_equal(6, 9); }
static void left(void **state) { (void)state; skip(); }
int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(good), cmocka_unit_test(bad), cmocka_unit_test(left) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
"""
MESON = """
project('small', 'c')
cmocka = dependency('cmocka')
test('cases', executable('cases', 'cases.c', dependencies: cmocka), suite: 'unit')
test('crash', find_program('crash.sh'), suite: 'unit')
test('left', find_program('left.sh'), suite: 'unit')
test('late', find_program('late.sh'), suite: 'unit', timeout: 1)
test('python', find_program('python.py'), suite: 'contract')
"""


class Tree(unittest.TestCase):
    """A folder with tools/ and what a test puts beside it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="latchstring-tools-")
        self.addCleanup(folder.cleanup)
        self.top = Path(folder.name)
        shutil.copytree(TOP / "tools", self.top / "tools", ignore=shutil.ignore_patterns("__pycache__"))
        (self.top / "tools/sizes.exceptions").write_text("")
        for name in ("docs", "src/base", "src/http"):
            (self.top / name).mkdir(parents=True)
        self.write("arrows", "base:\nhttp: base\napp: *\n")
        self.write("test/scripts.list", "")

    def write(self, path, text, mode=0o644):
        file = self.top / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(mode)

    def c(self, path, text):
        self.write(path, HEAD.format(Path(path).name) + text)

    def run_tool(self, tool, *arguments):
        done = subprocess.run([self.top / "tools" / tool, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return done.returncode, done.stdout

    def accepts(self, tool, *arguments):
        code, said = self.run_tool(tool, *arguments)
        self.assertEqual(code, 0, said)

    def refuses(self, sentence, tool, *arguments):
        code, said = self.run_tool(tool, *arguments)
        self.assertEqual(code, 1, said)
        self.assertIn(sentence, said)


class Arrows(Tree):
    def test_an_include_along_an_arrow(self):
        self.c("src/http/wire.c", '#include "http/wire.h"\n#include "base/str.h"\n#include <stdio.h>\n')
        self.accepts("arrows.py")

    def test_an_include_against_the_arrows(self):
        self.c("src/base/str.c", '#include "http/wire.h"\n')
        self.refuses("src/base/str.c:3:", "arrows.py")

    def test_an_include_that_names_no_room(self):
        self.c("src/app/main.c", '#include "wire.h"\n')
        self.refuses("src/app/main.c:3:", "arrows.py")

    def test_a_room_that_the_table_lacks(self):
        self.c("src/other/main.c", '#include "base/str.h"\n')
        self.refuses("no arrow from other to base", "arrows.py")


@unittest.skipUnless(shutil.which("ctags"), "no universal-ctags")
class Sizes(Tree):
    def function(self, name, lines, static=""):
        return f"{static}int\n{name}(void)\n{{\n" + "    ;\n" * (lines - 4) + "    return 0;\n}\n"

    def test_a_good_file(self):
        self.c("src/base/str.c", self.function("str_long", 70) + self.function("helper", 5, "static "))
        self.accepts("sizes.py")

    def test_a_function_too_long(self):
        self.c("src/base/str.c", self.function("str_long", 71))
        self.refuses("src/base/str.c:str_long: 71 lines", "sizes.py")

    def test_a_file_too_long(self):
        self.c("src/base/str.c", "\n" * 699)
        self.refuses("src/base/str.c: 701 lines", "sizes.py")

    def test_two_files_of_one_name(self):
        self.c("src/base/str.c", "")
        self.c("src/http/str.c", "")
        self.refuses("src/http/str.c: a second file of this name", "sizes.py")

    def test_a_foreign_name_exported(self):
        self.c("src/base/str.c", self.function("other", 5))
        self.refuses("src/base/str.c:other: exported", "sizes.py")

    def test_no_purpose_and_no_licence(self):
        self.write("src/base/str.c", "int x;\n")
        self.refuses("src/base/str.c: the first line", "sizes.py")
        self.refuses("src/base/str.c: no line SPDX", "sizes.py")

    def test_an_exception_with_a_reason(self):
        self.c("src/base/str.c", self.function("other", 5))
        self.write("tools/sizes.exceptions", "src/base/str.c:other  a library calls it so\n")
        self.accepts("sizes.py")

    def test_an_exception_without_a_reason_or_a_need(self):
        self.c("src/base/str.c", self.function("other", 5))
        self.write("tools/sizes.exceptions", "src/base/str.c:other\n")
        self.refuses("src/base/str.c:other: exported", "sizes.py")
        self.write("tools/sizes.exceptions", "src/base/str.c:other  a reason\nsrc/base/none.c  a reason\n")
        self.refuses("nothing needs the exception for src/base/none.c", "sizes.py")


class Citations(Tree):
    def test_one_of_two_lines(self):
        self.c("src/base/a.c", "//= rfc6749#4.1.2  the server\n//= MUST deny\n// why\n//= openid-connect-core#2  another\n")
        self.accepts("citations.py")
        page = (self.top / "docs/citations.md").read_text()
        self.assertIn("- **4.1.2** the server MUST deny — `src/base/a.c`", page)
        self.assertIn("- **2** another — `src/base/a.c`", page)
        self.accepts("citations.py", "--check")

    def test_malformed_ones(self):
        for line in ("//= rfc6749 the server", "//= rfc6749#4.1.2", "//= somewhere#1  a sentence", "//= rfc6749#x  a sentence"):
            self.c("src/base/a.c", line + "\n")
            self.refuses("src/base/a.c:3: not a citation", "citations.py")

    def test_a_page_out_of_step(self):
        self.refuses("out of step", "citations.py", "--check")


class Docs(Tree):
    def setUp(self):
        super().setUp()
        for path in DEFS:
            self.write(path, (TOP / path).read_text())

    def test_every_row_is_on_its_page(self):
        self.accepts("docs.py")
        self.accepts("docs.py", "--check")
        for path, page in zip(DEFS, ("configuration", "errors", "flow", "events")):
            rows = sum(line.split("(")[0].isupper() and line.endswith(")") for line in (TOP / path).read_text().splitlines())
            lines = (self.top / f"docs/{page}.md").read_text().splitlines()
            heads = sum(line.startswith("|---") for line in lines)
            self.assertEqual(sum(line.startswith("| ") for line in lines) - heads, rows, page)

    def test_a_changed_table_is_out_of_step(self):
        self.accepts("docs.py")
        table = self.top / "src/model/events.def"
        table.write_text(table.read_text().replace("a backup was written", "a backup was made"))
        self.refuses("docs/events.md is out of step", "docs.py", "--check")


class Runner(Tree):
    def setUp(self):
        super().setUp()
        self.write("meson.build", MESON)
        self.write("cases.c", CMOCKA)
        self.write("crash.sh", "#!/bin/sh\necho last words\nkill -SEGV $$\n", 0o755)
        self.write("left.sh", "#!/bin/sh\nexit 77\n", 0o755)
        self.write("late.sh", "#!/bin/sh\nsleep 60\n", 0o755)
        self.write("python.py", "#!/usr/bin/env python3\nimport unittest\nclass A(unittest.TestCase):\n"
                   "    def test_a(self): pass\n    @unittest.skip('')\n    def test_b(self): pass\nunittest.main()\n", 0o755)

    def test_counts(self):
        code, said = self.run_tool("test")
        self.assertEqual(code, 1)
        self.assertIn("0x6 != 0x9", said)
        self.assertIn("last words", said)
        self.assertIn("crash", said)
        self.assertIn("not done after 1 s", said)
        self.assertIn("unit:      1 passed, 3 failed, 2 skipped", said)
        self.assertEqual(said.splitlines()[-1], "2 passed, 3 failed, 3 skipped")

    def test_a_suite_or_a_name_alone(self):
        self.assertEqual(self.run_tool("test", "--suite", "contract")[1].splitlines()[-1], "1 passed, 0 failed, 1 skipped")
        self.assertEqual(self.run_tool("test", "le*")[1].splitlines()[-1], "0 passed, 0 failed, 1 skipped")
        self.assertEqual(self.run_tool("test", "nothing")[0], 1)

    def test_a_script_counts_by_its_last_line_and_its_exit_code(self):
        self.write("meson.build", "project('small', 'c')\nexecutable('latchstring', 'main.c')\n")
        self.write("main.c", "int main(void) { return 0; }\n")
        self.write("test/scripts.list", "flow said 9 $LATCHSTRING && echo 3 passed, 0 failed, 1 skipped\n"
                   "flow fell 9 echo 2 passed, 0 failed; exit 1\ncrash never 9 exit 1\n")
        self.assertEqual(self.run_tool("test")[1].splitlines()[-1], "5 passed, 1 failed, 1 skipped")


if __name__ == "__main__":
    unittest.main()
