"""Row 5: brokers that end, die, stand still and come back; one of three, two of three."""
import time

import brokers
from harness import KAFKA, Row, demand
from looks import halts, lasts, nothing_failed, seconds_until_progress, statuses

GOES_ON_SECONDS_MAX = 20        # after a broker is back (I8)
INTERRUPTION_SECONDS_MAX = 10   # when one of three is lost
SETTLE_SECONDS = 15             # that a loss of one is watched
TWO_DOWN_SECONDS = 12
CLUSTER_FLAGS = ["--kafka-socket-timeout-ms=3000"]


class OneBroker(Row):
    number, name = 5, "one broker"
    logs = (KAFKA,)
    quick_logs = ()  # in that of row 4

    def run(self, log_kind, quick):
        slowest = 0.0
        with brokers.Cluster(self.bin_dir, self.directory / "broker") as cluster, \
                self.bed(broker=cluster, flags=CLUSTER_FLAGS) as bed:
            load = bed.load(in_flight=16, repeat=10, timeout_ms=5000)
            seconds_until_progress(load, commands=50)
            faults = [self.ended, self.killed, self.paused, self.killed, self.ended, self.paused]
            for fault in faults:
                fault(cluster.nodes[0], 15)
                took = seconds_until_progress(load)
                demand(took <= GOES_ON_SECONDS_MAX, f"{fault.__name__}: nothing went on for {took:.1f} s")
                slowest = max(slowest, took)
                self.note(f"{fault.__name__}: went on {took:.1f} s after it came back")
                seconds_until_progress(load, commands=500)
            load.end()
            counted = load.wait()
            nothing_failed(counted)
            demand(not any(map(halts, statuses(bed.suite).values())), "a partition halted")
            return {"faults": len(faults), "answered": counted["answered"], "slowest_recovery_s": slowest,
                    **bed.check()}

    @staticmethod
    def ended(node, seconds):
        node.stop()
        lasts(seconds)
        node.start()

    @staticmethod
    def killed(node, _):
        node.kill()
        node.start()

    @staticmethod
    def paused(node, seconds):
        node.pause()
        lasts(seconds)
        node.resume()


class ThreeBrokers(Row):
    """Replication 3, two in sync: one may go without notice, two may go without loss."""
    number, name = 5, "three brokers"
    logs = (KAFKA,)
    quick_logs = ()

    def run(self, log_kind, quick):
        with brokers.Cluster(self.bin_dir, self.directory / "cluster", count=3) as cluster, \
                self.bed(broker=cluster, flags=CLUSTER_FLAGS) as bed:
            self.cluster, self.bed_ = cluster, bed
            self.load_ = bed.load(in_flight=16, repeat=10, timeout_ms=5000)
            seconds_until_progress(self.load_, commands=100)
            self.longest, self.moves, self.faults = 0.0, 0, 0
            self.led = cluster.leaders(bed.prefix)
            for node in cluster.nodes:
                self.one_down(f"node {node.number} SIGTERM", node.stop, node.start)
            for node in cluster.nodes:
                self.one_down(f"node {node.number} SIGKILL", node.kill, node.start)
            for node in cluster.nodes:
                self.one_down(f"node {node.number} SIGSTOP", node.pause, node.resume)
            refused = self.two_down()
            self.load_.end()
            counted = self.load_.wait()
            nothing_failed(counted)
            demand(not any(map(halts, statuses(bed.suite).values())), "a partition halted")
            return {"faults": self.faults, "leader_moves": self.moves, "answered": counted["answered"],
                    "longest_interruption_s": self.longest, "unavailable_with_two_down": refused,
                    **bed.check()}

    def note_moves(self):
        now = self.cluster.leaders(self.bed_.prefix)
        self.moves += sum(now[name] != leader for name, leader in self.led.items() if name in now)
        self.led = now

    def longest_silence(self, seconds):
        """The longest time without a new answer while the next seconds pass."""
        end = time.monotonic() + seconds
        longest, last, answered = 0.0, time.monotonic(), self.load_.progress()
        while time.monotonic() < end:
            lasts(0.05)
            if (now := self.load_.progress()) > answered:
                longest, last, answered = max(longest, time.monotonic() - last), time.monotonic(), now
        return max(longest, time.monotonic() - last)

    def one_down(self, what, begin, heal):
        begin()
        silence = self.longest_silence(SETTLE_SECONDS)
        self.note_moves()
        heal()
        self.cluster.wait_until_whole()
        self.note_moves()
        self.note(f"{what}: longest silence {silence:.1f} s, {self.moves} leader moves so far")
        demand(silence <= INTERRUPTION_SECONDS_MAX, f"{what}: no answer for {silence:.1f} s")
        self.longest = max(self.longest, silence)
        self.faults += 1

    def two_down(self):
        """Nothing can be acknowledged: UNAVAILABLE, and everything is settled when they are back."""
        first, second, _ = self.cluster.nodes
        first.kill()
        second.kill()
        self.longest_silence(TWO_DOWN_SECONDS)
        before = self.load_.progress()
        lasts(TWO_DOWN_SECONDS)
        demand(self.load_.progress() - before <= 16,
               "commands were answered OK although no two brokers could have them")
        demand(self.load_.running(), "the load gave up")
        began = time.monotonic()
        first.launch()
        second.launch()
        self.cluster.wait_until_whole()
        took = seconds_until_progress(self.load_)
        self.note(f"two down: whole and going on {time.monotonic() - began:.1f} s after their start, "
                  f"first answers {took:.1f} s after that")
        demand(took <= GOES_ON_SECONDS_MAX, f"two down: nothing went on for {took:.1f} s")
        self.faults += 1
        return "yes"
