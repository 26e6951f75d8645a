#!/usr/bin/env python3
"""embed.py -- puts files for browsers (stylesheets, scripts) into C: their text and an address with a hash of it.
SPDX-License-Identifier: ISC

Usage: embed.py --out FILE.c HEADER NAME=FILE...
NAME=reports.css gives the constants Str NAME, Str NAME_gzip (the same in that form) and Str NAME_path ("/reports-3f9a….css"); HEADER declares them. Comments and spaces that
only a reader needs are taken out of stylesheets; of scripts, lines of comment and indentation.
"""
import argparse
import hashlib
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import pages  # noqa: E402 (beside this file)


def squeeze_script(text):
    lines = [line.strip() for line in re.sub(r'/\*.*?\*/', '', text, flags=re.S).splitlines()]
    return '\n'.join(line for line in lines if line and not line.startswith('//')) + '\n'


def embed(name, path):
    with open(path, encoding='utf-8') as file:
        text = file.read()
    stem, kind = os.path.splitext(os.path.basename(path))
    text = pages.squeeze(text) if kind == '.css' else squeeze_script(text)
    address = f'/{stem}-{hashlib.sha256(text.encode()).hexdigest()[:12]}{kind}'
    return pages.text_constant(name, text) + pages.gzip_constant(name + '_gzip', text) + pages.text_constant(name + '_path', address)


def main():
    parser = argparse.ArgumentParser(description='Put files for browsers into C.')
    parser.add_argument('--out', required=True)
    parser.add_argument('header')
    parser.add_argument('files', nargs='+')
    args = parser.parse_args()
    lines = [f'/* {os.path.basename(args.out)} -- made by tools/embed.py. SPDX-License-Identifier: ISC */',
             f'#include "{args.header}"', '', '#pragma GCC diagnostic ignored "-Woverlength-strings"', '']
    for pair in args.files:
        lines += embed(*pair.split('=', 1))
    with open(args.out, 'w', encoding='utf-8') as file:
        file.write('\n'.join(lines) + '\n')


if __name__ == '__main__':
    main()
