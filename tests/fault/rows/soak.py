"""Row 18: many events, faults of the table at random, and nothing that grows."""
import os
import pathlib
import signal

from harness import EMBEDDED, SERVICES, Row, demand, hold, metric, wait_for
from shim import Shim

EVENTS = int(os.environ.get("SOAK_EVENTS", "10000000"))
SAMPLES = 10
GROWTH_MAX = 1.5       # of what is measured from the first third of the run to the last
MEMORY_SLACK_MB = 24   # a process that starts anew begins small
FILES_SLACK = 40       # of a store between two compactions
POINTS = {EMBEDDED: ("log-append-after", "log-sync-after", "reply-before"),
          "kafka": ("broker-send-after", "broker-receive-before", "reply-before")}


class Soak(Row):
    number, name = 18, "soak with faults at random"
    quick_logs = ()  # its faults are rows of their own

    def run(self, log_kind, quick):
        events = EVENTS
        self.shims, self.faults, self.samples = {}, {}, []
        with self.bed(environment=self.environment) as bed:
            load = bed.load(in_flight=64, cases_open=12, mix="both", race=2, repeat=2, changed=1,
                            timeout_ms=4000)
            next_sample = 0
            while (done := self.records(bed)) < events:
                demand(load.running(), "the load ended early")
                if done >= next_sample:
                    self.sample(bed, done)
                    next_sample = done + events // SAMPLES
                self.one_fault(bed, load)
            load.end()
            counted = load.wait()
            bed.settle()
            self.sample(bed, self.records(bed))
            checked = bed.check()
        return {"records": self.samples[-1]["records"], "commands": counted["answered"], **self.faults,
                **self.judge(), **checked}

    def environment(self, program):
        if program not in self.shims:
            self.shims[program] = Shim(self.bin_dir / "libfault_shim.so", self.directory / f"{program}.control")
        return self.shims[program].environment()

    @staticmethod
    def records(bed):
        return int(sum(metric(bed.replicas(service)[0], f"rondetafel_{service}_projection_position_records",
                              topic=service) for service in SERVICES))

    # Faults.

    def one_fault(self, bed, load):
        process = self.random.choice(bed.suite.processes)
        program = getattr(process, "service", "rondetafel")
        fault = self.random.choice((self.kill, self.kill_at_point, self.end, self.stop))
        answered = load.progress()
        fault(bed, process, self.shims[program], program)
        name = fault.__name__
        self.faults[name] = self.faults.get(name, 0) + 1
        wait_for(f"commands are answered again after {name}", lambda: load.progress() > answered + 200, 60)

    def again(self, bed, process, shim, program):
        shim.order()
        bed.gone(process)
        bed.again(process, self.environment(program))

    def kill(self, bed, process, shim, program):
        process.end(signal.SIGKILL)
        self.again(bed, process, shim, program)

    def kill_at_point(self, bed, process, shim, program):
        point = self.random.choice(POINTS[self.log_kind])
        port = [f"broker-port {bed.suite.broker.port}"] if self.log_kind != EMBEDDED else []
        shim.order(*port, f"kill {point} {self.random.randint(1, 500)}")
        wait_for(f"{program} dies at {point}", lambda: not process.running(), 60)
        process.end(signal.SIGKILL)
        self.again(bed, process, shim, program)

    def end(self, bed, process, shim, program):
        process.end(signal.SIGTERM)
        self.again(bed, process, shim, program)

    def stop(self, bed, process, shim, program):
        process.send(signal.SIGSTOP)
        hold(self.random.uniform(0.2, 2))
        process.send(signal.SIGCONT)

    # What must not grow.

    def sample(self, bed, records):
        processes = bed.suite.processes
        files = sum(1 for path in bed.suite.data_dir.rglob("*")
                    if path.is_file() and path.parent.name != "heads")  # those are kept on purpose
        self.samples.append({
            "records": records, "memory_mb": sum(p.resident_kb() for p in processes) / 1024, "files": files,
            "descriptors": sum(len(list(pathlib.Path(f"/proc/{p.pid}/fd").iterdir())) for p in processes)})
        self.note(", ".join(f"{name} {value:.0f}" for name, value in self.samples[-1].items()))

    def judge(self):
        third = max(1, len(self.samples) // 3)
        first, last = self.samples[:third], self.samples[-third:]
        counts = {}
        for what, slack in (("memory_mb", MEMORY_SLACK_MB), ("files", FILES_SLACK), ("descriptors", FILES_SLACK)):
            then, now = max(s[what] for s in first), max(s[what] for s in last)
            demand(now <= then * GROWTH_MAX + slack, f"{what} grew from {then:.0f} to {now:.0f}: {self.samples}")
            counts[what] = f"{then:.0f} to {now:.0f}"
        return counts
