#!/usr/bin/env python3
# arrows.py -- every #include "room/file.h" under src/ follows an arrow of the file `arrows`.
# SPDX-License-Identifier: ISC
import re, sys
from pathlib import Path

top = Path(__file__).resolve().parent.parent
rows = [line.split(":") for line in (top / "arrows").read_text().splitlines() if line and not line.startswith("#")]
arrows = {room: set(others.split()) | {room} for room, others in rows}
wrong = []
for file in sorted((top / "src").rglob("*.[chd]*")):
    room = file.relative_to(top / "src").parts[0]
    for number, line in enumerate(file.read_text().splitlines(), 1):
        include = re.match(r'\s*#\s*include\s*"(?:([^/"]*)/)?', line)
        if include and include[1] not in arrows.get(room, ()) and ("*" not in arrows.get(room, ()) or not include[1]):
            wrong.append(f"{file.relative_to(top)}:{number}: {line.strip()}: no arrow from {room} to {include[1]}")
print("\n".join(wrong) or f"arrows: every #include of {len(arrows)} rooms follows the table")
sys.exit(bool(wrong))
