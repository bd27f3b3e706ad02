"""Row 4: a bad network between the services and the broker. Its quick part kills the broker too (row 5)."""
import contextlib

import brokers
from harness import KAFKA, Row, demand
from looks import lasts, nothing_failed, resident_mb, seconds_until_progress
from tcp_gate import Gate

GOES_ON_SECONDS_MAX = 15  # after the fault healed (I8)
GROWTH_MB_MAX = 64
FLOOD_RATE = 300
FLOOD_IN_FLIGHT = 2000
FLOOD_SECONDS = 30
FLAPS = 10
FLAP_SECONDS = 0.15


@contextlib.contextmanager
def gated(row, name="broker"):
    """One broker that clients reach through a gate."""
    cluster = brokers.Cluster(row.bin_dir, row.directory / name)
    with Gate(cluster.nodes[0].port, seed=row.random.getrandbits(32)) as gate:
        cluster.come_through(gate.port)
        with cluster:
            yield cluster, gate


class Trouble:
    """A load that goes on while faults come and go, and what was measured."""

    def __init__(self, row, bed, between):
        self.row, self.bed, self.between = row, bed, between
        self.load = bed.load(in_flight=16, repeat=10, timeout_ms=5000)
        self.slowest_s = 0.0
        self.faults = 0
        self.highest_mb = 0.0
        seconds_until_progress(self.load, commands=100)
        self.before_mb = resident_mb(bed.suite.processes)

    def during(self, what, begin, seconds, heal):
        """One fault, and progress afterwards."""
        begin()
        lasts(seconds)
        self.highest_mb = max(self.highest_mb, resident_mb(self.bed.suite.processes))
        heal()
        took = seconds_until_progress(self.load)
        demand(took <= GOES_ON_SECONDS_MAX, f"{what}: nothing went on for {took:.1f} s after it healed")
        self.slowest_s = max(self.slowest_s, took)
        self.faults += 1
        self.row.note(f"{what}: went on {took:.1f} s after it healed")
        seconds_until_progress(self.load, commands=self.between)  # ordinary times before the next fault

    def end(self):
        self.load.end()
        counted = self.load.wait()
        nothing_failed(counted)
        growth = self.highest_mb - self.before_mb
        demand(growth <= GROWTH_MB_MAX, f"memory grew by {growth:.0f} MB while the broker was away")
        checked = self.bed.check()
        return {"faults": self.faults, "answered": counted["answered"],
                "unavailable": counted.get("code_14", 0) + counted.get("code_4", 0),
                "slowest_recovery_s": self.slowest_s, "growth_mb": growth, **checked}


class Network(Row):
    number, name = 4, "network"
    logs = quick_logs = (KAFKA,)

    def run(self, log_kind, quick):
        with gated(self) as (cluster, gate), self.bed(broker=cluster) as bed:
            if quick:
                return self.quick_part(cluster.nodes[0], gate, bed)
            trouble = Trouble(self, bed, 500)
            for seconds in (1, 10, 60):
                trouble.during(f"cut {seconds} s", gate.cut, seconds, gate.heal)
                trouble.during(f"cut to the broker {seconds} s", lambda: gate.cut(to_client=False),
                               seconds, gate.heal)
                trouble.during(f"cut from the broker {seconds} s", lambda: gate.cut(to_server=False),
                               seconds, gate.heal)
            self.flood(trouble, gate, bed)
            trouble.during("flapping", lambda: self.flap(gate), 0, gate.heal)
            trouble.during("delay", lambda: gate.delay(0.1), 10, gate.heal)
            trouble.during("loss", lambda: gate.lose(0.02), 10, gate.heal)
            trouble.during("half-close", gate.half_close, 0, gate.heal)
            trouble.during("reset", gate.reset, 0, gate.heal)
            return trouble.end()

    @staticmethod
    def flood(trouble, gate, bed):
        """While nothing comes through, clients do not wait for each other: what they send must not pile up."""
        flood = bed.load(rate=FLOOD_RATE, in_flight=FLOOD_IN_FLIGHT, seconds=FLOOD_SECONDS + 5, shed=1,
                         timeout_ms=5000)
        seconds_until_progress(flood, commands=50)
        trouble.during(f"cut {FLOOD_SECONDS} s under {FLOOD_RATE} calls a second", gate.cut, FLOOD_SECONDS,
                       gate.heal)
        nothing_failed(flood.wait())

    def quick_part(self, node, gate, bed):
        """The shortest of rows 4 and 5 on one broker."""
        trouble = Trouble(self, bed, 10)
        trouble.during("cut", gate.cut, 1, gate.heal)
        trouble.during("cut from the broker", lambda: gate.cut(to_server=False), 1, gate.heal)
        trouble.during("flapping", lambda: self.flap(gate, 3), 0, gate.heal)
        trouble.during("loss", lambda: gate.lose(0.05), 0.5, gate.heal)
        trouble.during("half-close", gate.half_close, 0, gate.heal)
        trouble.during("broker SIGSTOP", node.pause, 1, node.resume)
        trouble.during("broker SIGKILL", node.kill, 0, node.start)
        return trouble.end()

    @staticmethod
    def flap(gate, times=FLAPS):
        for _ in range(times):
            gate.refuse(True)
            gate.reset()
            gate.cut()
            lasts(FLAP_SECONDS)
            gate.heal()
            lasts(FLAP_SECONDS)


class LostPackets(Row):
    """The same with packets that are lost on the way, in a network namespace: no side is told anything."""
    number, name = 4, "network, lost packets"
    logs = (KAFKA,)
    quick_logs = ()

    def run(self, log_kind, quick):
        with brokers.Namespace() as namespace:
            with brokers.Cluster(self.bin_dir, self.directory / "broker", host=namespace.host,
                                 command_prefix=namespace.command_prefix) as cluster, \
                    self.bed(broker=cluster) as bed:
                trouble = Trouble(self, bed, 500)
                for seconds in (1, 10, 60):
                    for what, ways in (("both ways", {}), ("to the broker", {"out": False}),
                                       ("from the broker", {"in_": False})):
                        trouble.during(f"packets lost {what} {seconds} s",
                                       lambda ways=ways: namespace.cut(**ways), seconds, namespace.heal)
                return trouble.end()
