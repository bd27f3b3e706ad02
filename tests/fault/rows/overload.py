"""Row 13: ten times more calls than are normal, from clients that do not wait for each other."""
from harness import EMBEDDED, Row, demand, scaled

OVER = 10
CLIENT_IN_FLIGHT_MAX = 3000
MEMORY_MB_MORE_MAX = 96     # than under normal load, whole suite
P99_TIMES_MAX = 3
BACK_WITHIN_SECONDS = 5
P99_FLOOR_MS = 5.0          # below that a factor means nothing


def p99_of(seconds):
    """The median of the seconds' 99th percentiles: one stall of the machine is not the suite's."""
    times = sorted(second["p99_ms"] for second in seconds if second["ok"])
    return times[len(times) // 2] if times else 0.0


class Overload(Row):
    number, name = 13, "overload 10 x, open loop"
    quick_logs = (EMBEDDED,)

    def run(self, log_kind, quick):
        long = scaled(quick, 4, 60)
        with self.bed() as bed:
            capacity = bed.load(mix="figures", in_flight=64, seconds=scaled(quick, 2, 10)).wait()
            per_s = capacity["answered"] / capacity["took_ms"] * 1000
            normal_rate = max(20, int(per_s * 0.25))
            calm = self.open_loop(bed, normal_rate, scaled(quick, 3, 20))
            memory_calm = self.resident_mb(bed)
            over = bed.load(mix="figures", rate=normal_rate * OVER, seconds=long, shed=1,
                                  in_flight=CLIENT_IN_FLIGHT_MAX)
            memory_over = 0.0
            while over.running():
                memory_over = max(memory_over, self.resident_mb(bed))
            over = over.wait()
            after = self.open_loop(bed, normal_rate, BACK_WITHIN_SECONDS + scaled(quick, 2, 10))
            checked = bed.check()
        return self.judge(quick, normal_rate, calm, over, after, memory_calm, memory_over, checked)

    @staticmethod
    def open_loop(bed, rate, seconds):
        return bed.load(mix="figures", rate=rate, seconds=seconds, in_flight=CLIENT_IN_FLIGHT_MAX,
                        shed=1).wait()

    @staticmethod
    def resident_mb(bed):
        return sum(process.resident_kb() for process in bed.suite.processes) / 1024

    def judge(self, quick, rate, calm, over, after, memory_calm, memory_over, checked):
        normal = max(P99_FLOOR_MS, p99_of(calm["seconds"]))
        counts = {"normal_per_s": rate, "asked_per_s": rate * OVER,
                  "accepted_per_s": round(over.get("code_0", 0) / over["took_ms"] * 1000),
                  "shed": over.get("shed", 0), "shed_p99_ms": over["shed_p99_ms"],
                  "p99_normal_ms": normal, "p99_over_ms": p99_of(over["seconds"]),
                  "p99_after_ms": p99_of(after["seconds"][BACK_WITHIN_SECONDS:]),
                  "memory_normal_mb": memory_calm, "memory_over_mb": memory_over, **checked}
        demand(counts["shed"] > 0, f"nothing was shed: {counts}")
        demand(memory_over - memory_calm < MEMORY_MB_MORE_MAX, f"memory grew: {counts}")
        demand(after.get("code_0", 0) > 0, f"nothing was answered afterwards: {counts}")
        if not quick:  # `make test` asserts no times
            demand(not any(second["shed"] for second in after["seconds"][BACK_WITHIN_SECONDS:]),
                   f"still shedding {BACK_WITHIN_SECONDS} s after: {counts}")
            limit = P99_TIMES_MAX * normal
            demand(counts["p99_over_ms"] <= limit, f"accepted ones became slow: {counts}")
            demand(counts["p99_after_ms"] <= limit, f"not normal again: {counts}")
        return counts
