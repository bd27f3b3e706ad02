"""Running the suite as an operator does (acceptance 1 and 2): it starts in an empty directory, ends at Ctrl-C,
goes on with its data, tells the demo, and refuses in one sentence what it cannot do."""
import argparse
import datetime
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from suite import SERVICES, Suite, clean_environment


class OperationTest(unittest.TestCase):
    bin_dir = ""

    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="rondetafel-e2e-")
        self.addCleanup(directory.cleanup)
        self.suite = self.enterContext(Suite(self.bin_dir, directory.name))

    def refused(self, *flags):
        """What a second program says when it may not start; it ends with 1 (2: configuration)."""
        run = subprocess.run(
            [str(self.bin_dir / "rondetafel"), *[f"--{name}-port=0" for name in (*SERVICES, "admin")],
             *flags], capture_output=True, text=True, timeout=30, check=False, env=clean_environment())
        self.assertIn(run.returncode, (1, 2), run.stdout)
        sentence = [line for line in run.stderr.splitlines() if not line.startswith("{")]
        self.assertEqual(len(sentence), 1, run.stderr)
        return sentence[0]

    def test_tells_the_demo_and_its_history_survives_a_restart(self):
        self.suite.start()
        said = self.suite.rtctl("demo")
        self.assertIn("RT-", said)
        figures = ("--json", "report", "consultations", "--year", str(datetime.date.today().year))
        before = self.suite.rtctl(*figures)
        self.assertEqual(self.suite.process.end(signal.SIGINT), 0)  # Ctrl-C
        began = time.monotonic()
        self.suite.start()
        print(f"second start: {time.monotonic() - began:.2f} s, "
              f"{self.suite.process.resident_kb() / 1024:.0f} MB resident", flush=True)
        self.assertEqual(self.suite.rtctl(*figures), before)
        self.suite.rtctl("projection", "verify")
        self.suite.rtctl("status")

    def test_probes_answer_and_metrics_have_their_names(self):
        process = self.suite.start()
        for path in ("/livez", "/readyz", "/startupz"):
            self.assertEqual(process.get(path)[0], 200, path)
        self.assertEqual(process.get("/no-such-path")[0], 404)
        _, text = process.get("/metrics")
        names = {line.split("{")[0].split(" ")[0] for line in text.splitlines() if line[:1] != "#"}
        self.assertTrue(names)
        for name in names:
            self.assertRegex(name, r"^rondetafel_(intake|triage|scheduling|workplan|statistics|keyring)_")

    def test_data_directory_in_use_is_refused_in_one_sentence(self):
        self.suite.start()
        self.assertIn("in use by another process", self.refused(f"--data-dir={self.suite.data_dir}"))
        self.suite.stop()

    def test_port_in_use_is_refused_in_one_sentence(self):
        self.suite.start()
        port = self.suite.address("triage").rsplit(":", 1)[1]
        other = self.suite.directory / "other"
        self.assertIn(port, self.refused(f"--data-dir={other}", f"--triage-port={port}"))

    def test_unknown_setting_is_refused_with_the_nearest(self):
        sentence = self.refused("--data-dri=x")
        self.assertIn("data-dir", sentence.replace("_", "-"))

    def test_without_a_lost_tail_every_projection_is_built_anew(self):
        """ADR 0011. At the first start writes begin behind what is left, so no projection may keep what it folded there."""
        self.suite.start()
        self.suite.rtctl("demo")
        self.suite.kill()
        log, = (self.suite.data_dir / "log" / "records").glob("*.log")
        with open(log, "r+b") as file:
            file.truncate(log.stat().st_size - 1)
        self.assertIn("has lost acknowledged records", self.refused(f"--data-dir={self.suite.data_dir}"))
        self.suite.flags.append("--accept-tail-loss")
        process = self.suite.start()
        said = process.log_file.read_text(encoding="utf-8")
        for service in SERVICES:
            self.assertRegex(said, f'"projection_set_aside","service":"{service}"')
        self.suite.rtctl("projection", "verify")
        self.suite.rtctl("status")
        self.assertNotIn("partition_halted", process.log_file.read_text(encoding="utf-8"))

    def test_a_log_that_is_gone_is_not_filled_anew(self):
        self.suite.start()
        self.suite.stop()
        (self.suite.data_dir / "log").rename(self.suite.directory / "elsewhere")
        self.assertIn("is gone", self.refused(f"--data-dir={self.suite.data_dir}"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True, type=pathlib.Path)
    arguments, rest = parser.parse_known_args()
    OperationTest.bin_dir = arguments.bin.resolve()
    unittest.main(argv=[sys.argv[0], *rest], verbosity=2)
