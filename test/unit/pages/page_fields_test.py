#!/usr/bin/env python3
"""page_fields_test.py -- the tables that tools/page_fields.py makes of a header, and what it refuses. Usage: page_fields_test.py TOOL
SPDX-License-Identifier: ISC
"""
import os
import subprocess
import sys
import tempfile
import unittest

TOOL = os.path.abspath(sys.argv.pop(1))

PAGE = 'typedef struct PageFrame {{ Str lang; }} PageFrame;\n{before}typedef struct OnePage {{ PageFrame frame; {fields} }} OnePage;\n'
ROW = 'typedef struct Row { Str text; /* a ; in a comment */ int64_t number; } Row;\n'

# (what, structs before the page, its fields, a part of the C)
TABLES = [
    ('a text', '', 'Str a, b;', '{ "b", PAGE_FIELD_TEXT, offsetof(OnePage, b), NULL, 0 },'),
    ('numbers', '', 'bool f; int i; int64_t n; size_t c;', '{ "c", PAGE_FIELD_COUNT, offsetof(OnePage, c), NULL, 0 },'),
    ('an array', ROW, 'const Row *rows; size_t row_count;',
     '{ "rows", PAGE_FIELD_ROWS, offsetof(OnePage, rows), &fields_Row, offsetof(OnePage, row_count) },'),
    ('two arrays, their counts in order', ROW, 'const Row *rows, *boxes; size_t row_count, box_count;',
     '{ "boxes", PAGE_FIELD_ROWS, offsetof(OnePage, boxes), &fields_Row, offsetof(OnePage, box_count) },'),
    ('an array of texts', '', 'const Str *scopes; size_t scope_count;',
     '{ "scopes", PAGE_FIELD_ROWS, offsetof(OnePage, scopes), &page_fields_text, offsetof(OnePage, scope_count) },'),
    ('a drawing', '', 'const Chart *chart;', '{ "chart", PAGE_FIELD_CHART, offsetof(OnePage, chart), NULL, 0 },'),
    ('the frame', '', '', '{ "frame", PAGE_FIELD_STRUCT, offsetof(OnePage, frame), &fields_PageFrame, 0 },'),
    ('the page', '', '', '{ "one", &fields_OnePage },'),
]

# (what, structs before the page, its fields, a part of the message)
REFUSALS = [
    ('an array without a count', ROW, 'const Row *rows;', 'rows has no count'),
    ('an array with the count of another', ROW, 'const Row *rows; size_t box_count;', 'the count of rows should follow it'),
    ('counts that are swapped', ROW, 'const Row *rows, *boxes; size_t box_count, row_count;', 'the count of rows should follow it'),
    ('an unknown type', '', 'double d;', 'd has the type double'),
    ('rows of an unknown type', '', 'const Nothing *rows; size_t row_count;', 'an array of Nothing'),
    ('an array in the struct', '', 'Str texts[3];', 'cannot be read'),
]


class PageFields(unittest.TestCase):
    def make(self, before, fields):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        paths = {name: os.path.join(folder.name, name) for name in ('one.h', 'one.html', 'fields.c', 'builtin.c')}
        for name, text in (('one.h', PAGE.format(before=before, fields=fields)), ('one.html', 'a "b" \\?\nc\n')):
            with open(paths[name], 'w', encoding='utf-8') as file:
                file.write(text)
        done = subprocess.run([sys.executable, TOOL, '--out', paths['fields.c'], '--builtin', paths['builtin.c'],
                               '--header', paths['one.h'], paths['one.html']], capture_output=True, text=True)
        texts = {}
        for name in ('fields.c', 'builtin.c'):
            if os.path.exists(paths[name]):
                with open(paths[name], encoding='utf-8') as file:
                    texts[name] = file.read()
        return done, texts

    def test_tables(self):
        for what, before, fields, part in TABLES:
            with self.subTest(what):
                done, texts = self.make(before, fields)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn(part, texts['fields.c'])

    def test_what_no_template_writes_is_left_out(self):
        _, texts = self.make('', 'LanguageId language; const char *tone; const PageOverrides *overrides;')
        for name in ('language', 'tone', 'overrides'):
            self.assertNotIn(f'"{name}"', texts['fields.c'])

    def test_templates(self):
        _, texts = self.make('', '')
        self.assertIn('{ LIT_INIT("one"), LIT_INIT(', texts['builtin.c'])
        self.assertIn(r'"a \"b\" \\\?\n"', texts['builtin.c'])

    def test_refusals(self):
        for what, before, fields, part in REFUSALS:
            with self.subTest(what):
                done, texts = self.make(before, fields)
                self.assertEqual(done.returncode, 1)
                self.assertIn(part, done.stderr)
                self.assertEqual(texts, {})


if __name__ == '__main__':
    unittest.main()
