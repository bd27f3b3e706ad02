"""A new user's first minutes (acceptance 2): the demo, then looking around with rtctl."""
import argparse
import pathlib
import subprocess
import sys
import tempfile
import unittest

from suite import Suite

# What the story must come to, in this order: the rule of the rejection, the letter, the follow-up, and
# the hard case with all its turns.
STORY = (
    "An ordinary case, end to end",
    "One follow-up",
    "refused [CO-3]",
    "The letter to the requesting party",
    "A hard case",
    "he refuses",
    "refused [CO-2]",
    "the father calls again and agrees",
    "refused [R172]",
    "The chair falls ill",
    "the meeting is postponed",
    "takes her agreement back",
    "The coordinator asks for a follow-up",
    "in causal order",
    "as known on",
    "Participatiegraad ouders",
)


class DemoTest(unittest.TestCase):
    bin_dir = ""

    def setUp(self):
        directory = self.enterContext(tempfile.TemporaryDirectory(prefix="rondetafel-e2e-"))
        self.suite = self.enterContext(Suite(self.bin_dir, directory))
        self.suite.start()

    def assert_in_order(self, parts, text):
        at = 0
        for part in parts:
            found = text.find(part, at)
            self.assertGreaterEqual(found, 0, f"{part!r} is missing, or stands before its turn:\n{text}")
            at = found + len(part)

    def test_a_first_visit(self):
        story = self.suite.rtctl("demo")
        self.assert_in_order(STORY, story)
        reference = story.rsplit("rtctl case show ", 1)[1].split()[0]

        history = self.suite.rtctl("case", "history", reference)
        for service in ("intake", "triage", "scheduling", "workplan"):
            self.assertRegex(history, rf"{service} [1-9]")
        self.assert_in_order(("RequestSubmitted", "AssessmentOpened", "ChairAppointed", "ConsultationAssigned",
                              "ChairReplaced", "ConsultationPostponed", "MeetingHeld", "WorkPlanOpened",
                              "AgreementWithdrawn", "ParticipantWithdrawn", "FollowUpAsked"), history)
        self.assertIn("CO-8", self.suite.rtctl("request", "explain", reference))
        self.assertIn("postponed 1 time(s)", self.suite.rtctl("case", "show", reference))
        self.suite.rtctl("case", "show", "RT-7K3M-9QXA-5", code=1)  # mistyped: its check does not fit

        self.suite.rtctl("demo")  # may be repeated
        self.assertEqual(self.suite.rtctl("projection", "verify").count(" equal, "), 6)
        self.suite.rtctl("log", "verify", code=2)  # the suite holds the directory
        self.suite.stop()
        self.assertIn("offsets dense", self.verify_stopped())

    def verify_stopped(self):
        done = subprocess.run([str(pathlib.Path(self.bin_dir) / "rtctl"), "--data-dir",
                               str(self.suite.data_dir), "log", "verify"],
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    arguments, rest = parser.parse_known_args()
    DemoTest.bin_dir = arguments.bin
    unittest.main(argv=[sys.argv[0], *rest], verbosity=2)
