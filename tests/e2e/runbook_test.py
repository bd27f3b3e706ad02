"""The runbook of docs/operations.md, command by command, against a real suite: what an operator is told to do
does what it says. Blocks are marked in the document with

    <!-- runbook: suite running|stopped[, data DIR] -->

and run in order, in one directory, with the suite in that state; a block without a mark is a fault.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

from suite import ROOT, SERVICES, Suite, clean_environment

BLOCK = re.compile(r"(<!-- runbook: suite (?P<state>running|stopped)(, data (?P<data>\w+))? -->\n)?"
                   r"```sh\n(?P<commands>.*?)```\n", re.S)
BLOCK_SECONDS_MAX = 300


def runbook():
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    start = text.index("\n## Projections\n")
    end = text.index("\n## Metrics\n")
    blocks = list(BLOCK.finditer(text, start, end))
    assert len(blocks) == text.count("```sh\n", start, end), "a block of the runbook has no mark"
    assert all(block["state"] for block in blocks), "a block of the runbook has no mark"
    return blocks


class RunbookTest(unittest.TestCase):
    bin_dir = ""

    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="rondetafel-runbook-")
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)
        (self.directory / "bin").symlink_to(self.bin_dir)
        self.suite = self.enterContext(Suite(self.bin_dir, self.directory))
        self.running = ""

    def bring(self, state, data):
        """The suite as a block wants it: stopped, or running on that data directory."""
        wanted = data if state == "running" else ""
        if self.running == wanted:
            return
        if self.running:
            self.suite.stop()
        self.running = wanted
        if wanted:
            self.suite.data_dir = self.directory / data
            self.suite.start()

    def shell(self, commands, code=0):
        environment = self.suite.rtctl_environment() if self.running else clean_environment()
        run = subprocess.run(["bash", "-eu", "-o", "pipefail", "-c", commands], cwd=self.directory,
                             env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                             timeout=BLOCK_SECONDS_MAX, check=False)
        self.assertEqual(run.returncode, code, f"{commands}\n{run.stdout}\n{run.stderr}")
        return run.stdout + run.stderr

    def hashes(self):
        """Of the six projections, each equal to a rebuild."""
        lines = self.suite.rtctl("--json", "projection", "verify").splitlines()
        self.assertEqual(len(lines), len(SERVICES))
        return [json.loads(line)["live_hash"] for line in lines]

    def test_every_command_of_the_runbook(self):
        self.bring("running", "data")
        self.suite.rtctl("demo")
        figures = ("--json", "report", "consultations", "--year", "2026")
        before = self.suite.rtctl(*figures)
        ran = 0
        for block in runbook():
            self.bring(block["state"], block["data"] or "data")
            self.shell(block["commands"])
            ran += len(block["commands"].splitlines())
        self.assertGreater(ran, 15)
        self.assertEqual(self.suite.rtctl(*figures), before)
        print(f"{ran} lines of the runbook", flush=True)

    def test_a_restored_checkpoint_is_where_the_service_goes_on_from(self):
        self.bring("running", "data")
        self.suite.rtctl("demo")
        self.shell("bin/rtctl checkpoint create scheduling copy")
        positions = self.positions_in("copy")
        self.suite.rtctl("demo")
        hashes = self.hashes()
        self.bring("stopped", "data")
        self.shell("bin/rtctl checkpoint restore scheduling copy --data-dir data")
        self.assertEqual(self.positions_in("copy"), positions)
        self.bring("running", "data")
        after = self.hashes()
        self.assertEqual(after, hashes)

    def positions_in(self, folder):
        manifest = (self.directory / folder / "CHECKPOINT_MANIFEST").read_text(encoding="utf-8")
        return [line for line in manifest.splitlines() if line.startswith("position ")]

    def test_what_does_not_fit_is_refused_with_the_reason(self):  # row 16 of the fault table
        self.bring("running", "data")
        self.bring("stopped", "data")
        self.shell("cp -a data early")
        self.bring("running", "data")
        self.suite.rtctl("demo")
        self.shell("bin/rtctl checkpoint create intake copy")
        self.assertIn("exist", self.shell("bin/rtctl checkpoint create intake copy", code=2))
        self.bring("stopped", "data")
        restore = "bin/rtctl checkpoint restore {} {} --data-dir {}"
        self.assertIn("newer than the log", self.shell(restore.format("intake", "copy", "early"), code=2))
        self.assertIn("belongs to intake, not to triage",
                      self.shell(restore.format("triage", "copy", "data"), code=2))
        self.shell("bin/rtctl log create --data-dir other && rm other/log.toml")
        self.assertIn("was made from log", self.shell(restore.format("intake", "copy", "other"), code=2))
        self.assertFalse((self.directory / "other" / "log.toml").exists(), "what is refused claims nothing")
        self.shell("cp -a copy older && sed -i 's/^projection_version .*/projection_version 1/' "
                   "older/CHECKPOINT_MANIFEST")
        self.assertIn("hash", self.shell(restore.format("intake", "older", "data"), code=4))
        self.shell("cp -a copy damaged && f=$(ls damaged/*.sst | head -1) && cp $f x && "
                   "printf '\\x42' | dd of=x bs=1 seek=100 conv=notrunc status=none && mv x $f")
        self.assertIn(".sst", self.shell(restore.format("intake", "damaged", "data"), code=4))
        self.bring("running", "data")  # nothing of all that has touched it
        self.hashes()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True, type=pathlib.Path)
    arguments, rest = parser.parse_known_args()
    RunbookTest.bin_dir = arguments.bin.resolve()
    os.environ.pop("RONDETAFEL_DATA_DIR", None)
    unittest.main(argv=[sys.argv[0], *rest], verbosity=2)
