"""clang-tidy with the allow-list of .clang-tidy over our own sources, as errors. Tests are left to the compiler:
they are many, and what tidy finds there costs nobody a case.

The sources of a folder are read as one, because most of the time goes into the headers they share. Where two of
them cannot stand in one file (each has its own `Today`, say), the group is halved until they can.

usage: tidy.py BUILD_DIR [SOURCE …]
"""
import collections
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile

import compile_commands

# Flags GCC has and clang has not.
FOREIGN = ("-fno-sanitize-recover=undefined",)
GROUP_MAX = 12


def groups_of(commands):
    """Sources of one folder with the same arguments, at most GROUP_MAX together: [([source], [argument])]."""
    together = collections.defaultdict(list)
    for source, arguments in commands:
        kept = tuple(word for word in arguments if word not in FOREIGN)
        together[(os.path.dirname(source), kept)].append(source)
    result = []
    for (_, arguments), sources in sorted(together.items()):
        for start in range(0, len(sources), GROUP_MAX):
            result.append((sources[start:start + GROUP_MAX], list(arguments)))
    return sorted(result, key=lambda group: -len(group[0]))


def tidy(root, sources, arguments):
    """What is wrong, as text; empty when nothing is."""
    with tempfile.NamedTemporaryFile("w", suffix=".cc", encoding="utf-8") as one:
        one.write("".join(f'#include "{source}"\n' for source in sources))
        one.flush()
        result = subprocess.run(
            ["clang-tidy-14", "--quiet", "--warnings-as-errors=*", r"--header-filter=\.cc$", f"--config-file={root}/.clang-tidy",
             one.name, "--", *arguments, "-w"],
            cwd=root, capture_output=True, text=True, check=False)
    if result.returncode == 0:
        return ""
    if "clang-diagnostic-error" in result.stdout and len(sources) > 1:
        middle = len(sources) // 2
        return tidy(root, sources[:middle], arguments) + tidy(root, sources[middle:], arguments)
    return result.stdout[:4000] + result.stderr[-500:]


def main():
    build = sys.argv[1]
    root = subprocess.run(["git", "rev-parse", "--show-toplevel"], check=True, capture_output=True,
                          text=True).stdout.strip()
    commands = [(source, arguments)
                for source, arguments in compile_commands.load(build, pathlib.Path(root))
                if not source.startswith("tests/") and not source.endswith(("_test.cc", "_world.cc"))]
    if len(sys.argv) > 2:
        commands = [command for command in commands if command[0] in sys.argv[2:]]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        faults = [text for text in pool.map(lambda group: tidy(root, *group), groups_of(commands)) if text]
    print("\n".join(faults))
    return 1 if faults or not commands else 0


if __name__ == "__main__":
    sys.exit(main())
