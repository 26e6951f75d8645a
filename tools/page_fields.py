#!/usr/bin/env python3
"""page_fields.py -- what templates that are read at run time need to know of the pages: the fields of their structs, as tables made from
the headers; and the built-in templates themselves, to start from.
SPDX-License-Identifier: ISC

Usage: page_fields.py --out page_fields.c --builtin page_builtin.c --header FILE.h [--header ...] TEMPLATE.html...
A struct of the headers that is named SOMETHINGPage is the page `something`. A field of a type that no template can write (a language, a
char *) is left out; an array must have its count behind it, as in `const Row *rows; size_t row_count;`.
"""
import argparse
import pathlib
import re
import sys

KINDS = {'Str': 'TEXT', 'bool': 'BOOL', 'int64_t': 'NUMBER', 'int': 'INT', 'size_t': 'COUNT'}
HIDDEN = {'LanguageId', 'char', 'PageOverrides'}  # no template writes these


class Refused(Exception):
    pass


def structs(text):
    """name: [(type, is pointer, name)] of every `typedef struct NAME { … } NAME;`, in order."""
    text = re.sub(r'/\*.*?\*/', '', text, flags=re.S)
    for name, body in re.findall(r'typedef struct (\w+) \{(.*?)\} \1;', text, re.S):
        fields = []
        for line in filter(None, (piece.strip() for piece in body.split(';'))):
            match = re.fullmatch(r'(?:const\s+)?(\w+)\s+(.*)', line, re.S)
            if not match or '[' in line or '(' in line:
                raise Refused(f'struct {name}: "{line}" cannot be read')
            for field in match[2].split(','):
                field = field.strip()
                fields.append((match[1], field.startswith('*'), field.lstrip('* ')))
        yield name, fields


def counts_of(name, fields):
    """array: its count. Arrays wait for the counts that follow them, in order."""
    waiting, counts = [], {}
    for kind, pointer, field in fields:
        if pointer and kind not in HIDDEN | {'Chart'}:
            waiting.append(field)
        elif kind == 'size_t' and field.endswith('_count') and waiting:
            array = waiting.pop(0)
            if not array.startswith(field.removesuffix('_count')):
                raise Refused(f'struct {name}: the count of {array} should follow it, not {field}')
            counts[array] = field
    if waiting:
        raise Refused(f'struct {name}: {waiting[0]} has no count')
    return counts


def row(struct, field, known, counts):
    kind, pointer, name = field
    place = f'"{name}", PAGE_FIELD_{{}}, offsetof({struct}, {name})'
    if kind in HIDDEN:
        return None
    if pointer and kind == 'Chart':
        return place.format('CHART') + ', NULL, 0'
    if pointer:
        of = 'page_fields_text' if kind == 'Str' else f'fields_{kind}'
        if kind != 'Str' and kind not in known:
            raise Refused(f'struct {struct}: {name} is an array of {kind}, which no header before it has')
        return place.format('ROWS') + f', &{of}, offsetof({struct}, {counts[name]})'
    if kind in known:
        return place.format('STRUCT') + f', &fields_{kind}, 0'
    if kind not in KINDS:
        raise Refused(f'struct {struct}: {name} has the type {kind}, which no template can write')
    return place.format(KINDS[kind]) + ', NULL, 0'


def tables(headers):
    lines = ['/* page_fields.c -- made by tools/page_fields.py from the headers of src/pages. SPDX-License-Identifier: ISC */',
             '#include "pages/page_fields.h"', '', '#include "pages/pages.h"', '',
             'const PageFields page_fields_text = { "a text", NULL, 0, sizeof(Str) };', '']
    all_structs = [found for header in headers for found in structs(pathlib.Path(header).read_text(encoding='utf-8'))]
    used = {kind for name, fields in all_structs if name != 'PageBrand' for kind, _, _ in fields}
    known, pages = set(), []
    for name, fields in all_structs:
        if name in used or name.endswith('Page'):
            counts = counts_of(name, fields)
            rows = [row(name, field, known, counts) for field in fields]
            lines += [f'static const PageField rows_{name}[] = {{', *(f'    {{ {text} }},' for text in rows if text), '};',
                      f'static const PageFields fields_{name} = {{ "{name}", rows_{name}, sizeof rows_{name} / sizeof rows_{name}[0], '
                      f'sizeof({name}) }};', '']
            known.add(name)
            if name.endswith('Page'):
                pages.append(name)
                lines += [f'_Static_assert(offsetof({name}, frame) == 0, "the frame comes first");', '']
    lines += ['const PageShape page_fields_pages[] = {',
              *(f'    {{ "{name.removesuffix("Page").lower()}", &fields_{name} }},' for name in pages), '};',
              f'const size_t page_fields_page_count = {len(pages)};', '']
    return '\n'.join(lines)


def literal(text):
    escaped = text.replace('\\', '\\\\').replace('"', '\\"').replace('?', '\\?')
    return [f'    "{line}"' for line in escaped.replace('\n', '\\n\0').split('\0') if line]


def builtin(templates):
    lines = ['/* page_builtin.c -- made by tools/page_fields.py from the templates of src/pages. SPDX-License-Identifier: ISC */',
             '#include "pages/page_fields.h"', '', '#pragma GCC diagnostic ignored "-Woverlength-strings"', '',
             'const PageTemplate page_fields_builtin[] = {']
    for path in sorted(map(pathlib.Path, templates), key=lambda path: path.name):
        lines += [f'    {{ LIT_INIT("{path.stem}"), LIT_INIT(', *literal(path.read_text(encoding='utf-8')), '    ) },']
    return '\n'.join([*lines, '};', f'const size_t page_fields_builtin_count = {len(templates)};', ''])


def main():
    parser = argparse.ArgumentParser(description='Tables of the fields of pages, and the built-in templates.')
    parser.add_argument('--out', required=True)
    parser.add_argument('--builtin', required=True)
    parser.add_argument('--header', action='append', required=True)
    parser.add_argument('templates', nargs='+')
    args = parser.parse_args()
    pathlib.Path(args.out).write_text(tables(args.header), encoding='utf-8')
    pathlib.Path(args.builtin).write_text(builtin(args.templates), encoding='utf-8')


if __name__ == '__main__':
    try:
        main()
    except Refused as refusal:
        sys.exit(f'page_fields.py: {refusal}')
