#!/usr/bin/env python3
# sizes.py -- the shape of the C files: length of functions and files, names of files and functions, first lines.
# SPDX-License-Identifier: ISC
"""Refuses functions above 70 lines, files above 700, two files of one name, a function that src/ROOM/foo.c exports without
being named after foo or foo's first word (json_out.c exports json_*, route.c router_*), and files whose first lines do not say their name
and purpose and the licence. Exceptions stand in tools/sizes.exceptions: what, then why; one that nothing needs is refused too.
"""
import re, subprocess, sys
from collections import defaultdict
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
FUNCTION_LIMIT, FILE_LIMIT, PARAMETER_AIM = 70, 700, 5


def c_files():
    """Paths of every C file, relative to the top."""
    found = [p for folder in ("src", "test", "fuzz", "bench") for p in (TOP / folder).rglob("*")]
    return sorted(p.relative_to(TOP) for p in found if p.suffix in (".c", ".h", ".def") and "node_modules" not in p.parts)


def functions(files):
    """(file, name, lines, parameters, exported) of every function, from universal-ctags."""
    command = ["ctags", "-L", "-", "--languages=C", "--kinds-C=f", "--fields=neSf", "-f", "-"]
    tags = subprocess.run(command, input="\n".join(str(f) for f in files if f.suffix == ".c"), cwd=TOP, text=True,
                          stdout=subprocess.PIPE, check=True).stdout
    for tag in tags.splitlines():
        name, file, *rest = tag.split("\t")
        field = dict(part.split(":", 1) for part in rest if re.match(r"[a-z]+:", part))
        lines = int(field["end"]) - int(field["line"]) + 1
        parameters = re.sub(r"\([^()]*\)", "", field.get("signature", "()")[1:-1]).count(",") + 1
        yield Path(file), name, lines, parameters, "file" not in field


def check_files(files):
    names = defaultdict(list)
    for file in files:
        text = (TOP / file).read_text()
        lines = text.splitlines()
        names[file.name].append(file)
        if len(lines) > FILE_LIMIT:
            yield str(file), f"{len(lines)} lines, the limit is {FILE_LIMIT}"
        if not lines or not lines[0].startswith(f"/* {file.name} -- "):
            yield str(file), f'the first line must say what it is for: "/* {file.name} -- …"'
        if "SPDX-License-Identifier: ISC" not in "\n".join(lines[:10]):
            yield str(file), "no line SPDX-License-Identifier: ISC at the top"
    for name, places in names.items():
        if len(places) > 1:
            yield str(places[-1]), f"a second file of this name; the first is {places[0]}"


def check_functions(found):
    for file, name, lines, _, exported in found:
        if lines > FUNCTION_LIMIT:
            yield f"{file}:{name}", f"{lines} lines, the limit is {FUNCTION_LIMIT}"
        word = file.stem.split("_")[0]
        if exported and file.parts[0] == "src" and not name.startswith(word):
            yield f"{file}:{name}", f"exported, but not called {file.stem}_* or {word}_*"


def exceptions():
    for line in (TOP / "tools/sizes.exceptions").read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            what, _, why = line.partition("  ")
            yield what, why.strip()


def main():
    files = c_files()
    found = list(functions(files))
    allowed, used, wrong = dict(exceptions()), set(), []
    for what, why in [*check_files(files), *check_functions(found)]:
        if allowed.get(what):
            used.add(what)
        else:
            wrong.append(f"{what}: {why}")
    wrong += [f"tools/sizes.exceptions: nothing needs the exception for {what}" for what in allowed.keys() - used]
    print("\n".join(wrong), end="\n" if wrong else "")
    source = sorted(lines for file, _, lines, _, _ in found if file.parts[0] == "src")
    many = sum(parameters > PARAMETER_AIM for file, _, _, parameters, _ in found if file.parts[0] == "src")
    if source:
        print(f"sizes: src has {len(source)} functions: median {source[len(source) // 2]} lines, "
              f"p99 {source[len(source) * 99 // 100]}, longest {source[-1]}; {many} take more than {PARAMETER_AIM} parameters")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
