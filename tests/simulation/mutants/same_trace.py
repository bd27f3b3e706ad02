#!/usr/bin/env python3
"""With no mutant on, the rewritten sources do what the real ones do: the same seeds give the same trace hash."""
import subprocess
import sys


def trace_hash(program, runs):
    """What the program says of these histories, violations or not."""
    said = subprocess.run([program, f"--runs={runs}", "--seed=1", "--workload=account"], capture_output=True,
                          text=True, timeout=100, check=False).stdout
    hashes = [line for line in said.splitlines() if line.startswith("trace hash ")]
    if not hashes:
        sys.exit(f"{program} told no trace hash:\n{said}")
    return hashes[0]


def main():
    real, rewritten, runs = sys.argv[1:4]
    expected, found = trace_hash(real, runs), trace_hash(rewritten, runs)
    print(f"{real}: {expected}\n{rewritten}: {found}")
    return 0 if expected == found else 1


if __name__ == "__main__":
    sys.exit(main())
