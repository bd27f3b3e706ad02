"""The shim makes each fault it is ordered to, at that call and no other, and none when it has no orders.

The subject is a Python that reads lines of Python from its standard input, one answer each: it calls libc like
any program.
"""
import argparse
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from shim import POINTS, Shim  # noqa: E402

SUBJECT = r"""
import errno, os, socket, sys, time
def attempt(work):
    try:
        return work()
    except OSError as error:
        return errno.errorcode[error.errno]
for line in sys.stdin:
    print(repr(eval(line)), flush=True)
"""
ROOT = pathlib.Path(__file__).resolve().parents[3]
OPTIONS = None


class FaultShimTest(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp())
        (self.directory / "log" / "records").mkdir(parents=True)
        (self.directory / "v1-1").mkdir()
        self.shim = Shim(OPTIONS.shim, self.directory / "control")
        self.subject = None

    def tearDown(self):
        if self.subject is not None:
            self.subject.kill()
            self.end()
        shutil.rmtree(self.directory)

    def start(self):
        self.subject = subprocess.Popen(
            [sys.executable, "-c", SUBJECT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            cwd=self.directory, env={**os.environ, **self.shim.environment()})

    def ask(self, expression):
        """What the subject answers; None when it ends instead."""
        try:
            self.subject.stdin.write(expression + "\n")
            self.subject.stdin.flush()
        except BrokenPipeError:
            return None
        line = self.subject.stdout.readline()
        return eval(line) if line else None  # pylint: disable=eval-used

    def open(self, path):
        return self.ask(f"os.open({path!r}, os.O_RDWR | os.O_CREAT | os.O_APPEND)")

    def end(self):
        code = self.subject.wait(30)
        self.subject.stdout.close()
        try:
            self.subject.stdin.close()
        except BrokenPipeError:
            pass  # it ended before it read the last line
        self.subject = None
        return code

    def test_every_point_is_named_once_and_says_what_it_means(self):
        self.assertGreaterEqual(len(POINTS), 12)
        self.assertEqual(len({point.name for point in POINTS}), len(POINTS))
        self.assertTrue(all(point.meaning and point.moment in ("Before", "After") for point in POINTS))

    def test_the_documentation_lists_every_point(self):
        text = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")
        missing = [point.name for point in POINTS if f"| `{point.name}` | {point.meaning} |" not in text]
        self.assertEqual(missing, [])

    def test_without_orders_nothing_happens(self):
        self.start()
        file = self.open("log/records/000004.log")
        self.assertEqual(self.ask(f"(os.write({file}, b'abc'), os.fdatasync({file}))"), (3, None))
        self.assertLess(abs(self.ask("time.time()") - time.time()), 60)

    def test_kills_before_the_call_that_was_named(self):
        self.start()
        file = self.open("log/records/000004.log")
        self.shim.order("kill log-append-before 3")
        self.assertEqual(self.ask(f"os.write({file}, b'one')"), 3)
        self.assertEqual(self.ask(f"os.write({file}, b'two')"), 3)
        self.assertIsNone(self.ask(f"os.write({file}, b'three')"))
        self.assertEqual(self.end(), -signal.SIGKILL)
        self.assertEqual((self.directory / "log/records/000004.log").read_bytes(), b"onetwo")
        self.assertEqual(self.shim.met("log-append-before"), 3)
        self.assertEqual(self.shim.met("log-append-after"), 2)

    def test_kills_after_the_call_that_was_named(self):
        self.start()
        file = self.open("log/records/000004.log")
        self.shim.order("kill log-append-after 1")
        self.assertIsNone(self.ask(f"os.write({file}, b'one')"))
        self.assertEqual(self.end(), -signal.SIGKILL)
        self.assertEqual((self.directory / "log/records/000004.log").read_bytes(), b"one")

    def test_kills_at_sync_rename_and_link(self):
        for order, expression in (
                ("kill log-sync-after 1", "os.fdatasync(os.open('log/records/1.log', os.O_RDWR | os.O_CREAT))"),
                ("kill switch-before 1", "os.rename('CURRENT_PROJECTION.next', 'CURRENT_PROJECTION')"),
                ("kill checkpoint-link-before 1", "os.link('v1-1/000007.sst', 'copy')")):
            with self.subTest(order):
                self.shim.order(order)
                self.start()
                self.assertIsNone(self.ask(expression))
                self.assertEqual(self.end(), -signal.SIGKILL)

    def test_other_files_are_no_points(self):
        self.shim.order("kill log-append-before 1")
        self.start()
        for path in ("log/000004.log", "log/records/000004.sst", "log/records/LOG"):
            file = self.open(path) if "/" in path else None
            self.assertEqual(self.ask(f"os.write({file}, b'abc')"), 3)

    def test_an_error_for_the_calls_and_files_named_and_none_else(self):
        self.start()
        file = self.open("log/records/000004.log")
        other = self.open("v1-1/000004.sst")
        self.shim.order("fail EIO sync log/records/*.log")
        self.assertEqual(self.ask(f"attempt(lambda: os.fdatasync({file}))"), "EIO")
        self.assertEqual(self.ask(f"attempt(lambda: os.fsync({file}))"), "EIO")
        self.assertEqual(self.ask(f"attempt(lambda: os.write({file}, b'abc'))"), 3)
        self.assertIsNone(self.ask(f"attempt(lambda: os.fdatasync({other}))"))
        self.shim.order()
        self.assertIsNone(self.ask(f"attempt(lambda: os.fdatasync({file}))"))

    def test_an_error_after_some_calls_and_only_so_often(self):
        self.start()
        file = self.open("v1-1/000004.sst")
        self.shim.order("fail ENOSPC write v*-*/*.sst after 1 times 2")
        told = [self.ask(f"attempt(lambda: os.write({file}, b'abc'))") for _ in range(4)]
        self.assertEqual(told, [3, "ENOSPC", "ENOSPC", 3])

    def test_a_full_disk_that_takes_half_a_write(self):
        self.start()
        file = self.open("log/records/000004.log")
        self.shim.order("fail ENOSPC write log/records/*.log short")
        self.assertEqual(self.ask(f"attempt(lambda: os.write({file}, b'abcdef'))"), 3)
        self.assertEqual(self.ask(f"attempt(lambda: os.write({file}, b'def'))"), "ENOSPC")
        self.assertEqual((self.directory / "log/records/000004.log").read_bytes(), b"abc")

    def test_a_file_that_cannot_be_read_or_opened(self):
        (self.directory / "v1-1" / "000009.sst").write_bytes(b"content")
        self.shim.order("fail EIO read v*-*/*.sst", "fail EMFILE open log/records/*")
        self.start()
        self.assertEqual(self.ask("attempt(lambda: os.read(os.open('v1-1/000009.sst', os.O_RDONLY), 4))"), "EIO")
        self.assertEqual(self.ask("attempt(lambda: os.open('log/records/LOG', os.O_RDWR | os.O_CREAT))"), "EMFILE")

    def test_the_wall_clock_jumps_stands_and_comes_back_while_the_monotonic_one_goes_on(self):
        self.start()
        self.shim.order("clock offset -3600000")
        self.assertLess(abs(self.ask("time.time()") + 3600 - time.time()), 60)
        self.shim.order("clock freeze")
        before, first, second, after = self.ask(
            "(time.monotonic_ns(), time.time_ns(), time.time_ns(), time.monotonic_ns())")
        self.assertEqual(first, second)
        self.assertLess(before, after)
        self.shim.order()
        self.assertLess(abs(self.ask("time.time()") - time.time()), 60)

    def test_replies_are_what_goes_out_over_accepted_sockets(self):
        self.start()
        port = self.ask("[s := socket.create_server(('127.0.0.1', 0)), s.getsockname()[1], "
                        "globals().update(s=s)][1]")
        self.ask(f"globals().update(mine=socket.create_connection(('127.0.0.1', {port})), theirs=s.accept()[0])")
        self.shim.order("kill reply-before 1", "kill broker-send-before 1")
        self.assertEqual(self.ask("mine.send(b'a request')"), 9)
        self.assertIsNone(self.ask("theirs.send(b'a reply')"))
        self.assertEqual(self.end(), -signal.SIGKILL)

    def test_the_broker_is_whom_the_orders_name(self):
        self.start()
        port = self.ask("[s := socket.create_server(('127.0.0.1', 0)), s.getsockname()[1], "
                        "globals().update(s=s)][1]")
        self.ask(f"globals().update(mine=socket.create_connection(('127.0.0.1', {port})), theirs=s.accept()[0])")
        self.shim.order(f"broker-port {port}", "kill broker-receive-after 1")
        self.assertEqual(self.ask("mine.send(b'a record')"), 8)
        self.assertEqual(self.ask("theirs.recv(8) and theirs.send(b'taken')"), 5)
        self.assertIsNone(self.ask("mine.recv(8)"))
        self.assertEqual(self.end(), -signal.SIGKILL)
        self.assertEqual(self.shim.met("broker-send-after"), 1)

    def test_traces_writes_and_syncs_with_what_became_of_them(self):
        self.start()
        file = self.open("log/records/000004.log")
        self.shim.order("trace log/records/*", "fail EIO sync log/records/* times 1")
        self.ask(f"(os.write({file}, b'abc'), attempt(lambda: os.fsync({file})), os.fsync({file}))")
        path = str(self.directory / "log/records/000004.log")
        self.assertEqual(self.shim.trace(), [("write", path, 3), ("sync", path, -5), ("sync", path, 0)])

    def test_an_order_that_cannot_be_read_ends_the_process(self):
        for order in ("kill nowhere 1", "fail EWHAT write *", "fail EIO dance *", "clock back", "do something"):
            with self.subTest(order):
                self.shim.order(order)
                self.start()
                self.ask("time.time()")
                self.assertEqual(self.end(), 3)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--shim", required=True)
    OPTIONS, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *rest])
