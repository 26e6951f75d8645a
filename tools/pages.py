#!/usr/bin/env python3
"""pages.py -- compiles the templates of src/pages into C functions that escape every value by its type.
SPDX-License-Identifier: ISC

Usage: pages.py --out DIR --style style.css --icon icon.svg --messages ENGLISH.po [--messages ...] PAGE.html...
Writes page_NAME.c for each page and page_style.c. The syntax is described in src/pages/README.md. A mistake in a template is
one line "file:line: what is wrong" and exit 1.
"""
import argparse
import gzip
import hashlib
import os
import pathlib
import re
import sys
from dataclasses import dataclass, field

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import po  # noqa: E402 (beside this file)

NAME = r'[a-z][a-z0-9_]*'
PATH = rf'{NAME}(?:\.{NAME})*'
VOID = {'br', 'hr', 'img', 'input', 'link', 'meta'}
REFUSED_ELEMENTS = {'script', 'style', 'pre', 'iframe', 'object', 'embed', 'base', 'animate', 'set'}
URL_ATTRIBUTES = {'href', 'src', 'action', 'formaction', 'poster', 'cite', 'background', 'data', 'manifest', 'ping', 'srcset',
                  'xlink:href'}
# What people read or hear of an attribute; words there must be messages, as in the text.
SPOKEN_ATTRIBUTES = {'aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext', 'aria-placeholder', 'title', 'alt',
                     'placeholder', 'label', 'data-label', 'summary'}
# Words of the protocol and of formats, the same in every language.
PROTOCOL_WORDS = ['OAuth 2', 'GET /login', 'POST /token', 'Latchstring', 'HTTPS', 'HTTP', 'JWT', 'JSON', 'CSV', 'SVG', 'PNG', 'PKCE',
                  'UPSERT', 'ETL']
KEY = r'[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+'
LITERAL_MAX = 2000  # bytes of one literal in the C output: compilers promise 4095


class Refused(Exception):
    """A mistake in a template, with its place."""


@dataclass
class Place:
    file: str
    line: int

    def refuse(self, what):
        raise Refused(f'{self.file}:{self.line}: {what}')


@dataclass
class Node:
    kind: str  # text, value, url, query, message, if, ifchanged, each, partial, slot, fill, layout
    place: Place
    text: str = ''   # text, or the path of a value, or a name, or the key of a message
    count: str = ''  # each: the path of the count
    name: str = ''   # each: the loop variable
    body: list = field(default_factory=list)
    other: list = field(default_factory=list)  # after {{else}}
    plain: bool = False  # message: in an attribute or a title, where there can be no element


# ---- reading -------------------------------------------------------------------------------------------------------------

DIRECTIVES = [
    ('comment', re.compile(r'!(.*)', re.S)),
    ('if', re.compile(rf'#if\s+({PATH})')),
    ('ifchanged', re.compile(rf'#ifchanged\s+({PATH})')),
    ('each', re.compile(rf'#each\s+({PATH})\s+({PATH})\s+as\s+({NAME})')),
    ('fill', re.compile(rf'#slot\s+({NAME})')),
    ('end', re.compile(r'/(if|ifchanged|each|slot)')),
    ('else', re.compile(r'else')),
    ('partial', re.compile(rf'>\s*({NAME})')),
    ('layout', re.compile(rf'layout\s+({NAME})')),
    ('slot', re.compile(rf'slot\s+({NAME})')),
    ('style', re.compile(r'style_path')),
    ('url', re.compile(rf'url\s+({PATH})')),
    ('query', re.compile(rf'query\s+({PATH})')),
    ('message', re.compile(rf't\s+({KEY})((?:\s+{NAME}={PATH})*)')),
    ('value', re.compile(rf'({PATH})')),
]
STANDALONE = {'comment', 'if', 'ifchanged', 'each', 'fill', 'end', 'else', 'partial', 'layout', 'slot'}
ENDS = {'if': 'if', 'ifchanged': 'ifchanged', 'each': 'each', 'fill': 'slot'}


def read_tag(inside, place):
    """The kind and the words of what stands between {{ and }}."""
    for kind, pattern in DIRECTIVES:
        match = pattern.fullmatch(inside.strip())
        if match:
            return kind, match.groups()
    place.refuse('unknown syntax {{' + inside + '}}')
    return None


def cut(source, file):
    """Yields (kind, words, place); a directive that stands alone on its line takes the line with it."""
    at, line = 0, 1
    while at < len(source):
        start = source.find('{{', at)
        text = source[at:] if start < 0 else source[at:start]
        if '}}' in text:
            Place(file, line + text[:text.index('}}')].count('\n')).refuse('}} without {{')
        if start < 0:
            yield 'text', (text,), Place(file, line)
            return
        end = source.find('}}', start)
        here = Place(file, line + text.count('\n'))
        if end < 0:
            here.refuse('{{ without }}')
        inside = source[start + 2:end]
        kind, words = read_tag(inside, here)
        at = end + 2
        after = re.compile(r'[ \t]*(\n|$)').match(source, at)
        indent = re.search(r'(^|\n)[ \t]*$', source[:start])
        if kind in STANDALONE and after and indent:
            text = text.rstrip(' \t')
            at = after.end()
        if text:
            yield 'text', (text,), Place(file, line)
        yield kind, words, here
        line = 1 + source.count('\n', 0, at)


def read(path):
    """The nodes of one file, blocks nested."""
    with open(path, encoding='utf-8') as source:
        tokens = cut(source.read(), path)
    root = Node('root', Place(path, 1))
    stack, into = [root], [root.body]
    for kind, words, place in tokens:
        if kind == 'comment':
            continue
        if kind == 'else':
            if stack[-1].kind not in ('if', 'ifchanged') or into[-1] is not stack[-1].body:
                place.refuse('{{else}} without {{#if}}')
            into[-1] = stack[-1].other
        elif kind == 'end':
            if ENDS.get(stack[-1].kind) != words[0]:
                place.refuse('{{/' + words[0] + '}} does not close ' + opened(stack[-1]))
            stack.pop()
            into.pop()
        else:
            node = Node(kind, place, *words)
            into[-1].append(node)
            if kind in ENDS:
                stack.append(node)
                into.append(node.body)
    if len(stack) > 1:
        stack[-1].place.refuse(opened(stack[-1]) + ' is never closed')
    return root.body


def opened(node):
    return '{{#' + ENDS[node.kind] + '}}' if node.kind in ENDS else 'anything'


# ---- messages ------------------------------------------------------------------------------------------------------------

@dataclass
class Message:
    names: frozenset  # of its placeholders
    plural: bool


def read_messages(paths):
    """The keys of the English catalogs, and which placeholders each message has. tools/languages.py checks the catalogs."""
    messages = {}
    for path in paths:
        for key, entry in po.read(pathlib.Path(path)).entries.items():
            names = set().union(*(re.findall(rf'\{{({NAME})\}}', form) for form in entry.forms))
            messages[key] = Message(frozenset(names), entry.plural)
    return messages


def message_values(node, messages):
    """The values of {{t key name=path}}, name to path, checked against the catalog."""
    message = messages.get(node.text)
    if not message:
        node.place.refuse(f'{node.text} is in no catalog of src/text/english')
    values = dict(pair.split('=') for pair in node.count.split())
    if len(values) != len(node.count.split()):
        node.place.refuse(f'{node.text}: a placeholder is given twice')
    for name in sorted(message.names - set(values)):
        node.place.refuse(f'{node.text} needs {name}=…, for its placeholder {{{name}}}')
    for name in sorted(set(values) - message.names):
        node.place.refuse(f'{node.text} has no placeholder {{{name}}}')
    return values


def bare_words(text):
    """What is left of a text when entities and words of the protocol are taken out: letters there are English that no one can
    translate."""
    text = re.sub(r'&(?:#[0-9]+|#x[0-9a-fA-F]+|[a-zA-Z]+);', ' ', text)
    for word in PROTOCOL_WORDS:
        text = re.sub(rf'(?<!\w){re.escape(word)}(?!\w)', ' ', text)
    found = re.search(r'[^\W\d_][^<]*', text)
    return ' '.join(found.group(0).split()) if found else ''


# ---- layouts and partials ------------------------------------------------------------------------------------------------

class Assembly:
    """One page with its layout and its partials put in."""

    def __init__(self, folder):
        self.folder = folder
        self.open_files = []

    def load(self, name, place):
        path = os.path.join(self.folder, name + '.html')
        if path in self.open_files:
            place.refuse(f'{name}.html includes itself')
        if not os.path.exists(path):
            place.refuse(f'there is no {path}')
        self.open_files.append(path)
        return read(path)

    def page(self, path):
        self.open_files = [path]
        nodes = read(path)
        layout = [node for node in nodes if node.kind == 'layout']
        if not layout:
            return self.expand(nodes, None)
        if len(layout) > 1:
            layout[1].place.refuse('a second {{layout}}')
        fills = self.fills(nodes)
        frame = self.load(layout[0].text, layout[0].place)
        result = self.expand(frame, fills)
        for fill in fills.values():
            if not fill.name:
                fill.place.refuse(f'{layout[0].text}.html has no {{{{slot {fill.text}}}}}')
        return result

    @staticmethod
    def fills(nodes):
        fills = {}
        for node in nodes:
            if node.kind == 'fill':
                if node.text in fills:
                    node.place.refuse(f'slot {node.text} is filled twice')
                fills[node.text] = node
            elif node.kind != 'layout' and (node.kind != 'text' or node.text.strip()):
                node.place.refuse('this stands outside of the slots of a page with a layout')
        return fills

    def expand(self, nodes, fills):
        result = []
        for node in nodes:
            if node.kind == 'partial':
                partial = self.load(node.text, node.place)
                result += self.expand(partial, None)
                self.open_files.pop()
            elif node.kind == 'slot':
                if fills is None or node.text not in fills:
                    node.place.refuse(f'slot {node.text} is not filled')
                fills[node.text].name = 'used'
                result += self.expand(fills[node.text].body, None)
            elif node.kind in ('layout', 'fill'):
                node.place.refuse('{{layout}} and {{#slot}} belong to the top of a page')
            else:
                node.body = self.expand(node.body, fills)
                node.other = self.expand(node.other, fills)
                result.append(node)
        return result


# ---- checking ------------------------------------------------------------------------------------------------------------

class Html:
    """Follows the text of a page as a browser would, as far as needed to know where a value stands."""

    def __init__(self):
        self.mode = 'text'  # text, doctype, tag, name (of an attribute), equals, value
        self.stack = []     # open elements
        self.tag = ''
        self.attribute = ''
        self.before = ''    # of a value: what was written so far, \0 for anything that is not static
        self.glued = False  # in a tag: an attribute ended right here, a space must follow

    def copy(self):
        other = Html()
        other.__dict__.update(self.__dict__, stack=list(self.stack))
        return other

    def where(self):
        tag = self.tag if self.mode in ('tag', 'value') else ''
        return self.mode, self.stack, tag, self.attribute if self.mode == 'value' else ''

    def feed(self, node):
        at, line = 0, node.place.line
        while at < len(node.text):
            place = Place(node.place.file, line)
            used = getattr(self, 'in_' + self.mode)(node.text, at, place)
            line += node.text.count('\n', at, at + used)
            at += used

    def in_text(self, text, at, place):
        if text[at] != '<':
            following = text.find('<', at)
            end = len(text) if following < 0 else following
            words = bare_words(text[at:end])
            if words:
                place.line += text.count('\n', at, text.index(words.split()[0], at))
                place.refuse(f'bare words "{words[:40]}": write {{{{t key}}}}, and the words into src/text/english')
            return end - at
        match = re.compile(r'<(/?)([a-zA-Z][a-zA-Z0-9]*)|<!(?=DOCTYPE )').match(text, at)
        if not match:
            place.refuse('a bare < (write &lt;), or an HTML comment (write {{! … }})')
        if text.startswith('<!', at):
            self.mode = 'doctype'
        elif match.group(1):
            self.close(match.group(2), text, match.end(), place)
            return match.end() + 1 - at
        else:
            # A script, or a drawing, of this site: the address follows as {{url}}.
            ours = re.fullmatch(r'<script src="|<object type="image/svg\+xml" data="', text[at:])
            if match.group(2).lower() in REFUSED_ELEMENTS and not ours:
                place.refuse(f'<{match.group(2)}> is not allowed in a page')
            self.mode, self.tag, self.glued = 'tag', match.group(2), True
        return match.end() - at

    def close(self, name, text, at, place):
        if not text.startswith('>', at):
            place.refuse(f'</{name} without >')
        if not self.stack or self.stack[-1] != name:
            place.refuse(f'</{name}> closes ' + (f'<{self.stack[-1]}>' if self.stack else 'nothing'))
        self.stack.pop()

    def in_doctype(self, text, at, _place):
        if text[at] == '>':
            self.mode = 'text'
        return 1

    def in_tag(self, text, at, place):
        if text[at].isspace():
            self.glued = False
        elif text.startswith('/>', at):
            if 'svg' not in self.stack:
                place.refuse(f'<{self.tag} /> outside of an <svg>')
            self.mode = 'text'
            return 2
        elif text[at] == '>':
            if self.tag not in VOID:
                self.stack.append(self.tag)
            self.mode = 'text'
        else:
            return self.start_attribute(text, at, place)
        return 1

    def start_attribute(self, text, at, place):
        match = re.compile(r'[a-zA-Z][-a-zA-Z0-9:]*').match(text, at)
        if not match or self.glued:
            place.refuse(f'<{self.tag}: an attribute is expected here, after a space')
        self.attribute = match.group(0).lower()
        if self.attribute.startswith('on') or self.attribute in ('style', 'srcdoc', 'http-equiv'):
            place.refuse(f'attribute {self.attribute} is not allowed in a page')
        self.mode = 'name'
        return len(match.group(0))

    def in_name(self, text, at, _place):
        if text[at] == '=':
            self.mode = 'equals'
            return 1
        self.end_name()
        return 0

    def end_name(self):
        if self.mode == 'name':
            self.mode, self.glued = 'tag', True

    def in_equals(self, text, at, place):
        if text[at] != '"':
            place.refuse(f'the value of {self.attribute} is not in double quotes')
        self.mode, self.before = 'value', ''
        return 1

    def in_value(self, text, at, place):
        end = text.find('"', at)
        if end == at:
            self.mode, self.glued = 'tag', True
            return 1
        end = len(text) if end < 0 else end
        if self.attribute in SPOKEN_ATTRIBUTES and bare_words(text[at:end]):
            place.refuse(f'bare words in {self.attribute}: write {{{{t key}}}}, and the words into src/text/english')
        self.before += text[at:end]
        return end - at

    def value(self, node):
        """A value stands here: is it written in the way that this place needs?"""
        address = self.mode == 'value' and self.attribute in URL_ATTRIBUTES
        if self.mode not in ('text', 'value'):
            node.place.refuse(f'{{{{{node.text}}}}} inside of <{self.tag} but not in a quoted value')
        if node.kind == 'url' and (not address or self.before):
            node.place.refuse(f'{{{{url {node.text}}}}} must be the beginning of an address attribute')
        if node.kind == 'query' and (not address or '?' not in self.before or '\0' in self.before.split('?')[0]):
            node.place.refuse(f'{{{{query {node.text}}}}} must stand after the ? of an address attribute')
        if node.kind == 'value' and address:
            node.place.refuse(f'{{{{{node.text}}}}} in {self.attribute}: write {{{{url {node.text}}}}}')
        if self.mode == 'value':
            self.before += '\0'

    def message(self, node):
        """A message stands here; in an attribute or a title there can be no <bdi>."""
        if self.mode not in ('text', 'value') or (self.mode == 'value' and self.attribute in URL_ATTRIBUTES):
            node.place.refuse(f'{{{{t {node.text}}}}} must stand in text or in a quoted attribute that is no address')
        node.plain = self.mode == 'value' or 'title' in self.stack or 'option' in self.stack
        if self.mode == 'value':
            self.before += '\0'


def check(nodes, html):
    """Walk all paths; each branch must leave the page where it found it."""
    for node in nodes:
        if node.kind == 'text':
            html.feed(node)
        elif node.kind in ('value', 'url', 'query'):
            html.value(node)
        elif node.kind == 'message':
            html.message(node)
        elif node.kind == 'style':
            html.before += '\0'
        else:
            check_block(node, html)


def check_block(node, html):
    html.end_name()
    if html.mode not in ('text', 'tag', 'value'):
        node.place.refuse('a block must not begin inside of a name')
    glued = html.glued
    for branch in (node.body, node.other):
        inner = html.copy()
        check(branch, inner)
        inner.end_name()
        if inner.where() != html.where():
            node.place.refuse(f'{opened(node)}: what it opens is not closed inside of it (or the other way round)')
        glued = glued or inner.glued
    html.glued = glued
    if html.mode == 'value':
        html.before += '\0'


# ---- writing C -----------------------------------------------------------------------------------------------------------

def literal(text):
    """C literals for text, one per line of it."""
    escaped = text.replace('\\', '\\\\').replace('"', '\\"').replace('?', '\\?')
    return [f'"{line}"' for line in escaped.replace('\n', '\\n\0').split('\0') if line]


def text_constant(name, value):
    lines = [value[at:at + 100] for at in range(0, len(value), 100)]
    return [f'const Str {name} = LIT_INIT('] + ['    ' + piece for line in lines for piece in literal(line)] + [');']


def gzip_constant(name, value):
    """The same text as gzip has it: the same bytes on every day."""
    packed = gzip.compress(value.encode(), 9, mtime=0)
    lines = [packed[at:at + 32] for at in range(0, len(packed), 32)]
    return [f'const Str {name} = LIT_INIT('] + ['    "' + ''.join(f'\\{byte:03o}' for byte in line) + '"' for line in lines] + [');']


class Writer:
    """The body of one generated function."""

    def __init__(self, style_path, messages):
        self.lines = []
        self.style_path = style_path
        self.messages = messages
        self.static = ''
        self.loops = []

    def expression(self, path, place):
        head, _, rest = path.partition('.')
        if head not in self.loops:
            return f'page->{path}'
        return f'{head}->{rest}' if rest else f'*{head}'

    def put(self, depth, text, place=None):
        if place:
            self.lines.append(f'#line {place.line} "{place.file}"')
        self.lines.append('    ' * depth + text)

    def flush(self, depth):
        """The static text so far; indentation is for the template's reader only."""
        text = re.sub(r'[ \t]*\n\s*', '\n', self.static)
        self.static = ''
        pieces, size = [], 0
        for piece in literal(text):
            if pieces and size + len(piece.encode()) > LITERAL_MAX:
                self.put_static(depth, pieces)
                pieces, size = [], 0
            pieces.append(piece)
            size += len(piece.encode())
        if pieces:
            self.put_static(depth, pieces)

    def put_static(self, depth, pieces):
        self.put(depth, 'buf_add(buf, LIT(' + ('\n' + '    ' * (depth + 1)).join(pieces) + '));')

    def nodes(self, nodes, depth):
        for node in nodes:
            if node.kind == 'text':
                self.static += node.text
                continue
            if node.kind == 'style':
                self.static += self.style_path
                continue
            self.flush(depth)
            getattr(self, 'put_' + node.kind)(node, depth)
        self.flush(depth)

    def put_value(self, node, depth):
        self.put(depth, f'PAGE_VALUE(buf, {self.expression(node.text, node.place)});', node.place)

    def put_url(self, node, depth):
        self.put(depth, f'page_value_url(buf, {self.expression(node.text, node.place)});', node.place)

    def put_query(self, node, depth):
        self.put(depth, f'page_value_query(buf, {self.expression(node.text, node.place)});', node.place)

    def put_message(self, node, depth):
        values = message_values(node, self.messages)
        plural = self.messages[node.text].plural
        call = f'page_value_message{"_plain" if node.plain else ""}(buf, page->frame.language, MESSAGE_{node.text.replace(".", "_")}'
        if not values:
            self.put(depth, call + ', NULL, 0);', node.place)
            return
        pieces = []
        for name, path in values.items():
            macro = 'MESSAGE_NUMBER' if plural and name == 'count' else 'PAGE_MESSAGE_VALUE'
            pieces.append(f'{macro}("{name}", {self.expression(path, node.place)})')
        self.put(depth, call + ', (const MessageValue[]){ ' + ', '.join(pieces) + f' }}, {len(values)});', node.place)

    def put_if(self, node, depth):
        self.branches(node, depth, f'PAGE_VALUE_SET({self.expression(node.text, node.place)})')

    def put_ifchanged(self, node, depth):
        loop, _, rest = node.text.partition('.')
        if loop not in self.loops or not rest:
            node.place.refuse('{{#ifchanged}} needs a field of a loop: row.field')
        self.branches(node, depth, f'{loop}_at == 0 || !PAGE_VALUE_SAME({loop}[-1].{rest}, {loop}->{rest})')

    def branches(self, node, depth, condition):
        self.put(depth, f'if ({condition}) {{', node.place)
        self.nodes(node.body, depth + 1)
        if node.other:
            self.put(depth, '} else {')
            self.nodes(node.other, depth + 1)
        self.put(depth, '}')

    def put_each(self, node, depth):
        if node.name in self.loops or node.name in ('page', 'buf'):
            node.place.refuse(f'the name {node.name} is taken')
        rows, count = self.expression(node.text, node.place), self.expression(node.count, node.place)
        index = f'{node.name}_at'
        self.put(depth, f'for (size_t {index} = 0; {index} < {count}; {index}++) {{', node.place)
        self.put(depth + 1, f'__typeof__(&{rows}[0]) {node.name} = &{rows}[{index}];', node.place)
        self.loops.append(node.name)
        self.nodes(node.body, depth + 1)
        self.loops.pop()
        self.put(depth, '}')


def compile_page(path, style_path, messages):
    name = os.path.splitext(os.path.basename(path))[0]
    nodes = Assembly(os.path.dirname(path)).page(path)
    html = Html()
    check(nodes, html)
    if html.mode != 'text' or html.stack:
        Place(path, 1).refuse('the page ends inside of <' + (html.stack[-1] if html.stack else html.tag) + '>')
    writer = Writer(style_path, messages)
    writer.nodes(nodes, 1)
    return '\n'.join([
        f'/* page_{name}.c -- made by tools/pages.py from {name}.html: change that.', ' * SPDX-License-Identifier: ISC */',
        '#include "pages/override.h"', '#include "pages/page_value.h"', '#include "pages/pages.h"', '', 'void',
        f'page_{name}(Buf *buf, const {name.capitalize()}Page *page)', '{',
        f'    if (override_page(page->frame.overrides, "{name}", buf, page))', '        return;', *writer.lines, '}', ''])


# ---- the stylesheet and the icon -----------------------------------------------------------------------------------------

def squeeze(css):
    """Without comments and the spaces that only a reader needs; what stands in double quotes stays."""
    def shorter(match):
        if match.group(1):
            return match.group(1)
        return match.group(2) or ('' if match.group(0).startswith('/*') else ' ')
    css = re.sub(r'/\*.*?\*/', '', css, flags=re.S)
    return re.sub(r'("[^"\n]*")|\s*([{};,])\s*|\s+', shorter, css).replace(';}', '}').strip()


def compile_assets(style, icon, style_path):
    return '\n'.join([
        '/* page_style.c -- made by tools/pages.py from style.css and icon.svg: change those.', ' * SPDX-License-Identifier: ISC */',
        '#include "pages/pages.h"', '', '#pragma GCC diagnostic ignored "-Woverlength-strings"', '',
        *text_constant('page_style', style), *gzip_constant('page_style_gzip', style), *text_constant('page_style_path', style_path),
        *text_constant('page_icon', icon), ''])


def main():
    parser = argparse.ArgumentParser(description='Compile the templates of src/pages into C.')
    parser.add_argument('--out', required=True)
    parser.add_argument('--style', required=True)
    parser.add_argument('--icon', required=True)
    parser.add_argument('--messages', action='append', default=[])
    parser.add_argument('pages', nargs='+')
    args = parser.parse_args()
    messages = read_messages(args.messages)
    with open(args.style, encoding='utf-8') as file:
        style = squeeze(file.read())
    with open(args.icon, encoding='utf-8') as file:
        icon = re.sub(r'<!--.*?-->\s*', '', re.sub(r'\n\s*', '\n', file.read()), flags=re.S)
    style_path = '/style-' + hashlib.sha256(style.encode()).hexdigest()[:12] + '.css'
    outputs = {'page_style.c': compile_assets(style, icon, style_path)}
    for page in args.pages:
        outputs['page_' + os.path.basename(page).replace('.html', '.c')] = compile_page(page, style_path, messages)
    for name, text in outputs.items():
        with open(os.path.join(args.out, name), 'w', encoding='utf-8') as file:
            file.write(text)


if __name__ == '__main__':
    try:
        main()
    except (Refused, po.Refused) as refusal:
        sys.exit(str(refusal))
