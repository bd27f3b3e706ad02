"""What the fault rows rest on can fail: lies told to the checker about a run that was good, rows that break.

    /usr/bin/python3 tests/fault/planted_test.py BIN_DIR
"""
import contextlib
import io
import pathlib
import sys
import tempfile
import types
import unittest
from unittest import mock

import harness
import kept
import run
from harness import EMBEDDED, NotRun, Row, Violation

BIN_DIR = pathlib.Path(sys.argv.pop())
OK, FAILED_PRECONDITION = 0, 9


def read_observed(file):
    """The messages of a file of observations."""
    from tests.checker import observed_pb2  # pylint: disable=import-outside-toplevel
    data, at, messages = file.read_bytes(), 0, []
    while at < len(data):
        length = shift = 0
        while True:
            byte = data[at]
            at, length, shift = at + 1, length | (byte & 0x7f) << shift, shift + 7
            if byte < 0x80:
                break
        messages.append(observed_pb2.Observed.FromString(data[at:at + length]))
        at += length
    return messages


class LiesAboutAGoodRun(unittest.TestCase):
    """Each lie alone makes check_history end with the invariant it breaks."""

    @classmethod
    def setUpClass(cls):
        directory = cls.enterClassContext(tempfile.TemporaryDirectory(prefix="rondetafel-fault-"))
        stack = cls.enterClassContext(contextlib.ExitStack())
        session = run.Session(BIN_DIR, directory, 1, stack)
        cls.bed = stack.enter_context(Row(session, pathlib.Path(directory), EMBEDDED).bed())
        load = cls.bed.load(commands=150, in_flight=8)
        load.wait()
        cls.bed.settle()
        cls.bed.verify_projection("intake")
        try:
            kept.look(cls.bed)
        except Violation as violation:
            cls.no_figures = str(violation)
        cls.bed.seen.add("ended", all_repeated=True, reactions_done=True)
        cls.bed.suite.stop()
        cls.truth = cls.bed.seen_file.read_bytes()
        seen = read_observed(load.observed)
        sent = {each.sent.operation: each.sent for each in seen if each.WhichOneof("what") == "sent"}
        # A command of which there was one try, and that was answered OK.
        tries = [each.command_id for each in sent.values()]
        cls.answered = next(each.answered for each in seen if each.WhichOneof("what") == "answered"
                            and each.answered.code == OK and tries.count(sent[each.answered.operation].command_id) == 1)
        cls.sent = sent[cls.answered.operation]
        cls.first = {}
        for each in read_observed(cls.bed.seen_file):
            kind = each.WhichOneof("what")
            cls.first.setdefault(kind, getattr(each, kind))

    def tearDown(self):
        self.bed.seen_file.write_bytes(self.truth)

    def lie(self, what, message, **changed):
        """Adds an observation like `message`, but for what is changed."""
        copy = type(message)()
        copy.CopyFrom(message)
        for name, value in changed.items():
            setattr(copy, name, value)
        self.bed.seen.add(what, **{field.name: value for field, value in copy.ListFields()})

    def must_fail(self, invariant):
        with self.assertRaises(Violation) as caught:
            harness.check_history(self.bed)
        self.assertRegex(str(caught.exception), rf"(?m)^{invariant} (?!checked)")

    def test_the_truth_holds(self):
        self.assertGreater(harness.check_history(self.bed)["checks"], 500)

    def test_an_answer_without_a_commit(self):
        self.lie("sent", self.sent, operation=2 ** 40, command_id=bytes(15) + b"\1")
        self.lie("answered", self.answered, operation=2 ** 40)
        self.must_fail("I1")

    def test_a_refusal_of_what_the_log_accepted(self):
        self.lie("sent", self.sent, operation=2 ** 40)
        self.lie("answered", self.answered, operation=2 ** 40, code=FAILED_PRECONDITION, refused=True, reply=b"")
        self.must_fail("I[26]")

    def test_another_answer_to_the_same_command(self):
        self.lie("sent", self.sent, operation=2 ** 40)
        self.lie("answered", self.answered, operation=2 ** 40, reply=self.answered.reply + b"\x10\1")
        self.must_fail("I6")

    def test_a_projection_with_other_rows_at_the_same_place(self):
        dump = self.first["dump"]
        self.lie("dump", dump, replica="intake/2", hash=bytes(len(dump.hash)))
        self.must_fail("I4")

    def test_a_head_of_another_log(self):
        place = self.first["head_kept"].place
        place.running_hash = bytes(len(place.running_hash))
        self.bed.seen.add("head_kept", place=place)
        self.must_fail("I10")

    def test_figures_that_are_gone(self):
        self.assertRegex(self.no_figures, r"^meetings held in 2021 as known on .*: \[0?\], not 457$")

    def test_a_report_that_changed(self):
        for digest in (b"a", b"b"):
            self.bed.seen.add("report", name="a year", known_on_us=1, digest=digest, migration_closed=True)
        self.must_fail("I12")


class JudgedOverload(unittest.TestCase):
    """Row 13 is violated by each demand alone."""

    @staticmethod
    def part(client_ms=4.0, service_ms=2.0, shed=0, memory_mb=60.0, shed_ms=1.0, others=0.1):
        """A part of 20 seconds: what the client counted, and what the suite showed."""
        second = {"ok": 500, "shed": shed, "p99_ms": client_ms, "shed_p99_ms": shed_ms}
        counted = {"took_ms": 20_000, "commands": 10_000, "code_0": 10_000, "shed": 20 * shed,
                   "seconds": [second] * 20}
        return counted, types.SimpleNamespace(memory_mb=memory_mb, p99_ms=[service_ms] * 20, others_part=others)

    def judge(self, over, after=None, quick=False):
        row = next(each for each in run.collect() if each.number == 13)
        return row.judge(quick, 500, self.part(), over, after or self.part())

    def violated(self, sentence, *parts):
        with self.assertRaisesRegex(Violation, sentence):
            self.judge(*parts)

    def test_each_demand(self):
        self.judge(self.part(14.9, 14.9, shed=400))
        self.violated("nothing was shed", self.part())
        self.violated("memory grew", self.part(shed=400, memory_mb=160.0))
        self.violated("slow for the client", self.part(client_ms=15.1, shed=400))
        self.violated("slow for the service", self.part(service_ms=15.1, shed=400))
        self.violated("turned away late", self.part(shed=400, shed_ms=15.1))
        self.violated("still shedding", self.part(shed=400), self.part(shed=6))
        self.violated("not normal again for the client", self.part(shed=400), self.part(client_ms=15.1))
        self.violated("not normal again for the service", self.part(shed=400), self.part(service_ms=15.1))

    def test_a_busy_machine_judges_no_times(self):
        with self.assertRaisesRegex(NotRun, "other work"):
            self.judge(self.part(shed=400, others=0.26))
        self.violated("nothing was shed", self.part(others=0.26))
        self.violated("memory grew", self.part(shed=400, memory_mb=160.0, others=0.26))

    def test_the_quick_part_asserts_no_times(self):
        self.judge(self.part(client_ms=900.0, service_ms=900.0, shed=400), quick=True)

    def test_a_second_of_a_histogram(self):
        row = next(each for each in run.collect() if each.number == 13)
        quantile_ms = row.judge.__globals__["quantile_ms"]
        before = {"0.01": 5.0, "0.02": 5.0, "inf": 5.0}
        self.assertIsNone(quantile_ms(before, before, 0.99))
        self.assertAlmostEqual(quantile_ms(before, {"0.01": 95.0, "0.02": 105.0, "inf": 105.0}, 0.99), 19.0)


class RowsThatBreak(unittest.TestCase):
    """A broken row ends the run with 1; a fault that cannot be made is never said to have held."""

    @staticmethod
    def ended(fault):
        """Exit code of a run of one row that ends like this, and what it printed."""
        class Planted(Row):
            """Ends with the fault, if there is one."""
            number, name, logs = 99, "planted", (EMBEDDED,)

            def run(self, log_kind, quick):
                if fault is not None:
                    raise fault

        said = io.StringIO()
        with tempfile.TemporaryDirectory() as out, mock.patch.object(run, "collect", lambda: [Planted]), \
                mock.patch.object(sys, "argv", ["run.py", "--bin", str(BIN_DIR), "--out", out]), \
                contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
            return run.main(), said.getvalue()

    def test_a_violation_is_told_and_ends_with_1(self):
        code, said = self.ended(Violation("an answer was lost"))
        self.assertEqual(code, 1)
        self.assertIn("row 99 planted [embedded]: VIOLATED: an answer was lost", said)

    def test_a_fault_of_the_row_itself_is_a_violation(self):
        self.assertEqual(self.ended(KeyError("no such metric"))[0], 1)

    def test_what_the_machine_cannot_make_did_not_hold(self):
        code, said = self.ended(NotRun("no network namespaces here"))
        self.assertEqual(code, 0)
        self.assertIn("row 99 planted [embedded]: not run: no network namespaces here", said)
        self.assertNotIn("held", said)

    def test_a_good_row_ends_with_0(self):
        code, said = self.ended(None)
        self.assertEqual(code, 0)
        self.assertIn("row 99 planted [embedded]: held", said)


if __name__ == "__main__":
    unittest.main(verbosity=2)
