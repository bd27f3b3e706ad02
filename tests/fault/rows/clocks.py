"""Row 11: wall clocks that jump or stand still."""
import datetime

import cases
from harness import EMBEDDED, KAFKA, SERVICES, Row, demand, scaled, wait_for
from looks import lasts, statuses
from shim import Shim

HOUR_MS = 3_600_000
YEAR_MS = 365 * 24 * HOUR_MS
JUMPS = {"+1 h": HOUR_MS, "-1 h": -HOUR_MS, "+1 y": YEAR_MS, "-1 y": -YEAR_MS}
WATCH_SECONDS = 3
NOTICE_SECONDS_MAX = 20
QUERIES = 200           # more than a service has workers
FREEZE_SECONDS = 75     # the guard allows a minute
FUTURE_MAX = datetime.timedelta(minutes=5)


def log_ends(suite):
    """Where each partition of the log ends, by its owner."""
    return {(name, each.get("partition", 0)): int(each.get("log_end", 0))
            for name, status in statuses(suite).items() for each in status.get("partitions", ())
            if each["topic"] == name}


def newest_time(suite):
    """The newest effective time that any partition has."""
    times = [each["effective_at"] for status in statuses(suite).values()
             for each in status.get("partitions", ()) if "effective_at" in each]
    return max(datetime.datetime.fromisoformat(time.rstrip("Z").split(".")[0]) for time in times)


class Clocks(Row):
    number, name = 11, "clocks"
    logs, quick_logs = (EMBEDDED, KAFKA), (EMBEDDED,)

    def run(self, log_kind, quick):
        jumps = dict(list(JUMPS.items())[1:3]) if quick else JUMPS
        shim = Shim(self.bin_dir / "libfault_shim.so", self.directory / "clock")
        run = self.run_alone if log_kind == EMBEDDED else self.run_beside
        return {"jumps": len(jumps), **run(shim, jumps, quick)}

    def run_alone(self, shim, jumps, quick):
        """Every clock of the suite jumps: nothing is written, what was asked for ends in time, reads go on."""
        with self.bed(environment=shim.environment()) as bed:
            requests = cases.one_request_a_partition(bed.suite)
            load = bed.load(in_flight=8, commands=scaled(quick, 100, 1000))
            load.wait()
            bed.settle()
            for what, offset_ms in jumps.items():
                self.jump(bed, shim, requests[0], what, offset_ms)
            self.freeze(bed, shim, requests[0], scaled(quick, 0, FREEZE_SECONDS))
            demand(newest_time(bed.suite) - datetime.datetime.utcnow() < FUTURE_MAX,
                   "a commit is recorded in the future")
            more = bed.load(in_flight=8, commands=50)
            more.wait()
            return {"queries_ended": QUERIES * (len(jumps) + 1), **bed.check()}

    def jump(self, bed, shim, request, what, offset_ms):
        waiting = cases.ask_for_the_future(bed.suite, request, QUERIES, seconds=2)
        shim.order(f"clock offset {offset_ms}")
        wait_for(f"{what}: commands to be UNAVAILABLE",
                 lambda: cases.submit(bed.suite, seconds=5) == "UNAVAILABLE", NOTICE_SECONDS_MAX)
        ends = log_ends(bed.suite)
        for each in waiting:
            demand(each.exception() is not None, "a token from the future was reached")
        # Their deadlines were set before the jump: a worker that waits by the wall clock is still busy.
        cases.can_be_read(bed.suite, request)
        lasts(WATCH_SECONDS)
        demand(log_ends(bed.suite) == ends, f"{what}: a replica with a bad clock wrote to the log")
        shim.order()
        demand(cases.submit(bed.suite, seconds=5) == "UNAVAILABLE",
               f"{what}: the clock came back, and nobody confirmed it")
        demand(log_ends(bed.suite) == ends, f"{what}: written before an operator confirmed")
        for service in SERVICES:
            cases.confirm_clock(bed.suite, service)
        wait_for(f"{what}: commands after an operator confirmed",
                 lambda: cases.submit(bed.suite, seconds=5) == "OK", NOTICE_SECONDS_MAX)

    def freeze(self, bed, shim, request, seconds):
        shim.order("clock freeze")
        for each in cases.ask_for_the_future(bed.suite, request, QUERIES, seconds=2):
            demand(each.exception() is not None, "a token from the future was reached")
        cases.can_be_read(bed.suite, request)
        if seconds:
            lasts(seconds)
            demand(cases.submit(bed.suite, seconds=5) == "UNAVAILABLE",
                   "a clock that stood still for more than a minute was trusted")
        shim.order()
        if seconds:
            for service in SERVICES:
                cases.confirm_clock(bed.suite, service)
        wait_for("commands after the clock goes again",
                 lambda: cases.submit(bed.suite, seconds=5) == "OK", NOTICE_SECONDS_MAX)

    def run_beside(self, shim, jumps, quick):
        """One replica of two has the bad clock: it writes nothing, the other goes on."""
        with self.bed() as bed:
            load = bed.load(in_flight=8, commands=scaled(quick, 50, 500))
            load.wait()
            second = bed.suite.start("intake", 2, shim.environment())
            address = second.grpc["intake"]
            for what, offset_ms in jumps.items():
                wait_for("the second replica to take commands",
                         lambda: cases.submit(bed.suite, address, 5) == "OK", NOTICE_SECONDS_MAX)
                shim.order(f"clock offset {offset_ms}")
                wait_for(f"{what}: its commands to be UNAVAILABLE",
                         lambda: cases.submit(bed.suite, address, 5) == "UNAVAILABLE", NOTICE_SECONDS_MAX)
                demand(cases.submit(bed.suite) == "OK", f"{what}: the replica with the good clock stopped")
                lasts(WATCH_SECONDS)
                demand(cases.submit(bed.suite, address, 5) == "UNAVAILABLE", f"{what}: taken after all")
                shim.order()
                # One word of an operator, to the other replica, does for all that agree with it.
                cases.confirm_clock(bed.suite, "intake")
            wait_for("the second replica to take commands",
                     lambda: cases.submit(bed.suite, address, 5) == "OK", NOTICE_SECONDS_MAX)
            demand(newest_time(bed.suite) - datetime.datetime.utcnow() < FUTURE_MAX,
                   "a commit is recorded in the future")
            return bed.check()
