"""A log moves from the embedded suite to a real broker (acceptance 5): the whole fixture, the 2021 report and the hash
of every projection are the same there; and back again."""
import argparse
import json
import pathlib
import shutil
import sys
import tempfile
import unittest

import figures_test
import stubs
from suite import Broker, KafkaSuite, Suite


class LogMoveTest(unittest.TestCase):
    bin_dir = ""
    maxDiff = None

    def test_from_embedded_to_kafka_and_back(self):
        with tempfile.TemporaryDirectory(prefix="rondetafel-move-") as name:
            root = pathlib.Path(name)
            stubs.generate(name)
            with Suite(self.bin_dir, root / "embedded") as origin:
                before = self.fill(origin, root)
                file = root / "log.export"
                origin.rtctl_offline("log", "export", str(file))
            with Broker(self.bin_dir, root / "broker") as broker:
                with KafkaSuite(self.bin_dir, root / "kafka", broker) as moved:
                    self.to_kafka(moved, broker, file, origin)
                    self.assertEqual(self.seen(moved), before)
                    moved.stop()
                    back = root / "back.export"
                    moved.rtctl("log", "export", str(back), "--kafka", broker.address)
            self.back_again(root, back, origin, before)

    def fill(self, suite, root):
        fixture = root / "fixture.ndjson"
        suite.start()
        suite.rtctl("fixture", "--out", str(fixture))
        suite.rtctl("import", str(fixture))
        seen = self.seen(suite)
        self.assertEqual(seen["report"], figures_test.WHOLE_2021)
        suite.stop()
        return seen

    def seen(self, suite):
        report = figures_test.Report(suite, 2021)
        return {"report": {line: report.text(line) for line in figures_test.WHOLE_2021},
                "regions": {line: report.regions(line) for line in figures_test.REGIONAL_2021},
                "hashes": figures_test.hashes(suite)}

    def copy_keys(self, origin, keys):
        keys.mkdir(parents=True)
        for name in ("mac.keys", "keyring.toml"):
            shutil.copy2(origin.data_dir / "keys" / name, keys / name)

    def to_kafka(self, moved, broker, file, origin):
        keys = moved.data_dir / "keys"
        self.copy_keys(origin, keys)
        place = ("--kafka", broker.address, "--keys-dir", str(keys))
        said = moved.rtctl("--json", "log", "import", str(file), *place, "--replication", "1")
        moved.log_id = json.loads(said)["log_id"]
        moved.rtctl("log", "import", str(file), *place, "--replication", "1", code=2)  # not empty
        moved.rtctl("log", "verify", *place)
        moved.start_all()

    def back_again(self, root, file, origin, before):
        with Suite(self.bin_dir, root / "back") as back:
            self.copy_keys(origin, back.data_dir / "keys")
            back.rtctl_offline("log", "import", str(file))
            back.rtctl_offline("log", "verify")
            back.start()
            self.assertEqual(self.seen(back), before)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True, type=pathlib.Path)
    arguments, rest = parser.parse_known_args()
    LogMoveTest.bin_dir = arguments.bin.resolve()
    unittest.main(argv=[sys.argv[0], *rest], verbosity=2)
