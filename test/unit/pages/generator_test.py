#!/usr/bin/env python3
"""generator_test.py -- what tools/pages.py refuses, and what it writes. Usage: generator_test.py PAGES.PY
SPDX-License-Identifier: ISC
"""
import importlib.util
import os
import subprocess
import sys
import tempfile
import unittest

GENERATOR = os.path.abspath(sys.argv.pop(1))

FRAME = '<html><title>{{slot title}}</title>\n{{slot main}}\n</html>\n'

CATALOG = '''msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "a.plain"
msgstr "Hello"

msgid "a.name"
msgstr "Hello, {name} and {other}"

msgid "a.count"
msgid_plural "a.count"
msgstr[0] "{count} person"
msgstr[1] "{count} people"
'''

# (what, template, the line of the mistake, a part of the message)
REFUSALS = [
    ('an unknown directive', '<p>\n{{#unless x}}</p>', 2, 'unknown syntax'),
    ('an unknown helper', '<p>{{raw x}}</p>', 1, 'unknown syntax'),
    ('three braces', '<p>{{{x}}}</p>', 1, 'unknown syntax'),
    ('an upper-case name', '<p>{{Name}}</p>', 1, 'unknown syntax'),
    ('C in a value', '<p>{{x->y}}</p>', 1, 'unknown syntax'),
    ('an empty value', '<p>{{}}</p>', 1, 'unknown syntax'),
    ('{{ without }}', '<p>\n\n{{x</p>', 3, '{{ without }}'),
    ('}} without {{', '<p>\nx}}</p>', 2, '}} without {{'),
    ('an open if', '<p>\n{{#if x}}a</p>', 2, 'never closed'),
    ('an end without a beginning', '<p>{{/if}}</p>', 1, 'does not close'),
    ('crossing blocks', '{{#if a}}{{#each b c as d}}{{/if}}{{/each}}', 1, 'does not close'),
    ('else in an each', '{{#each b c as d}}{{else}}{{/each}}', 1, 'without {{#if}}'),
    ('a second else', '{{#if a}}{{else}}{{else}}{{/if}}', 1, 'without {{#if}}'),
    ('an unquoted value', '<a class={{x}}>b</a>', 1, 'quote'),
    ('a half quoted value', '<a class=x{{x}}>b</a>', 1, 'quote'),
    ('a value in single quotes', "<a class='{{x}}'>b</a>", 1, 'quote'),
    ('a value as an attribute', '<a {{x}}>b</a>', 1, 'not in a quoted value'),
    ('a value in an attribute name', '<a data-{{x}}="1">b</a>', 1, 'not in a quoted value'),
    ('a value as an element', '<{{x}}>b', 1, 'bare <'),
    ('a value in a script', '<script>{{x}}</script>', 1, 'not allowed'),
    ('a script in capitals', '<SCRIPT>1</SCRIPT>', 1, 'not allowed'),
    ('a value in a style', '<style>a{color:{{x}}}</style>', 1, 'not allowed'),
    ('a value in a pre', '<pre>{{x}}</pre>', 1, 'not allowed'),
    ('an event handler', '<a onclick="f()">b</a>', 1, 'onclick'),
    ('an inline style', '<a\nstyle="color:red">b</a>', 2, 'style'),
    ('a refresh', '<meta http-equiv="refresh">', 1, 'http-equiv'),
    ('an unchecked address', '<a href="{{x}}">b</a>', 1, 'write {{url x}}'),
    ('an unchecked form target', '<form action="{{x}}">b</form>', 1, 'write {{url x}}'),
    ('an unchecked part of an address', '<a href="/a?b={{x}}">b</a>', 1, 'write {{url x}}'),
    ('an address after a prefix', '<a href="https:{{url x}}">b</a>', 1, 'must be the beginning'),
    ('an address after an optional prefix', '<a href="{{#if x}}a{{/if}}{{url x}}">b</a>', 1, 'must be the beginning'),
    ('an address in a title', '<a title="{{url x}}">b</a>', 1, 'must be the beginning'),
    ('an address in text', '<p>{{url x}}</p>', 1, 'must be the beginning'),
    ('a query without ?', '<a href="/{{query x}}">b</a>', 1, 'must stand after the ?'),
    ('a query in text', '<p>{{query x}}</p>', 1, 'must stand after the ?'),
    ('a block that opens only', '{{#if x}}<p>{{/if}}</p>', 1, 'not closed inside'),
    ('a block that closes only', '<p>{{#if x}}</p>{{/if}}', 1, 'not closed inside'),
    ('an else that forgets', '{{#if x}}<p></p>{{else}}<p>{{/if}}', 1, 'not closed inside'),
    ('a block over a quote', '<a class="{{#if x}}a"{{/if}}>b</a>', 1, 'not closed inside'),
    ('an element never closed', '<div><p>1</p>', 1, 'ends inside'),
    ('elements that cross', '<b><i></b></i>', 1, '</b> closes <i>'),
    ('a closing tag too many', '<p></p>\n</p>', 2, 'closes nothing'),
    ('a bare <', '<p>1 < 2</p>', 1, 'bare <'),
    ('an HTML comment', '<!-- {{x}} -->', 1, 'bare <'),
    ('attributes without a space', '<a class="b"id="c">d</a>', 1, 'after a space'),
    ('attributes glued by a block', '<input{{#if x}} disabled{{/if}}name="a">', 1, 'after a space'),
    ('a self-closed element', '<div/>', 1, 'outside of an <svg>'),
    ('ifchanged outside of a loop', '{{#ifchanged x}}1{{/ifchanged}}', 1, 'a field of a loop'),
    ('a loop in a loop of one name', '{{#each a b as c}}{{#each d e as c}}{{/each}}{{/each}}', 1, 'is taken'),
    ('a loop named page', '{{#each a b as page}}{{/each}}', 1, 'is taken'),
    ('a partial that is not there', '{{> nothing}}', 1, 'there is no'),
    ('a page that includes itself', '\n{{> sample}}', 2, 'includes itself'),
    ('a slot not filled', '{{layout frame}}\n{{#slot main}}{{/slot}}', 1, 'slot title is not filled'),
    ('a slot that the layout lacks',
     '{{layout frame}}\n{{#slot title}}a{{/slot}}{{#slot main}}{{/slot}}\n{{#slot more}}{{/slot}}', 3, 'has no {{slot more}}'),
    ('a slot filled twice', '{{layout frame}}\n{{#slot main}}{{/slot}}\n{{#slot main}}{{/slot}}', 3, 'filled twice'),
    ('text beside the slots', '{{layout frame}}\n{{#slot main}}{{/slot}}hello', 2, 'outside of the slots'),
    ('a message that no catalog has', '<p>\n{{t a.nothing}}</p>', 2, 'in no catalog'),
    ('a placeholder that is not given', '<p>{{t a.name name=x}}</p>', 1, 'needs other='),
    ('a placeholder that the message lacks', '<p>\n\n{{t a.plain name=x}}</p>', 3, 'has no placeholder {name}'),
    ('a placeholder twice', '<p>{{t a.name name=x other=y name=z}}</p>', 1, 'given twice'),
    ('a key without an area', '<p>{{t plain}}</p>', 1, 'unknown syntax'),
    ('a message in an address', '<a href="{{t a.plain}}">1</a>', 1, 'no address'),
    ('a message as an attribute', '<a {{t a.plain}}>1</a>', 1, 'in text or in a quoted attribute'),
    ('bare words', '<p>\n1 &amp; 2\nHello</p>', 3, 'bare words "Hello"'),
    ('bare words of another script', '<p>здесь</p>', 1, 'bare words'),
    ('a bare word in a branch', '{{#if x}}{{t a.plain}}{{else}}\nno{{/if}}', 2, 'bare words'),
    ('bare words that are read aloud', '<svg aria-label="an arrow"></svg>', 1, 'bare words in aria-label'),
    ('bare words in a tooltip', '<a title="Hello">1</a>', 1, 'bare words in title'),
    ('bare words beside a word of the protocol', '<p>HTTPS only</p>', 1, 'bare words "only"'),
    ('a word that only begins like one of the protocol', '<p>ETLs</p>', 1, 'bare words'),
    ('two layouts', '{{layout frame}}\n{{layout frame}}', 2, 'second {{layout}}'),
]

# (what, template, a part of the C)
OUTPUTS = [
    ('a value', '<p>{{x}}</p>', 'PAGE_VALUE(buf, page->x);'),
    ('a value in an attribute', '<p class="a {{x}}"></p>', 'PAGE_VALUE(buf, page->x);'),
    ('an address', '<a href="{{url x}}">1</a>', 'page_value_url(buf, page->x);'),
    ('a query', '<a href="/a?b={{query x}}&amp;c={{query y}}">1</a>', 'page_value_query(buf, page->y);'),
    ('a condition', '{{#if x}}1{{else}}2{{/if}}', 'if (PAGE_VALUE_SET(page->x)) {'),
    ('an optional attribute', '<input{{#if x}} disabled{{/if}} name="a">', 'buf_add(buf, LIT(" disabled"));'),
    ('a loop', '{{#each a b as c}}{{c.d}}{{/each}}', 'PAGE_VALUE(buf, c->d);'),
    ('a loop over texts', '{{#each a b as c}}{{c}}{{/each}}', 'PAGE_VALUE(buf, *c);'),
    ('a change', '{{#each a b as c}}{{#ifchanged c.d}}1{{/ifchanged}}{{/each}}',
     'if (c_at == 0 || !PAGE_VALUE_SAME(c[-1].d, c->d)) {'),
    ('a comment leaves nothing', '{{! a\nb }}\n<p></p>', 'LIT("<p></p>")'),
    ('quotes and backslashes', '<p title="\\">?</p>', r'"<p title=\"\\\">\?</p>"'),
    ('the place of a mistake that only the compiler sees', '<p>\n{{x}}\n</p>', '#line 2 "'),
    ('a message', '<p>{{t a.plain}}</p>', 'page_value_message(buf, page->frame.language, MESSAGE_a_plain, NULL, 0);'),
    ('a message with values', '<p>{{t a.name name=x other=y.z}}</p>',
     'MESSAGE_a_name, (const MessageValue[]){ PAGE_MESSAGE_VALUE("name", page->x), PAGE_MESSAGE_VALUE("other", page->y.z) }, 2);'),
    ('a message with a plural wants a number', '<p>{{t a.count count=x}}</p>', 'MESSAGE_NUMBER("count", page->x)'),
    ('a message in an attribute', '<a title="{{t a.plain}}">1</a>', 'page_value_message_plain('),
    ('a message in a title', '<title>{{t a.plain}}</title>', 'page_value_message_plain('),
    ('a message in an option', '<option>{{t a.plain}}</option>', 'page_value_message_plain('),
    ('a message of a loop', '{{#each a b as c}}{{t a.count count=c.d}}{{/each}}', 'MESSAGE_NUMBER("count", c->d)'),
    ('words of the protocol', '<p>OAuth 2: POST /token &ndash; JSON</p>', 'LIT("<p>OAuth 2: POST /token &ndash; JSON</p>")'),
    ('the layout', '{{layout frame}}{{#slot title}}7{{/slot}}{{#slot main}}<p></p>{{/slot}}', '<title>7</title>'),
    ('the address of the stylesheet', '<link href="{{style_path}}">', 'LIT("<link href=\\"/style-0.css'),
]


def load_generator():
    spec = importlib.util.spec_from_file_location('pages', GENERATOR)
    module = importlib.util.module_from_spec(spec)
    sys.modules['pages'] = module
    spec.loader.exec_module(module)
    return module


class Generator(unittest.TestCase):
    pages = load_generator()

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(folder.name)
        for name, text in (('frame.html', FRAME), ('style.css', 'a { b: "c  d"; }'), ('icon.svg', '<svg/>'), ('en.po', CATALOG)):
            self.write(name, text)

    @staticmethod
    def write(name, text):
        with open(name, 'w', encoding='utf-8') as file:
            file.write(text)

    def compile(self, template):
        self.write('sample.html', template)
        return self.pages.compile_page('sample.html', '/style-0.css', self.pages.read_messages(['en.po']))

    def test_refusals(self):
        for what, template, line, message in REFUSALS:
            with self.subTest(what):
                with self.assertRaises(self.pages.Refused) as caught:
                    self.compile(template)
                self.assertRegex(str(caught.exception), rf'^(?:\./)?(sample|frame)\.html:{line}: ')
                self.assertIn(message, str(caught.exception))

    def test_outputs(self):
        for what, template, part in OUTPUTS:
            with self.subTest(what):
                self.assertIn(part, self.compile(template))

    def test_strings_in_the_style_keep_their_spaces(self):
        self.assertEqual(self.pages.squeeze('/* x */\na , b {\n  c: "d  ; e";\n}\n'), 'a,b{c: "d  ; e"}')

    def run_program(self, template):
        self.write('sample.html', template)
        return subprocess.run([sys.executable, GENERATOR, '--out', '.', '--style', 'style.css', '--icon', 'icon.svg', '--messages', 'en.po', 'sample.html'],
                              capture_output=True, text=True, check=False)

    def test_a_refusal_stops_the_build_and_writes_nothing(self):
        done = self.run_program('<p>\n{{#if x}}</p>')
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr.count('\n'), 1, done.stderr)
        self.assertFalse(os.path.exists('page_sample.c') or os.path.exists('page_style.c'))

    def test_the_program_writes_the_page_and_the_style(self):
        done = self.run_program('<p>{{x}}</p>')
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        self.assertTrue(os.path.exists('page_sample.c'))
        with open('page_style.c', encoding='utf-8') as file:
            self.assertIn(r'a{b: \"c  d\"}', file.read())


if __name__ == '__main__':
    unittest.main()
