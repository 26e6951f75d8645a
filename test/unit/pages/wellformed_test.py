#!/usr/bin/env python3
"""wellformed_test.py -- reads every page of the gallery as a strict reader of HTML. Usage: wellformed_test.py GALLERY ROOT
SPDX-License-Identifier: ISC
"""
import os
import re
import subprocess
import sys
import tempfile
import unittest
from html.parser import HTMLParser

ROOT = os.path.abspath(sys.argv.pop())
GALLERY = os.path.abspath(sys.argv.pop())
VOID = {'br', 'hr', 'img', 'input', 'link', 'meta'}
RTL = {'ar', 'he', 'qpr'}
ACTIONS = {'/signin', '/consent', '/logout', '/end_session', '/complaint', '/reports/test'}
HOOKS = {'p-providers', 'chosen', 'complaint', 'lost'}  # classes that only name a thing
ASKS = {'/language', '/reports'}  # forms that only ask


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.stack, self.faults, self.elements, self.classes = [], [], [], set()
        self.titles, self.text = '', ''
        self.feed(text)
        self.close()
        if self.stack:
            self.faults.append(f'never closed: {self.stack}')

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f'<{tag}> has an attribute twice')
        if tag in ('script', 'style', 'iframe', 'object', 'embed', 'base'):
            ours = tag == 'script' and re.fullmatch(r'/(reports|board)-[0-9a-f]+\.js', dict(attrs).get('src') or '')
            if not ours and not (tag == 'object' and dict(attrs).get('type') == 'image/svg+xml'):
                self.faults.append(f'<{tag}>')
        self.faults += [f'<{tag} {name}>' for name in names if name.startswith('on') or name in ('style', 'srcdoc')]
        attributes = dict(attrs)
        self.elements.append((tag, attributes, tuple(self.stack)))
        self.classes |= set((attributes.get('class') or '').split())
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if not self.stack or self.stack[-1] != tag:
            self.faults.append(f'</{tag}> closes {self.stack[-1:]}')
        else:
            self.stack.pop()

    def handle_data(self, data):
        if 'title' in self.stack:
            self.titles += data
        else:
            self.text += data

    def all(self, tag):
        return [attributes for name, attributes, _ in self.elements if name == tag]

    def ids(self):
        return [attributes['id'] for _, attributes, _ in self.elements if 'id' in attributes]


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([GALLERY, folder], check=True)
            cls.pages, cls.more_styles = {}, {}
            for name in sorted(os.listdir(folder)):
                with open(os.path.join(folder, name), encoding='utf-8') as file:
                    text = file.read()
                if name.endswith('.html'):
                    cls.pages[name] = Page(text)
                elif name.startswith('style-'):
                    cls.style, cls.style_name = text, name
                elif name.endswith('.css'):
                    cls.more_styles[name] = text

    def each(self):
        self.assertGreaterEqual(len(self.pages), 15)
        for name, page in self.pages.items():
            with self.subTest(name):
                yield name, page

    def test_elements_are_balanced_and_harmless(self):
        for _, page in self.each():
            self.assertEqual(page.faults, [])

    def test_ids_are_unique_and_references_lead_somewhere(self):
        for _, page in self.each():
            ids = page.ids()
            self.assertEqual(sorted(ids), sorted(set(ids)))
            for tag, attributes, _ in page.elements:
                targets = [attributes['for']] if tag == 'label' and 'for' in attributes else []
                targets += (attributes.get('aria-labelledby') or '').split() + (attributes.get('aria-describedby') or '').split()
                if (attributes.get('href') or '').startswith('#'):
                    targets.append(attributes['href'][1:])
                for target in targets:
                    self.assertIn(target, ids)

    def test_inputs_have_labels(self):
        for _, page in self.each():
            labelled = {label.get('for') for label in page.all('label')}
            for tag, field, inside in page.elements:
                if tag in ('input', 'select', 'textarea') and field.get('type') != 'hidden' and 'label' not in inside:
                    self.assertIn(field['id'], labelled)

    def test_sign_in_suits_password_managers(self):
        fields = {field['name']: field for field in self.pages['signin.html'].all('input')}
        self.assertEqual(fields['username']['autocomplete'], 'username')
        self.assertEqual(fields['username']['autocapitalize'], 'none')
        self.assertEqual(fields['username']['spellcheck'], 'false')
        self.assertEqual(fields['username']['id'], 'username')
        self.assertEqual(fields['password']['type'], 'password')
        self.assertEqual(fields['password']['autocomplete'], 'current-password')
        self.assertEqual(fields['password']['id'], 'password')
        self.assertNotIn('maxlength', fields['password'])

    def test_the_two_answers_to_consent_are_equal(self):
        buttons = self.pages['consent.html'].all('button')[:2]
        self.assertEqual([(button['name'], button['value']) for button in buttons], [('decision', 'allow'), ('decision', 'deny')])
        self.assertEqual(buttons[0]['class'], buttons[1]['class'])

    def test_forms_post_to_known_addresses(self):
        for _, page in self.each():
            for form in page.all('form'):
                if form['action'] in ASKS:
                    self.assertEqual(form['method'], 'get')
                    continue
                self.assertEqual(form['method'], 'post')
                self.assertIn(form['action'], ACTIONS)

    def test_language_title_and_one_heading(self):
        for name, page in self.each():
            html = page.all('html')[0]
            found = re.fullmatch(r'[a-z-]+-(ar|qpr|qps)\.html', name)
            lang = found.group(1) if found else 'en'
            self.assertEqual((html['lang'], html['dir']), (lang, 'rtl' if lang in RTL else 'ltr'))
            self.assertEqual(len(page.all('h1')), 1)
            self.assertEqual(len(page.all('main')), 1)
            self.assertTrue(page.titles.strip())
            is_error = 'error' in name or name == 'signin-long.html'
            self.assertEqual(page.titles.startswith('Error: '), is_error)
            self.assertEqual(any(attributes.get('role') == 'alert' for _, attributes, _ in page.elements), is_error)

    def test_headings_do_not_skip_a_level(self):
        for _, page in self.each():
            levels = [int(tag[1]) for tag, _, _ in page.elements if re.fullmatch('h[1-6]', tag)]
            for before, after in zip(levels, levels[1:]):
                self.assertLessEqual(after, before + 1)

    def test_nothing_comes_from_another_host(self):
        for _, page in self.each():
            for _, attributes, _ in page.elements:
                for name in ('href', 'src', 'action'):
                    self.assertNotRegex(attributes.get(name) or '', r'^(?:[a-z]+:|//)')
            style = [link['href'] for link in page.all('link') if link['rel'] == 'stylesheet']
            ours = [path for path in style if path not in ('/font-0.css', '/accent.css') and path[1:] not in self.more_styles]
            self.assertEqual(ours, ['/' + self.style_name])

    def test_drawings_are_hidden_or_named(self):
        for _, page in self.each():
            for drawing in page.all('svg'):
                self.assertTrue(drawing.get('aria-hidden') == 'true' or drawing.get('aria-label'))

    def test_every_class_has_a_style_and_every_style_a_class(self):
        def classes(style):
            return set(re.findall(r'\.([a-z][a-z-]*)', re.sub(r'"[^"]*"', '', style)))
        styled, used = classes(self.style), set().union(*(page.classes for page in self.pages.values()))
        self.assertEqual(sorted(styled - used), [])
        self.assertEqual(sorted(used - styled - classes(' '.join(self.more_styles.values())) - HOOKS), [])

    def test_the_escaping_tests_name_every_text(self):
        def source(*path):
            with open(os.path.join(ROOT, *path), encoding='utf-8') as file:
                return file.read()
        tests = source('test', 'unit', 'pages', 'pages_test.c')
        listed = set(re.findall(r'FIELD_(?:TEXT|AS)\((\w+),\s*(\w+)', tests))
        declared = set()
        for body, name in re.findall(r'typedef struct \w+ \{(.*?)\} (\w+);', source('src', 'pages', 'pages.h'), re.S):
            body = re.sub(r'/\*.*?\*/', '', body, flags=re.S)
            for line in re.findall(r'^\s*Str ([^*;]+);', body, re.M):
                declared |= {(name, field.strip()) for field in line.split(',')}
        self.assertGreater(len(declared), 50)
        brand = {(name, field) for name, field in declared if name == 'PageBrand'}  # shown as parts of PageFrame
        self.assertEqual(declared - listed - brand, set())


if __name__ == '__main__':
    unittest.main()
