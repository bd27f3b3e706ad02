#!/usr/bin/env python3
"""The table of mutants in docs/testing.md.

  table.py --found build/release/mutants/found.tsv            fails when the docs say something else
  table.py --found build/release/mutants/found.tsv --write    puts it there

What is weakened comes from mutants.toml, what caught it from the run of mutants_test, how often a random history
catches it from rates.tsv, which `make mutant-rates` measures and no test compares with the code.
"""
import argparse
import pathlib
import sys
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
DOCS = HERE.parents[2] / "docs" / "testing.md"
BEGIN, END = "<!-- mutants: begin -->\n", "<!-- mutants: end -->\n"


def rows_of(path):
    """Tab-separated lines by their first cell; none when there is no file."""
    if not path.is_file():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    return {cells[0]: cells[1:] for cells in (line.split("\t") for line in lines) if len(cells) > 1}


def render(mutants, found, rates):
    """The table, between its markers."""
    lines = ["| mutant | what is weakened | rule | caught by | random |", "| --- | --- | --- | --- | --- |"]
    for mutant in mutants:
        name = mutant["name"]
        caught = found.get(name, ["", ""])[0] or "**not caught**"
        rate = rates.get(name, ["–"])[0]
        lines.append(f"| `{name}` | {mutant['weakened']} | {mutant['rule']} | {caught} | {rate} |")
    return BEGIN + "\n".join(lines) + "\n" + END


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--found", type=pathlib.Path, required=True)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    mutants = tomllib.loads((HERE / "mutants.toml").read_text(encoding="utf-8"))["mutant"]
    table = render(mutants, rows_of(options.found), rows_of(HERE / "rates.tsv"))
    docs = DOCS.read_text(encoding="utf-8")
    start, end = docs.index(BEGIN), docs.index(END) + len(END)
    if docs[start:end] == table:
        return 0
    if options.write:
        DOCS.write_text(docs[:start] + table + docs[end:], encoding="utf-8")
        return 0
    print(f"{DOCS}: the table of mutants is not what the run found; `make mutants` writes it:\n{table}",
          file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
