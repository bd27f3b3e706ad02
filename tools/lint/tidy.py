"""clang-tidy with the allow-list of .clang-tidy over our own sources, as errors. Tests are left to the compiler:
they are many, and what tidy finds there costs nobody a case.

usage: tidy.py BUILD_DIR [SOURCE …]
"""
import concurrent.futures
import os
import pathlib
import subprocess
import sys

import compile_commands

# Flags GCC has and clang has not.
FOREIGN = ("-fno-sanitize-recover=undefined",)


def tidy(root, source, arguments):
    arguments = [word for word in arguments if word not in FOREIGN]
    result = subprocess.run(
        ["clang-tidy-14", "--quiet", "--warnings-as-errors=*", source, "--", *arguments, "-w"],
        cwd=root, capture_output=True, text=True, check=False)
    return "" if result.returncode == 0 else result.stdout[:4000] + result.stderr[-500:]


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
        faults = [text for text in pool.map(lambda c: tidy(root, *c), commands) if text]
    print("\n".join(faults))
    return 1 if faults or not commands else 0


if __name__ == "__main__":
    sys.exit(main())
