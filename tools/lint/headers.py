"""Compiles every header of ours alone, without the precompiled headers: each includes what it uses."""
import concurrent.futures
import os
import pathlib
import subprocess
import sys

import compile_commands


def check(header, arguments, root):
    result = subprocess.run(
        ["g++", *arguments, "-fsyntax-only", "-O0", "-x", "c++", "-Wno-pragma-once-outside-header", header],
        cwd=root, capture_output=True, text=True, check=False)
    return "" if result.returncode == 0 else result.stderr[:2000]


def arguments_of(commands):
    """One set of arguments that can compile any header: every include folder of every source."""
    kept, seen = [], set()
    for _, arguments in commands:
        skip = False
        for i, word in enumerate(arguments):
            if skip:
                skip = False
                continue
            pair = [word, arguments[i + 1]] if word == "-isystem" else [word]
            skip = len(pair) == 2
            if word.startswith(("-I", "-D", "-std", "-isystem")) and tuple(pair) not in seen:
                seen.add(tuple(pair))
                kept += pair
    return kept


def main():
    build = sys.argv[1]
    root = subprocess.run(["git", "rev-parse", "--show-toplevel"], check=True, capture_output=True,
                          text=True).stdout.strip()
    commands = compile_commands.load(build, pathlib.Path(root))
    headers = subprocess.run(["git", "ls-files", "*.h"], check=True, capture_output=True, text=True,
                             cwd=root).stdout.split()
    arguments = arguments_of(commands)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        faults = [text for text in pool.map(lambda h: check(h, arguments, root), headers) if text]
    print("\n".join(faults))
    return 1 if faults or not headers else 0


if __name__ == "__main__":
    sys.exit(main())
