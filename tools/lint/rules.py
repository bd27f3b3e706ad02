"""For each rule in scope of the consultation: the tests that cite it. Lists the rules without one.

usage: rules.py [--quiet]     Exit code 1 when a rule that software can keep has no test.
"""
import re
import subprocess
import sys

import guards

SCOPE = ([f"R{n}" for n in range(1, 74)] + [f"R{n}" for n in range(104, 110)] +
         [f"R{n}" for n in range(154, 188)] + [f"CO-{n}" for n in range(1, 9)] +
         [f"M{n}" for n in range(1, 14)] + ["M22", "M25"])
TEST_FILE = re.compile(r"(_test\.(cc|py)$|^tests/)")
RANGE = re.compile(r"\b(R|CO-|M)(\d+)[–-](?:R|CO-|M)?(\d+)\b")


def sections(text):
    """Rules in the tables of sections 4 (kept by people) and 5 (later) of docs/rules.md."""
    people = text.split("## 4. What software cannot keep", 1)[1].split("## 5.", 1)[0]
    later = text.split("## 5. What comes with a later issue", 1)[1]
    first_cells = re.compile(r"^\| (R\d+|M\d+|CO-\d+) \| ([^|]+)", re.M)
    return dict(first_cells.findall(people)), dict(first_cells.findall(later))


def citations(tree):
    """rule → sorted list of test files that cite it, ranges like R17–R23 included."""
    found = {rule: set() for rule in SCOPE}
    for name, text in tree.files.items():
        if not TEST_FILE.search(name):
            continue
        cited = set(guards.RULE.findall(text))
        for prefix, low, high in RANGE.findall(text):
            cited |= {f"{prefix}{n}" for n in range(int(low), min(int(high), int(low) + 40) + 1)}
        for rule in cited & found.keys():
            found[rule].add(name)
    return {rule: sorted(names) for rule, names in found.items()}


def main():
    root = subprocess.run(["git", "rev-parse", "--show-toplevel"], check=True, capture_output=True,
                          text=True).stdout.strip()
    tree = guards.Tree.of_checkout(root)
    people, later = sections(tree.files["docs/rules.md"])
    cited = citations(tree)
    without = [rule for rule in SCOPE
               if not cited[rule] and rule not in people and rule not in later]
    if "--quiet" not in sys.argv:
        for rule in SCOPE:
            if cited[rule]:
                print(f"{rule:6} {', '.join(cited[rule])}")
            elif rule in people:
                print(f"{rule:6} kept by people: {people[rule].strip()}")
            elif rule in later:
                print(f"{rule:6} later, with {later[rule].strip()}")
            else:
                print(f"{rule:6} WITHOUT A TEST")
    print(f"{len(SCOPE)} rules in scope: {sum(bool(cited[r]) for r in SCOPE)} with tests, "
          f"{len([r for r in SCOPE if r in people])} kept by people, "
          f"{len([r for r in SCOPE if r in later and not cited[r]])} later, "
          f"{len(without)} without: {', '.join(without) or 'none'}")
    return 1 if without else 0


if __name__ == "__main__":
    sys.exit(main())
