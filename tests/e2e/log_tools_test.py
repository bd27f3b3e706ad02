"""The tools for a log, as an operator uses them on the embedded suite: heads kept elsewhere, a MAC key introduced,
verification against the heads, and the whole log moved to another directory."""
import argparse
import json
import pathlib
import shutil
import sys
import tempfile
import unittest

import figures_test
import stubs
from suite import Suite

DAMAGED = 4  # exit code of rtctl


class LogToolsTest(unittest.TestCase):
    bin_dir = ""

    def test_heads_keys_and_a_copy(self):
        with tempfile.TemporaryDirectory(prefix="rondetafel-log-") as name:
            root = pathlib.Path(name)
            stubs.generate(name)
            with Suite(self.bin_dir, root / "first") as suite:
                suite.start()
                suite.rtctl("demo")
                kept = root / "kept"
                self.keep_heads(suite, kept)
                self.introduce_a_key(suite)
                self.keep_heads(suite, kept)
                before = figures_test.hashes(suite)
                suite.stop()
                self.verify(suite, kept)
                self.move(suite, root, kept, before)

    def keep_heads(self, suite, kept):
        suite.rtctl("log", "heads", "--out", str(kept))
        (kept / "heads.pub").write_text(suite.rtctl("log", "heads", "--public-key"), encoding="utf-8")

    def introduce_a_key(self, suite):
        key = suite.rtctl("log", "add-key").strip()
        suite.rtctl("log", "introduce-key", key, code=2)  # no process holds it yet
        suite.stop()
        suite.start()
        self.assertEqual(suite.rtctl("log", "introduce-key", key).count("introduced"), 6)
        suite.rtctl("demo")  # goes on with it

    def verify(self, suite, kept):
        last = json.loads(suite.rtctl_offline("--json", "log", "verify").splitlines()[-1])
        self.assertEqual((last["faults"], last["foreign"], last["heads_rejected"]), (0, 0, 0))
        self.assertGreater(last["heads_fit"], 0)  # those the suite signed by itself
        against = ("log", "verify", "--against", str(kept), "--public-key", str(kept / "heads.pub"))
        self.assertIn("kept heads out of 12 files", suite.rtctl_offline(*against, "--strict"))
        begun = suite.rtctl_offline("log", "verify", "--from-head", str(kept))
        self.assertIn("Taken on trust", begun)
        stranger = suite.directory / "stranger.pub"
        stranger.write_text("rondetafel-heads-1 " + "07" * 32 + "\n", encoding="utf-8")
        said = suite.rtctl_offline("log", "verify", "--against", str(kept), "--public-key",
                                   str(stranger), code=DAMAGED)
        self.assertIn("not signed by the given key", said)

    def move(self, suite, root, kept, before):
        """Out of one directory and into another: the same projections under another log id."""
        file = root / "log.export"
        said = suite.rtctl_offline("log", "export", str(file))
        self.assertIn("keyring.toml", said)  # must travel apart
        with Suite(self.bin_dir, root / "second") as copy:
            keys = copy.data_dir / "keys"
            keys.mkdir(parents=True)
            for name in ("mac.keys", "keyring.toml"):
                shutil.copy2(suite.data_dir / "keys" / name, keys / name)
            self.refuses_an_altered_file(copy, file)
            copy.rtctl_offline("log", "import", str(file), "--partitions", "5", code=2)
            said = copy.rtctl_offline("log", "import", str(file))
            self.assertIn("a copy of log", said)
            copy.rtctl_offline("log", "import", str(file), code=2)  # not empty any more
            # Left by a writer that was killed: no heads to be held against.
            (copy.data_dir / "heads").mkdir()
            (copy.data_dir / "heads" / "intake.heads.new").touch()
            copy.rtctl_offline("log", "verify")
            # The origin's heads hold for its copy.
            copy.rtctl_offline("log", "verify", "--against", str(kept), "--public-key",
                               str(kept / "heads.pub"))
            copy.start()
            for verb in (("projection", "rollback", ""), ("projection", "rebuild", "", "--switch"),
                         ("checkpoint", "create", "intake", "")):
                copy.rtctl(*verb, code=1)  # what an unset variable of a script leaves
            copy.rtctl("log", "info", "--data-dir", "a" * 5000, code=1)  # too long to look at
            self.assertEqual(figures_test.hashes(copy), before)
            copy.rtctl("demo")

    def refuses_an_altered_file(self, copy, file):
        altered = file.with_suffix(".altered")
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        altered.write_bytes(content)
        copy.rtctl_offline("log", "import", str(altered), code=DAMAGED)
        self.assertFalse((copy.data_dir / "log").exists())


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True, type=pathlib.Path)
    arguments, rest = parser.parse_known_args()
    LogToolsTest.bin_dir = arguments.bin.resolve()
    unittest.main(argv=[sys.argv[0], *rest], verbosity=2)
