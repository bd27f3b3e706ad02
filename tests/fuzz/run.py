#!/usr/bin/env python3
"""Fuzzes every target, and shows that each finds the bug planted for it.

  run.py --bin build/fuzz/bin [--seconds 60] [--target NAME]

Kept bytes (corpus/) are only read. What a run finds stays in build/fuzz/corpus and is where the next one begins; an
input that breaks a property is left in build/fuzz/found, with the command that runs it again. Ends non-zero when a
property broke, or a planted bug was not found in as many seconds.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
INPUT_BYTES_MAX = 8192
SECONDS_OF_ONE_INPUT_MAX = 10


def flags(seconds, seed, found):
    return [f"-max_total_time={seconds}", f"-max_len={INPUT_BYTES_MAX}", f"-timeout={SECONDS_OF_ONE_INPUT_MAX}",
            f"-seed={seed}", f"-artifact_prefix={found}/", "-print_final_stats=1", "-rss_limit_mb=2048"]


def run(program, target, folders, options, planted=""):
    """(exit code, seconds, output)."""
    begun = time.monotonic()
    done = subprocess.run(
        [program, *options, *map(str, folders)], capture_output=True, text=True, errors="replace", check=False,
        env={**os.environ, "RONDETAFEL_FUZZ_TARGET": target, "RONDETAFEL_FUZZ_PLANTED": planted})
    return done.returncode, time.monotonic() - begun, done.stderr


def number(pattern, text):
    matches = re.findall(pattern, text)
    return int(matches[-1]) if matches else 0


def look_for_more(programs, build, target, options):
    """One line for the report, and whether it is good."""
    kept = build / "corpus" / target
    found = build / "found" / target
    kept.mkdir(parents=True, exist_ok=True)
    found.mkdir(parents=True, exist_ok=True)
    code, _, output = run(programs / "fuzz", target, [kept, HERE / "corpus" / target],
                          flags(options.seconds, options.seed, found))
    runs = number(r"number_of_executed_units:\s*(\d+)", output)
    edges = number(r"cov: (\d+)", output)
    if code == 0 and runs > 0:
        return f"{target}: held in {runs} runs, {edges} edges reached", True
    said = "\n".join(output.splitlines()[-30:])
    again = re.findall(r"Test unit written to (\S+)", output)
    command = f"RONDETAFEL_FUZZ_TARGET={target} {programs / 'fuzz'} {again[-1]}" if again else "nothing written"
    return f"{target}: BROKEN after {runs} runs\n{said}\nagain: {command}", False


def find_planted(programs, target, options):
    with tempfile.TemporaryDirectory() as folder:
        code, seconds, output = run(programs / "fuzz_planted", target, [folder, HERE / "corpus" / target],
                                    flags(options.seconds, options.seed, folder), planted=target)
    broke = re.findall(r"property broken: .*|terminate called.*|ERROR: AddressSanitizer: \S+|runtime error: .*", output)
    if code == 0 or not broke:
        return f"{target}: planted bug NOT FOUND in {seconds:.0f} s (exit {code})", False
    return f"{target}: planted bug found in {seconds:.1f} s: {broke[0].strip()}", True


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--bin", type=pathlib.Path, required=True)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=2021)
    parser.add_argument("--target")
    options = parser.parse_args()
    targets = [options.target] if options.target else sorted(p.name for p in (HERE / "corpus").iterdir())
    programs = options.bin.resolve()
    print(f"seed {options.seed}, {options.seconds} s a target", flush=True)
    good = True
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        work = [pool.submit(find_planted, programs, target, options) for target in targets]
        work += [pool.submit(look_for_more, programs, programs.parent, target, options) for target in targets]
        for each in work:
            line, held = each.result()
            good = good and held
            print("  " + line, flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
