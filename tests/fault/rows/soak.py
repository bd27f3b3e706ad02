"""Row 18: many events, faults of the table at random, and nothing that grows."""
import os
import signal

import kept
from harness import EMBEDDED, KAFKA, SERVICES, Row, demand, hold, metric, wait_for
from shim import Shims

# On one machine a broker and six processes take about a third of what the embedded log takes.
EVENTS = {EMBEDDED: 10_000_000, KAFKA: 1_000_000}
EVENTS_A_FAULT = 40_000  # between two faults the load goes on that far
FAULTS_MIN = 40
SAMPLES = 10
STEP_SECONDS_MAX = 600
ANSWERED_AGAIN = 50    # commands, of each load after a fault
GROWTH_MAX = 1.5       # of what is measured from the first third of the run to the last
MEMORY_SLACK_MB = 24   # a process that starts anew begins small
FILES_SLACK = 40       # of a store between two compactions
TABLE = ".sst"
POINTS = {EMBEDDED: ("log-append-after", "log-sync-after", "reply-before"),
          KAFKA: ("broker-send-after", "broker-receive-before", "reply-before")}


class Soak(Row):
    number, name = 18, "soak with faults at random"
    quick_logs = ()  # its faults are rows of their own

    def run(self, log_kind, quick):
        events = int(os.environ.get("SOAK_EVENTS", EVENTS[log_kind]))
        self.shims, self.faults, self.samples = Shims(self), {}, []
        with self.bed(environment=self.shims.environment) as bed:
            kept.import_fixture(bed)
            # Cases go through every service; figures, which cost far less, are what makes the log long.
            loads = [bed.load(in_flight=1, cases_open=16, mix="cases", race=2, repeat=2, changed=1, timeout_ms=4000),
                     bed.load(in_flight=64, mix="figures", race=1, repeat=1, timeout_ms=4000)]
            step = min(EVENTS_A_FAULT, events // FAULTS_MIN)
            next_sample = events // SAMPLES  # what starts is small
            while (done := self.records(bed)) < events:
                if done >= next_sample:
                    self.sample(bed, done)
                    kept.look(bed)
                    next_sample = done + events // SAMPLES
                self.one_fault(bed, loads)
                wait_for("the load goes on", lambda until=done + step: self.goes_on(loads)
                         and self.records(bed) >= until, STEP_SECONDS_MAX, every=0.25)
            for load in loads:
                load.end()
            answered = sum(load.wait()["answered"] for load in loads)
            bed.settle()
            self.sample(bed, self.records(bed))
            kept.look(bed)
            checked = bed.check()
        return {"records": self.samples[-1]["records"], "commands": answered, **self.faults,
                **self.judge(), **checked}

    @staticmethod
    def goes_on(loads):
        for load in loads:
            demand(load.running(), "a load ended early")
        return True

    @staticmethod
    def records(bed):
        return int(sum(metric(bed.replicas(service)[0], f"rondetafel_{service}_projection_position_records",
                              topic=service) for service in SERVICES))

    # Faults.

    def one_fault(self, bed, loads):
        process = self.random.choice(bed.suite.processes)
        fault = self.random.choice((self.kill, self.kill_at_point, self.end, self.stop))
        answered = [load.progress() for load in loads]
        fault(bed, process)
        name = fault.__name__
        self.faults[name] = self.faults.get(name, 0) + 1
        for load, before in zip(loads, answered):
            wait_for(f"commands are answered again after {name}", lambda: load.progress() > before + ANSWERED_AGAIN, 60)

    def kill(self, bed, process):
        process.end(signal.SIGKILL)
        self.shims.again(bed, process)

    def kill_at_point(self, bed, process):
        point = self.random.choice(POINTS[self.log_kind])
        port = [f"broker-port {bed.suite.broker.port}"] if self.log_kind != EMBEDDED else []
        self.shims.of(process).order(*port, f"kill {point} {self.random.randint(1, 500)}")
        wait_for(f"{process.name} dies at {point}", lambda: not process.running(), 60)
        process.end(signal.SIGKILL)
        self.shims.again(bed, process)

    def end(self, bed, process):
        process.end(signal.SIGTERM)
        self.shims.again(bed, process)

    def stop(self, bed, process):
        process.send(signal.SIGSTOP)
        hold(self.random.uniform(0.2, 2))
        process.send(signal.SIGCONT)

    # What must not grow. Tables of the stores hold the records: of those there may be more as records are.

    def sample(self, bed, records):
        processes = bed.suite.processes
        files = [path for path in bed.suite.data_dir.rglob("*")
                 if path.is_file() and path.parent.name != "heads"]  # those are kept on purpose
        tables = sum(path.suffix == TABLE for path in files)
        self.samples.append({
            "records": records, "memory_mb": sum(p.resident_kb() for p in processes) / 1024,
            "tables": tables, "files": len(files) - tables,
            "descriptors": sum(not open_file.endswith(TABLE) for p in processes for open_file in p.open_files())})
        self.note(", ".join(f"{name} {value:.0f}" for name, value in self.samples[-1].items()))

    def judge(self):
        third = max(1, len(self.samples) // 3)
        first, last = self.samples[:third], self.samples[-third:]
        more_records = last[-1]["records"] / max(1, first[-1]["records"])
        counts = {}
        for what, slack, with_records in (("memory_mb", MEMORY_SLACK_MB, 1), ("files", FILES_SLACK, 1),
                                          ("descriptors", FILES_SLACK, 1), ("tables", FILES_SLACK, more_records)):
            then, now = max(s[what] for s in first), max(s[what] for s in last)
            demand(now <= then * GROWTH_MAX * with_records + slack,
                   f"{what} grew from {then:.0f} to {now:.0f}: {self.samples}")
            counts[what] = f"{then:.0f} to {now:.0f}"
        return counts
