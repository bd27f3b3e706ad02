"""Runs rows of the fault table on real processes: `make fault`, or by hand

    /usr/bin/python3 tests/fault/run.py --bin build/release/bin --row 1 --log embedded [--quick] [--seed N]

One line per row and log; the whole result goes to build/fault/report.md and report.json. Ends with 1 on any violation.
A fault that the machine cannot make is reported as not run.
"""
import argparse
import contextlib
import datetime
import importlib.util
import json
import os
import pathlib
import shutil
import sys
import tempfile
import time
import traceback

import harness
import observations
from harness import EMBEDDED, KAFKA, Broker, NotRun, Row

HERE = pathlib.Path(__file__).resolve().parent
DOCUMENT = harness.ROOT / "docs" / "testing.md"
BEGIN, END = "<!-- faults: begin -->", "<!-- faults: end -->"


class Session:
    """What the rows of one run share."""

    def __init__(self, bin_dir, directory, seed, stack):
        self.bin_dir = pathlib.Path(bin_dir).resolve()
        self.directory = pathlib.Path(directory)
        self.seed = seed
        self._stack = stack
        self._broker = None
        self._stubs = False

    def broker(self):
        if self._broker is None:
            self._broker = self._stack.enter_context(Broker(self.bin_dir, self.directory / "broker"))
        return self._broker

    def generate_stubs(self):
        if not self._stubs:
            observations.generate(self.directory / "stubs")
            self._stubs = True


def collect():
    """Row classes of tests/fault/rows, by number and name."""
    rows = []
    for file in sorted((HERE / "rows").glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"rows_{file.stem}", file)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        rows += [each for each in vars(module).values()
                 if isinstance(each, type) and issubclass(each, Row) and each.__module__ == module.__name__
                 and each.number]
    return sorted(rows, key=lambda row: (row.number, row.name))


def run_row(row_class, log_kind, quick, session):
    """One entry of the report."""
    directory = pathlib.Path(tempfile.mkdtemp(dir=session.directory,
                                              prefix=f"row-{row_class.number}-{log_kind}-"))
    entry = {"row": row_class.number, "name": row_class.name, "log": log_kind, "quick": quick,
             "seed": session.seed, "result": "held", "counts": {}, "reason": ""}
    began = time.monotonic()
    try:
        entry["counts"] = row_class(session, directory, log_kind).run(log_kind, quick) or {}
    except NotRun as reason:
        entry.update(result="not run", reason=str(reason))
    except Exception as fault:  # whatever ends a row is a violation, its own faults too
        entry.update(result="VIOLATED", reason=str(fault).strip() or repr(fault))
        traceback.print_exc()
        print(f"kept: {directory}", flush=True)
    entry["seconds"] = round(time.monotonic() - began, 1)
    entry["counts"] = {name: round(value, 2) if isinstance(value, float) else value
                       for name, value in entry["counts"].items()}
    return entry


def line_of(entry):
    said = ", ".join(f"{name}={value}" for name, value in entry["counts"].items())
    if entry["result"] != "held":
        said = entry["reason"].splitlines()[0] if entry["reason"] else ""
    return (f"row {entry['row']} {entry['name']} [{entry['log']}]: {entry['result']}"
            f"{', ' if entry['result'] == 'held' else ': '}{said} ({entry['seconds']} s)")


HEAD = ("| # | fault | log | result | counted | seconds |", "| --- | --- | --- | --- | --- | --- |")


def table_line(entry):
    counted = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in entry["counts"].items())
    reason = entry["reason"].splitlines()[0].replace("|", "/") if entry["reason"] else ""
    part = " (quick)" if entry["quick"] else ""
    return (f"| {entry['row']} | {entry['name']} | {entry['log']}{part} | {entry['result']} "
            f"| {counted or reason} | {entry['seconds']:.0f} |")


def table_of(entries):
    return "\n".join((*HEAD, *map(table_line, entries))) + "\n"


def key_of(line):
    """Row, name and log of a line of a table."""
    number, name, log = (cell.strip() for cell in line.split("|")[1:4])
    return int(number), name, log.removesuffix(" (quick)")


def write_report(out, entries):
    """Rows that did not run now keep what they had in the report of an earlier run."""
    out.mkdir(parents=True, exist_ok=True)
    kept = []
    if (out / "report.json").exists():
        kept = json.loads((out / "report.json").read_text(encoding="utf-8"))
    ran = {(e["row"], e["name"], e["log"]) for e in entries}
    both = [e for e in kept if (e["row"], e["name"], e["log"]) not in ran] + entries
    both.sort(key=lambda e: (e["row"], e["name"], e["log"]))
    (out / "report.json").write_text(json.dumps(both, indent=1) + "\n", encoding="utf-8")
    (out / "report.md").write_text("# Faults on real processes\n\n" + table_of(both), encoding="utf-8")


def write_document(entries):
    """Puts these lines into the table of docs/testing.md, between its markers; other lines stay."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    table, after = rest.split(END)
    lines = {key_of(line): line for line in table.strip().splitlines()[len(HEAD):]}
    for entry in entries:
        lines[(entry["row"], entry["name"], entry["log"])] = table_line(entry)
    whole = "\n".join((*HEAD, *(lines[key] for key in sorted(lines))))
    DOCUMENT.write_text(f"{before}{BEGIN}\n{whole}\n{END}{after}", encoding="utf-8")


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True, type=pathlib.Path)
    parser.add_argument("--quick", action="store_true", help="the part that `make test` runs")
    parser.add_argument("--row", action="append", default=[],
                        help="number, may be repeated or a list: 1,2,15; default all")
    parser.add_argument("--log", choices=(EMBEDDED, KAFKA), action="append")
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4), "big"))
    parser.add_argument("--out", type=pathlib.Path, default=harness.ROOT / "build" / "fault")
    parser.add_argument("--keep", action="store_true", help="keep the directories of the rows")
    parser.add_argument("--document", action="store_true",
                        help="only write the table of docs/testing.md, from the report that is there")
    return parser.parse_args()


def main():
    arguments = parse()
    if arguments.document:
        write_document(json.loads((arguments.out / "report.json").read_text(encoding="utf-8")))
        return 0
    wanted = {int(number) for each in arguments.row for number in each.replace(",", " ").split()}
    rows = [row for row in collect() if not wanted or row.number in wanted]
    if not rows:
        print(f"no such row: {sorted(wanted)}", file=sys.stderr)
        return 2
    print(f"seed {arguments.seed}, {datetime.datetime.now():%Y-%m-%d %H:%M}", flush=True)
    entries = []
    with contextlib.ExitStack() as stack:
        directory = pathlib.Path(tempfile.mkdtemp(prefix="rondetafel-fault-"))
        session = Session(arguments.bin, directory, arguments.seed, stack)
        for row in rows:
            for log_kind in arguments.log or (EMBEDDED, KAFKA):
                if log_kind in (row.quick_logs if arguments.quick else row.logs):
                    entries.append(run_row(row, log_kind, arguments.quick, session))
                    print(line_of(entries[-1]), flush=True)
                    write_report(arguments.out, entries)  # what ended is told, also when a later row is broken off
    violated = any(entry["result"] == "VIOLATED" for entry in entries)
    if not violated and not arguments.keep:
        shutil.rmtree(directory, ignore_errors=True)
    return 1 if violated else 0


if __name__ == "__main__":
    sys.exit(main())
