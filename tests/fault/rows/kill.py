"""Row 1: processes that die in the middle of what they do, and start again."""
import os
import signal
import time

from harness import EMBEDDED, Row, demand, hold, scaled, wait_for
from shim import Shims

# Met while it serves; by how many calls at most the process dies, counted from the order.
WHILE_SERVING = {
    "embedded": {"log-append-before": 200, "log-append-after": 200, "log-sync-before": 200,
                 "log-sync-after": 200, "reply-before": 300, "reply-after": 300},
    "kafka": {"broker-send-before": 200, "broker-send-after": 200, "broker-receive-before": 200,
              "broker-receive-after": 200, "reply-before": 200, "reply-after": 200},
}
# Met when a process ends as asked: it writes its projection out.
WHILE_ENDING = {"flush-write-before": 1, "flush-sync-after": 1, "flush-install-before": 1,
                "flush-install-after": 1}
# Met when it starts: the embedded log moves what it recovers to a file of its own.
WHILE_STARTING = {"embedded": {"log-flush-write-before": 1, "log-flush-install-before": 1,
                               "log-flush-install-after": 1}, "kafka": {}}
# Met when it starts without a projection.
WHILE_STARTING_ANEW = {"switch-before": 1, "switch-after": 1}
KILLS = int(os.environ.get("KILLS", "500"))
DEATH_SECONDS_MAX = 60
ENDED_WELL_MAX = 20  # in turn
RANDOM_MOMENT_SECONDS_MAX = 0.25
PROGRESS_SECONDS_MAX = 30
FILL_SECONDS_MAX = 3600


class Kill(Row):
    number, name = 1, "kill -9"

    def run(self, log_kind, quick):
        self.kills, self.well, self.points, self.slowest, self.shims = 0, 0, {}, 0.0, Shims(self)
        with self.bed(environment=self.shims.environment) as bed:
            load = bed.load(in_flight=16, cases_open=8, mix="both", race=5, repeat=10, changed=5,
                            timeout_ms=3000)
            wanted = scaled(quick, {"embedded": 20, "kafka": 6}[log_kind], KILLS)
            ways = self.ways(log_kind)
            while self.kills < wanted:
                self.kill_once(bed, load, *ways[self.kills % len(ways)])
                if self.kills % 50 == 0:
                    self.note(f"{self.kills} kills, {load.progress()} commands answered")
            load.end()
            counted = load.wait()
            checked = bed.check()
        return {"kills": self.kills, "points": len(self.points), "slowest_start_s": self.slowest,
                "commands": counted["answered"], "retries": counted["retries"],
                "repeats": counted["repeats"], **checked}

    @staticmethod
    def ways(log_kind):
        """Every kind of death once, and as many at random moments."""
        points = [(when, point, limit) for when, table in (
            ("serving", WHILE_SERVING[log_kind]), ("ending", WHILE_ENDING),
            ("starting", WHILE_STARTING[log_kind]), ("anew", WHILE_STARTING_ANEW))
                  for point, limit in table.items()]
        mixed = []
        for each in points:
            mixed += [each, ("random", "random moment", 0)]
        return mixed

    def kill_once(self, bed, load, when, point, limit):
        process = self.random.choice(bed.suite.processes)
        shim = self.shims.of(process)
        order = [f"kill {point} {self.random.randint(1, limit)}"] if limit else []
        if point.startswith("broker"):
            order.insert(0, f"broker-port {bed.suite.broker.port}")
        if when == "random":
            hold(self.random.uniform(0, RANDOM_MOMENT_SECONDS_MAX))
            process.end(signal.SIGKILL)
        elif when == "serving":
            shim.order(*order)
            wait_for(f"{process.name} dies at {point}", lambda: not process.running(), DEATH_SECONDS_MAX)
        elif when == "ending":
            shim.order(*order)
            if process.end(signal.SIGTERM) == 0:
                self.ended_well(bed, process, point)
                return
        else:
            process.end(signal.SIGKILL)
            if when == "anew":
                folder = self.random.choice(bed.projection_dirs(process))
                folder.rename(self.directory / f"gone-{self.kills}")
            bed.gone(process)
            self.kills += 1
            shim.order(*order)
            process = bed.launch_again(process, shim.environment())
            if not self.dies(process):
                point = "random moment"  # it had nothing to recover
        self.start_again(bed, process, point)
        answered = load.progress()
        wait_for(f"commands are answered again after {point}", lambda: load.progress() > answered,
                 PROGRESS_SECONDS_MAX)

    @staticmethod
    def dies(process):
        """True when a process that was just started dies before it serves."""
        try:
            process.wait_until_serving()
        except AssertionError:
            return True
        return False

    def ended_well(self, bed, process, point):
        """Nothing was folded since its start, so it had nothing to write out. No kill: another process is next."""
        self.well += 1
        demand(self.well <= ENDED_WELL_MAX, f"{self.well} processes ended well where they should die at {point}")
        self.shims.again(bed, process)

    def start_again(self, bed, process, point):
        code = process.end(signal.SIGKILL)
        demand(code == -signal.SIGKILL, f"{process.name} ended with {code}, not killed at {point}")
        self.kills += 1
        self.well = 0
        self.points[point] = self.points.get(point, 0) + 1
        began = time.monotonic()
        self.shims.again(bed, process)
        self.slowest = max(self.slowest, time.monotonic() - began)


class ServingAgain(Row):
    """The kept projection makes a start independent of how long the log is."""
    number, name = 1, "serving again after kill -9, long log"
    logs, quick_logs = (EMBEDDED,), ()
    EVENTS = int(os.environ.get("START_EVENTS", "1000000"))
    STARTS = 5
    SECONDS_MAX = 1.0

    def run(self, log_kind, quick):
        times = []
        with self.bed() as bed:
            filled = bed.load(mix="figures", in_flight=256, commands=self.EVENTS).wait(FILL_SECONDS_MAX)
            self.note(f"{filled['answered']} commands in {filled['took_ms'] / 1000:.0f} s")
            for _ in range(self.STARTS):
                bed.load(mix="both", in_flight=16, seconds=2).wait()
                process, = bed.suite.processes
                bed.kill_process(process)
                began = time.monotonic()
                bed.again(process)
                times.append(time.monotonic() - began)
            checked = bed.check()
        times.sort()
        middle = times[len(times) // 2]
        demand(middle <= self.SECONDS_MAX, f"serving again took {middle:.2f} s")
        return {"starts": len(times), "median_s": middle, "slowest_s": times[-1],
                "fill_per_s": round(filled["answered"] / filled["took_ms"] * 1000), **checked}
