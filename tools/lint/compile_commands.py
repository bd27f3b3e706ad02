"""The compile commands of our own sources as clang understands them: no precompiled header, no cache."""
import json
import pathlib
import shlex

OWN = ("shared/", "services/", "tools/", "tests/")
DROPPED = ("-fpch-preprocess", "-Winvalid-pch")


def load(build, root):
    """[(source relative to root, [compiler arguments without source and output])]"""
    entries = json.loads(pathlib.Path(build, "compile_commands.json").read_text(encoding="utf-8"))
    result = []
    for entry in entries:
        source = pathlib.Path(entry["file"])
        try:
            name = str(source.relative_to(root))
        except ValueError:
            continue
        if name.startswith(OWN):
            result.append((name, _arguments(shlex.split(entry["command"]))))
    return sorted(result)


def _arguments(words):
    start = max(i for i, word in enumerate(words) if word.endswith(("c++", "g++", "clang++")))
    kept, skip = [], False
    words = words[start + 1:]
    for i, word in enumerate(words):
        if skip:
            skip = False
        elif word in ("-o", "-MT", "-MF", "-c") or (word == "-include" and "cmake_pch" in words[i + 1]):
            skip = True
        elif word in DROPPED or word == "-MD":
            continue
        else:
            kept.append(word)
    return kept
