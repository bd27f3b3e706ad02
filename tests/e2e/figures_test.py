"""Old registrations reproduce every published consultation figure of 2021, to the digit (acceptance 3), a
second import changes nothing, and neither does a SIGKILL in the middle of one (acceptance 4).

The figures are those of docs/rules.md 2.3, written down here once more by hand: a figure that the suite
computes is compared with nothing the suite computed."""
import argparse
import json
import pathlib
import sys
import tempfile
import time
import unittest

import stubs
from suite import SERVICES, Suite

REGIONS = ("ANT", "BRU", "LIM", "OVL", "VBR", "WVL")  # in the order of their numbers, 1 to 6
KILL_AT_OFFSET = 400  # of partition 0 of scheduling
WAIT_STEP = 20

# (measure, part) -> text of the whole, all that is known.
WHOLE_2021 = {
    ("M1", "received"): "557",
    ("M2", "admissible"): "539",                    # F22
    ("M12", "admissible"): "+14,9",                 # F23
    ("M3", "inadmissible"): "18",
    ("M3", "supply_negotiation_only"): "6",
    ("M3", "disclose_concern"): "4",
    ("M3", "out_of_target_group"): "3",
    ("M3", "no_alignment_need"): "5",
    ("M4", "same_year"): "80,5",
    ("M4", "so_far"): "87,6",
    ("M4", "carried_out"): "38",
    ("M4", "ended"): "67",
    ("M5", "held"): "458",                          # F24
    ("M5", "carried_in"): "24",
    ("M12", "held"): "+13,9",                       # F25
    ("M6", "ratio"): "85,0",
    ("M7", "first"): "246",
    ("M7", "follow_up"): "46,3",                    # F26
    ("M8", "follow_up"): "44,5",
    ("M9", "parents"): "79,7",                      # F27
    ("M9", "youths"): "76,4",                       # F29
    ("M13", "youths"): "+10,0",                     # F31
    ("M10", "both"): "290",
    ("M10", "only_parents"): "75",
    ("M10", "only_youth"): "60",
    ("M10", "neither"): "33",
    ("M11", "parents_unweighted"): "75,0",          # F28
    ("M11", "youths_unweighted"): "48,0",           # F30
    ("M11", "parents_pooled"): "75,3",
    ("M11", "youths_pooled"): "49,6",
    ("M25", "complete"): "95,0",
}
# (measure, part) -> numerator and denominator of the whole.
FRACTIONS_2021 = {
    ("M12", "admissible"): (539, 469), ("M12", "held"): (458, 402), ("M6", "ratio"): (458, 539),
    ("M4", "same_year"): (434, 539), ("M4", "so_far"): (472, 539),
    ("M7", "follow_up"): (212, 458), ("M8", "follow_up"): (240, 539),
    ("M9", "parents"): (365, 458), ("M9", "youths"): (350, 458), ("M25", "complete"): (512, 539),
}
# (measure, part) -> numerator in each region; their sum is the whole.
REGIONAL_2021 = {
    ("M2", "admissible"): (172, 9, 55, 147, 60, 96),
    ("M5", "held"): (146, 8, 47, 125, 51, 81),
    ("M7", "follow_up"): (67, 4, 22, 58, 24, 37),
    ("M9", "parents"): (116, 6, 37, 100, 41, 65),
    ("M9", "youths"): (112, 6, 36, 95, 39, 62),
    ("M5", "carried_in"): (8, 0, 2, 7, 3, 4),
    ("M4", "carried_out"): (12, 0, 4, 11, 4, 7),
    ("M4", "ended"): (22, 1, 6, 18, 8, 12),
    ("M10", "both"): (92, 5, 29, 79, 33, 52),
    ("M10", "only_parents"): (24, 1, 8, 21, 8, 13),
    ("M10", "only_youth"): (20, 1, 7, 16, 6, 10),
    ("M10", "neither"): (10, 1, 3, 9, 4, 6),
}
REGIONAL_2020 = {
    ("M2", "admissible"): (150, 8, 47, 129, 53, 82),
    ("M5", "held"): (128, 7, 41, 110, 45, 71),
    ("M7", "follow_up"): (58, 3, 18, 50, 20, 32),
    ("M9", "parents"): (102, 6, 32, 87, 36, 56),
    ("M9", "youths"): (85, 5, 27, 73, 30, 47),
}
WHOLE_2020 = {("M10", "both"): "205", ("M10", "only_parents"): "114", ("M10", "only_youth"): "62",
              ("M10", "neither"): "21", ("M4", "ended"): "43", ("M4", "carried_out"): "24"}
# The two columns of the table "known on".
KNOWN_ON = {
    "2022-02-01": {("M5", "held"): "457", ("M6", "ratio"): "84,8", ("M12", "held"): "+13,7",
                   ("M4", "same_year"): "80,3", ("M4", "so_far"): "83,1"},
    "2022-04-01": {("M5", "held"): "458", ("M6", "ratio"): "85,0", ("M12", "held"): "+13,9",
                   ("M4", "same_year"): "80,5", ("M4", "so_far"): "87,6"},
}
KNOWN_ON_NUMERATORS = {
    "2022-02-01": {("M4", "same_year"): 433, ("M4", "so_far"): 448},
    "2022-04-01": {("M4", "same_year"): 434, ("M4", "so_far"): 472},
}


class Report:
    """`rtctl report consultations --format json`, by line and region (0: the whole)."""

    def __init__(self, suite, year, known_on=""):
        from google.protobuf import json_format
        from rondetafel.statistics.v1 import figures_pb2
        flags = ["--as-known-on", known_on] if known_on else []
        text = suite.rtctl("report", "consultations", "--year", str(year), "--format", "json", *flags)
        self.report = json_format.Parse(text, figures_pb2.Report())
        self.figures = {(f.measure, f.part, f.region): f for f in self.report.figures}

    def text(self, line, region=0):
        return self.figures[(*line, region)].text

    def fraction(self, line):
        figure = self.figures[(*line, 0)]
        return figure.numerator, figure.denominator

    def regions(self, line):
        return tuple(self.figures[(*line, number)].numerator for number in range(1, len(REGIONS) + 1))

    def numerator(self, line):
        return self.figures[(*line, 0)].numerator


def wait_for_offset(suite, service, last):
    """Returns once partition 0 of the service has so many records: a query with a position waits."""
    from rondetafel.type.v1 import type_pb2
    log_id = stubs.operate(suite, service, "GetStatus").log_id
    for offset in range(WAIT_STEP, last + 1, WAIT_STEP):  # each wait is bounded
        stubs.operate(suite, service, "GetStatus", position=type_pb2.Position(
            log_id=log_id, topics=[type_pb2.TopicPosition(topic=service, partition=0, offset=offset)]))


def hashes(suite):
    """Service -> hash of its projection at its positions, and commits accepted of its own topic."""
    found = {}
    for name in SERVICES:
        status = stubs.operate(suite, name, "GetStatus")
        accepted = sum(p.accepted for p in status.partitions if p.topic == name)
        reply = stubs.operate(suite, name, "GetProjectionHash", position=status.position)
        found[name] = (reply.hash, accepted)
    return found


class FiguresTest(unittest.TestCase):
    bin_dir = ""
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory(prefix="rondetafel-e2e-")
        cls.addClassCleanup(cls.directory.cleanup)
        stubs.generate(cls.directory.name)
        root = pathlib.Path(cls.directory.name)
        cls.suite = cls.enterClassContext(Suite(cls.bin_dir, root / "whole"))
        cls.suite.start()
        cls.fixture = root / "fixture.ndjson"
        cls.suite.rtctl("fixture", "--out", str(cls.fixture))
        began = time.monotonic()
        cls.imported = json.loads(cls.suite.rtctl("--json", "import", str(cls.fixture)))
        cls.import_seconds = time.monotonic() - began
        print(f"imported {cls.imported['dossiers']} dossiers in {cls.import_seconds:.1f} s, "
              f"{60 * cls.imported['dossiers'] / cls.import_seconds:.0f} a minute", flush=True)

    def assert_figures_of_2021(self, suite):
        report = Report(suite, 2021)
        self.assertEqual({line: report.text(line) for line in WHOLE_2021}, WHOLE_2021)
        self.assertEqual({line: report.fraction(line) for line in FRACTIONS_2021}, FRACTIONS_2021)
        self.assertEqual({line: report.regions(line) for line in REGIONAL_2021}, REGIONAL_2021)

    def assert_projections_verified(self, suite):
        suite.rtctl("projection", "verify")  # exit code 4 when a rebuild differs

    def test_1_import_takes_every_dossier(self):
        lines = [json.loads(line) for line in self.fixture.read_text(encoding="utf-8").splitlines()]
        dossiers = sum("dossier" in line for line in lines)
        self.assertEqual(self.imported["dossiers"], dossiers)
        self.assertEqual(self.imported["rejects"], 0)
        self.assertFalse(self.fixture.with_suffix(".rejects.ndjson").exists())

    def test_1_fixture_is_the_same_each_time(self):
        again = self.fixture.with_name("again.ndjson")
        self.suite.rtctl("fixture", "--out", str(again))
        self.assertEqual(again.read_bytes(), self.fixture.read_bytes())

    def test_2_reproduces_the_figures_of_2021(self):
        self.assert_figures_of_2021(self.suite)

    def test_2_reproduces_the_figures_of_2020(self):
        report = Report(self.suite, 2020)
        self.assertEqual({line: report.text(line) for line in WHOLE_2020}, WHOLE_2020)
        self.assertEqual({line: report.regions(line) for line in REGIONAL_2020}, REGIONAL_2020)
        self.assertEqual(report.text(("M12", "held")), "n.v.t.")  # 2019 is not covered

    def test_2_knows_what_was_known(self):
        for day, figures in KNOWN_ON.items():
            with self.subTest(known_on=day):
                report = Report(self.suite, 2021, day)
                self.assertEqual({line: report.text(line) for line in figures}, figures)
                numerators = KNOWN_ON_NUMERATORS[day]
                self.assertEqual({line: report.numerator(line) for line in numerators}, numerators)

    def test_2_knows_a_correction_from_its_day_on(self):
        """A youth in Limburg was registered as present and corrected on 20 December 2021."""
        limburg = REGIONS.index("LIM")
        for day, youths, both, only_parents in (("2021-12-19", 37, 30, 7), ("2021-12-20", 36, 29, 8)):
            with self.subTest(known_on=day):
                report = Report(self.suite, 2021, day)
                self.assertEqual(report.regions(("M9", "youths"))[limburg], youths)
                self.assertEqual(report.regions(("M10", "both"))[limburg], both)
                self.assertEqual(report.regions(("M10", "only_parents"))[limburg], only_parents)
                # All but the meeting of 31 December and the one registered in March.
                self.assertEqual(report.text(("M5", "held")), "456")

    def test_2_report_is_marked_internal_and_m6_no_cohort(self):
        table = self.suite.rtctl("report", "consultations", "--year", "2021")
        self.assertIn("Interne uitvoer", table)
        self.assertIn("geen cohorte", table)
        csv = self.suite.rtctl("report", "consultations", "--year", "2021", "--format", "csv")
        self.assertTrue(csv.startswith("\ufeff"))
        self.assertIn(";85,0;458;539;", csv)

    def test_3_second_import_changes_nothing(self):
        before = hashes(self.suite)
        again = json.loads(self.suite.rtctl("--json", "import", str(self.fixture)))
        self.assertEqual(again, self.imported)
        self.assertEqual(hashes(self.suite), before)
        self.assert_figures_of_2021(self.suite)

    def test_4_projections_and_log_verify(self):
        self.assert_projections_verified(self.suite)
        self.suite.stop()
        self.suite.rtctl_offline("log", "verify")

    def test_5_kill_in_the_middle_of_an_import(self):
        with Suite(self.bin_dir, pathlib.Path(self.directory.name) / "killed") as suite:
            suite.start()
            importing = suite.start_rtctl("import", str(self.fixture))
            wait_for_offset(suite, "scheduling", KILL_AT_OFFSET)
            suite.kill()
            importing.kill()
            importing.communicate()
            suite.start()
            killed_at = sum(accepted for _, accepted in hashes(suite).values())
            imported = json.loads(suite.rtctl("--json", "import", str(self.fixture)))
            self.assertEqual(imported, self.imported)
            whole = sum(accepted for _, accepted in hashes(suite).values())
            self.assertLess(killed_at, whole)  # it was in the middle
            print(f"killed at {killed_at} of {whole} commits", flush=True)
            self.assert_figures_of_2021(suite)
            self.assert_projections_verified(suite)
            suite.stop()
            suite.rtctl_offline("log", "verify")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True, type=pathlib.Path)
    arguments, rest = parser.parse_known_args()
    FiguresTest.bin_dir = arguments.bin
    unittest.main(argv=[sys.argv[0], *rest], verbosity=2)
