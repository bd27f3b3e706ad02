#!/usr/bin/env python3
"""Writes the sources that mutants.toml names into a folder of the build, each with its mutants in it.

  rewrite.py --root . --table mutants.toml --out build/release/mutants

Fails when a text to find does not stand exactly once in its file, or when two edits overlap: a mutant that no
longer weakens anything must not pass for one that is caught. Also writes mutant_table.inc, the names in the
order of the table, for the test.
"""
import argparse
import pathlib
import sys
import tomllib

FORMS = ("expression", "statement", "before", "declaration")
SWITCH = "::rondetafel::simulation::MutantOn"
INCLUDE = '#include "tests/simulation/mutants/mutant_switch.h"\n'


class Fault(Exception):
    """The table does not fit the sources."""


def collect(table):
    """The edits by file, then by text: [(form, [(mutant, put), …])]."""
    files, names = {}, set()
    for mutant in table["mutant"]:
        if mutant["name"] in names:
            raise Fault(f"{mutant['name']}: named twice")
        names.add(mutant["name"])
        for edit in mutant["edit"]:
            if edit["as"] not in FORMS:
                raise Fault(f"{mutant['name']}: as = \"{edit['as']}\", not one of {', '.join(FORMS)}")
            form, puts = files.setdefault(edit["file"], {}).setdefault(edit["find"], (edit["as"], []))
            if form != edit["as"]:
                raise Fault(f"{mutant['name']}: another mutant edits the same text as \"{form}\"")
            puts.append((mutant["name"], edit["put"].strip("\n")))
    return files


def replacement(form, find, puts):
    """What takes the place of `find`."""
    if form == "declaration":
        return "".join(put + "\n\n" for _, put in puts) + find
    if form == "expression":
        chain = "".join(f'{SWITCH}("{name}") ? ({put}) : ' for name, put in puts)
        return f"({chain}({find}))"
    chain = " else ".join(f'if ({SWITCH}("{name}")) {{\n{put}\n}}' for name, put in puts)
    return f"{chain}\n{find}" if form == "before" else f"{chain} else {{\n{find}\n}}"


def rewrite(name, text, edits):
    """`text` of the file `name` with its mutants in it."""
    places = []
    for find, (form, puts) in edits.items():
        count = text.count(find)
        if count != 1:
            who = ", ".join(mutant for mutant, _ in puts)
            raise Fault(f"{name}: {who}: this text stands {count} times in it, not once:\n{find}")
        at = text.index(find)
        places.append((at, at + len(find), replacement(form, find, puts)))
    places.sort()
    out, end = [INCLUDE], 0
    for start, stop, put in places:
        if start < end:
            raise Fault(f"{name}: two edits overlap at\n{text[start:stop]}")
        out += [text[end:start], put]
        end = stop
    return "".join(out + [text[end:]])


def write_if_changed(path, text):
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--root", type=pathlib.Path, required=True)
    parser.add_argument("--table", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, help="where to write; not given: only the names of the files")
    options = parser.parse_args()
    table = tomllib.loads(options.table.read_text(encoding="utf-8"))
    try:
        files = collect(table)
        if options.out is None:
            print(";".join(sorted(files)), end="")
            return 0
        for name, edits in files.items():
            text = (options.root / name).read_text(encoding="utf-8")
            write_if_changed(options.out / name, rewrite(name, text, edits))
        names = "".join(f'    "{mutant["name"]}",\n' for mutant in table["mutant"])
        write_if_changed(options.out / "mutant_table.inc", names)
    except Fault as fault:
        print(f"{options.table}: {fault}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
