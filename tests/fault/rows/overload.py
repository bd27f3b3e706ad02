"""Row 13: ten times more calls than are normal, from clients that do not wait for each other.

Ten times the normal is twice what the suite can take. Clients have processors of their own, where the machine has two: on
shared ones they would also measure how late they are themselves. An accepted call is timed twice, and both must hold: by
the client, from the moment its turn had come, and by the service, from its arrival (call_seconds). Who is turned away must
hear it as early. Where other work takes the processors meanwhile, times are not judged.
"""
import contextlib
import os
import pathlib
import re

from harness import EMBEDDED, KAFKA, NotRun, Row, demand, hold, scaled

OVER = 10
NORMAL_PART = 0.2           # of what is answered when 64 calls are always under way
CLIENT_IN_FLIGHT_MAX = 3000
MEMORY_MB_MORE_MAX = 96     # than under normal load, whole suite
P99_TIMES_MAX = 3
BACK_WITHIN_SECONDS = 5
P99_FLOOR_MS = 5.0          # below that a factor means nothing
SHED_PART_MAX = 0.01        # when it is over: a machine that stops for a moment makes calls pile up
OTHERS_PART_MAX = 0.25      # of the processors, for work that is not this row's
LOOK_SECONDS = 0.25
TICKS = os.sysconf("SC_CLK_TCK")
BUCKET = re.compile(r'^rondetafel_statistics_call_seconds_bucket\{(?=.*code="OK")'
                    r'(?=.*method="RecordPublishedFigure").*le="([^"]+)".*\} (\S+)$', re.M)


def median_of(times):
    """One stall of the machine is not the suite's."""
    return sorted(times)[len(times) // 2] if times else 0.0


def keep_to(processors, pid):
    """Lets a process, with all its threads, run on these processors only."""
    for task in os.listdir(f"/proc/{pid}/task"):
        os.sched_setaffinity(int(task), processors)


def quantile_ms(before, after, part):
    """Of the calls that two looks at a histogram have between them: inside a bucket they lie evenly. None without calls."""
    counts = [(float(le), many - before.get(le, 0.0)) for le, many in after.items()]
    counts.sort()
    if not counts or not counts[-1][1]:
        return None
    wanted, low, below = counts[-1][1] * part, 0.0, 0.0
    for high, upto in counts:
        if upto >= wanted:
            inside = (wanted - below) / (upto - below)
            return 1000 * (low if high == float("inf") else low + (high - low) * inside)
        low, below = high, upto
    raise AssertionError("the last bucket holds all")


def used_seconds(pid):
    """Of processors, by a process."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def machine_seconds():
    """Of all processors since the machine started: all of them, and those in which they had nothing to do."""
    with open("/proc/stat", encoding="utf-8") as stat:
        ticks = [int(field) / TICKS for field in stat.readline().split()[1:9]]
    return sum(ticks), ticks[3] + ticks[4]


class Watch:
    """What the suite shows of itself while a load runs: its memory, and each second how long accepted calls took."""

    def __init__(self, bed):
        self._bed = bed
        self.memory_mb = 0.0
        self.p99_ms = []
        self.others_part = 0.0  # of the processors, that neither suite nor client used

    def until_ended(self, load):
        """What the load counted."""
        before, looks = self._histogram(), 0
        ours_began, (all_began, idle_began) = self._used_seconds(), machine_seconds()
        while load.running():
            hold(LOOK_SECONDS)
            resident = sum(process.resident_kb() for process in self._bed.suite.processes) / 1024
            self.memory_mb = max(self.memory_mb, resident)
            looks += 1
            if looks * LOOK_SECONDS % 1 == 0:
                after = self._histogram()
                p99 = quantile_ms(before, after, 0.99)
                self.p99_ms += [] if p99 is None else [p99]
                before = after
        counted = load.wait()
        whole, idle = machine_seconds()
        ours = self._used_seconds() - ours_began
        self.others_part = 1 - (idle - idle_began + ours) / (whole - all_began)
        return counted

    def _used_seconds(self):
        """Of processors, by the suite, this process and the loads that ended."""
        return sum(os.times()[:4]) + sum(used_seconds(process.pid) for process in self._bed.suite.processes)

    def _histogram(self):
        sums = {}
        for process in self._bed.replicas("statistics"):
            for le, many in BUCKET.findall(process.get("/metrics")[1]):
                sums[le.replace("+Inf", "inf")] = sums.get(le.replace("+Inf", "inf"), 0.0) + float(many)
        return sums


class Overload(Row):
    number, name = 13, "overload 10 x, open loop"
    quick_logs = (EMBEDDED,)

    def run(self, log_kind, quick):
        with self.bed() as bed:
            with self.clients_apart(bed) as apart:
                capacity = self.load(bed, in_flight=64, seconds=scaled(quick, 2, 10)).wait()
                rate = max(20, int(capacity["answered"] / capacity["took_ms"] * 1000 * NORMAL_PART))
                calm = self.watched(bed, rate, scaled(quick, 3, 20))
                over = self.watched(bed, rate * OVER, scaled(quick, 4, 60))
                after = self.watched(bed, rate, BACK_WITHIN_SECONDS + scaled(quick, 2, 10))
            checked = bed.check()
        if log_kind == KAFKA:  # the broker is no other work
            for _, watch in (calm, over, after):
                watch.others_part = 0.0
        return {"clients_apart": apart, **self.judge(quick, rate, calm, over, after), **checked}

    @staticmethod
    @contextlib.contextmanager
    def clients_apart(bed):
        """Gives the suite half of the processors, and this process with the clients it starts the others."""
        processors = sorted(os.sched_getaffinity(0))
        half = len(processors) // 2
        try:
            if half > 0:
                os.sched_setaffinity(0, processors[:half])
                for process in bed.suite.processes:
                    keep_to(processors[half:], process.pid)
            yield "yes" if half > 0 else "no"
        finally:
            os.sched_setaffinity(0, processors)

    @staticmethod
    def load(bed, **settings):
        return bed.load(mix="figures", shed=1, **settings)

    def watched(self, bed, rate, seconds):
        """What the client counted in open loop, and what the suite showed."""
        watch = Watch(bed)
        counted = watch.until_ended(self.load(bed, rate=rate, seconds=seconds, in_flight=CLIENT_IN_FLIGHT_MAX))
        return counted, watch

    @staticmethod
    def judge(quick, rate, calm, over, after):
        """Of each part: what the client counted, and what the suite showed."""
        client_p99 = [median_of([second["p99_ms"] for second in seconds if second["ok"]]) for seconds in (
            calm[0]["seconds"], over[0]["seconds"], after[0]["seconds"][BACK_WITHIN_SECONDS:])]
        service_p99 = [median_of(times) for times in (
            calm[1].p99_ms, over[1].p99_ms, after[1].p99_ms[BACK_WITHIN_SECONDS:])]
        took_s = over[0]["took_ms"] / 1000
        counts = {"normal_per_s": rate, "asked_per_s": rate * OVER,
                  "sent_per_s": round(over[0]["commands"] / took_s),
                  "accepted_per_s": round(over[0].get("code_0", 0) / took_s), "shed": over[0].get("shed", 0),
                  "client_p99_ms": " / ".join(f"{p99:.1f}" for p99 in client_p99),
                  "service_p99_ms": " / ".join(f"{p99:.1f}" for p99 in service_p99),
                  "shed_p99_ms": median_of([second["shed_p99_ms"] for second in over[0]["seconds"] if second["shed"]]),
                  "others_percent": round(100 * max(part[1].others_part for part in (calm, over, after))),
                  "memory_normal_mb": calm[1].memory_mb, "memory_over_mb": over[1].memory_mb}
        demand(counts["shed"] > 0, f"nothing was shed: {counts}")
        demand(over[1].memory_mb - calm[1].memory_mb < MEMORY_MB_MORE_MAX, f"memory grew: {counts}")
        demand(after[0].get("code_0", 0) > 0, f"nothing was answered afterwards: {counts}")
        if quick:  # `make test` asserts no times
            return counts
        if counts["others_percent"] > 100 * OTHERS_PART_MAX:
            raise NotRun(f"other work takes the processors: {counts}")
        back = after[0]["seconds"][BACK_WITHIN_SECONDS:]
        shed_part = sum(second["shed"] for second in back) / max(1, sum(second["ok"] for second in back))
        demand(shed_part <= SHED_PART_MAX, f"still shedding {BACK_WITHIN_SECONDS} s after: {counts}")
        for who, (p99_normal, p99_over, p99_after) in (("client", client_p99), ("service", service_p99)):
            limit = P99_TIMES_MAX * max(P99_FLOOR_MS, p99_normal)
            demand(p99_over <= limit, f"accepted ones became slow for the {who}: {counts}")
            demand(p99_after <= limit, f"not normal again for the {who}: {counts}")
        demand(counts["shed_p99_ms"] <= P99_TIMES_MAX * max(P99_FLOOR_MS, client_p99[0]),
               f"turned away late: {counts}")
        return counts
