#!/usr/bin/env python3
"""contrast_test.py -- WCAG 2.2 contrast of the stylesheet's colours, light and dark. Usage: contrast_test.py STYLE.CSS
SPDX-License-Identifier: ISC
"""
import re
import sys
import unittest

with open(sys.argv.pop(), encoding='utf-8') as file:
    STYLE = file.read()

# text on ground: 4.5 (SC 1.4.3)
TEXT = [
    ('ink', ['paper', 'sheet', 'panel', 'fill', 'sticky', 'hilite']),
    ('text', ['paper', 'sheet', 'panel', 'fill', 'sticky']),
    ('blue', ['paper', 'sheet', 'panel', 'sticky']),
    ('deep', ['paper', 'sheet', 'panel', 'fill']),
    ('on-blue', ['blue', 'deep']),
    ('cyan', ['sheet']),
    ('ok', ['panel']),
    ('bad', ['badsoft']),
    ('idle', ['panel']),
]
# outlines, focus, drawings that mean something: 3 (SC 1.4.11)
GRAPHICS = [
    ('blue', ['paper', 'sheet', 'panel', 'fill', 'hilite']),
    ('cyan', ['paper', 'sheet', 'panel']),
    ('bad', ['paper', 'sheet', 'badsoft']),
    ('ok', ['panel']),
    ('idle', ['panel']),
]


def colours(block):
    return {name: tuple(int(value[at:at + 2], 16) / 255 for at in (0, 2, 4))
            for name, value in re.findall(r'--([a-z0-9-]+): #([0-9a-f]{6});', block)}


def luminance(colour):
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


LIGHT = colours(re.search(r'^:root \{(.*?)^\}', STYLE, re.S | re.M).group(1))
DARK = colours(re.search(r'prefers-color-scheme: dark\) \{\s*:root \{(.*?)\}', STYLE, re.S).group(1))


class Contrast(unittest.TestCase):
    def check(self, scheme, pairs, least):
        for fore, grounds in pairs:
            for ground in grounds:
                with self.subTest(f'{fore} on {ground}'):
                    self.assertGreaterEqual(contrast(scheme[fore], scheme[ground]), least)

    def test_the_formula(self):
        self.assertAlmostEqual(contrast((0, 0, 0), (1, 1, 1)), 21)

    def test_both_schemes_name_the_same_colours(self):
        self.assertEqual(set(LIGHT), set(DARK))

    def test_light(self):
        self.check(LIGHT, TEXT, 4.5)
        self.check(LIGHT, GRAPHICS, 3)

    def test_dark(self):
        self.check(DARK, TEXT, 4.5)
        self.check(DARK, GRAPHICS, 3)


if __name__ == '__main__':
    unittest.main()
