# used.py -- which messages something says: in C, in templates, by a key that is put together while the program runs.
# SPDX-License-Identifier: ISC
"""A message counts as used when src has
  MESSAGE_area_name           the id itself;
  {{t area.name …}}           in a template;
  MESSAGE_area_##word##_end   in a macro: every word that an argument of a macro is in that file;
  message_find(…)             in a file that has the literal "area" or "area.": all of that area.
Errors and the diagram's texts are used by what they stand in."""
import re

from catalog import identifier

ID = re.compile(r"\bMESSAGE_\w+\b")
TEMPLATE = re.compile(r"\{\{[^{}]*?\bt\s+([a-z]\w*(?:\.[\w-]+)+)")
PASTED = re.compile(r"\bMESSAGE_(\w*?)##\w+(?:##(\w+))?")
ARGUMENT = re.compile(r"[(,]\s*(\w+)\s*(?=[,)])")
AREA = re.compile(r'"([a-z_]+)(?:\.(?:%[^"]*)?)?"')
OF_OTHERS = ("error.", "picture.")


def uses_in(text):
    """The ids and areas that one file says."""
    ids, areas = {found for found in ID.findall(text) if not found.endswith("_")}, set()
    ids |= {identifier(key) for key in TEMPLATE.findall(text)}
    words = set(ARGUMENT.findall(text))
    for before, after in PASTED.findall(text):
        ids |= {f"MESSAGE_{before}{word}{after}" for word in words}
    if "message_find(" in text:
        areas |= set(AREA.findall(text))
    return ids, areas


def unused(catalog, top):
    """The keys of messages that nothing says, in the catalog's order."""
    ids, areas = set(), set()
    for path in sorted((top / "src").rglob("*")):
        if path.suffix in (".c", ".h", ".def", ".html"):
            more_ids, more_areas = uses_in(path.read_text(encoding="utf-8"))
            ids, areas = ids | more_ids, areas | more_areas
    return [key for key in catalog.entries
            if not key.startswith(OF_OTHERS) and identifier(key) not in ids and key.split(".")[0] not in areas]
