"""Runs the guards of guards.py over this checkout; prints the faults; exit code 1 when there are any."""
import subprocess
import sys

import guards


def main():
    root = subprocess.run(["git", "rev-parse", "--show-toplevel"], check=True, capture_output=True,
                          text=True).stdout.strip()
    tree = guards.Tree.of_checkout(root)
    faults = [fault for guard in guards.GUARDS for fault in guard(tree)]
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
