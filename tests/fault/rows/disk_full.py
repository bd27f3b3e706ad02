"""Row 7: a full disk refuses commands, goes on answering questions, and heals without a restart."""
import datetime

from disks import fill, small_disk
from harness import EMBEDDED, SERVICES, Row, demand, hold, metric, scaled, wait_for
from shim import Shim

LOG_MEGABYTES = 112        # the log keeps 64 of them free
PROJECTION_MEGABYTES = 48
NOTICED_SECONDS_MAX = 60   # a projection meets the disk when it writes its memory out, every 5 s
HEALED_SECONDS_MAX = 30
FULL_SECONDS = 1


class DiskFull(Row):
    number, name = 7, "disk full"
    quick_logs = (EMBEDDED,)

    def run(self, log_kind, quick):
        counts = {"times_full": 0}
        self.counts = counts
        if log_kind == EMBEDDED:
            self.in_the_log(quick)
        self.in_a_projection(log_kind, quick)
        return counts

    def in_the_log(self, quick):
        shim = Shim(self.bin_dir / "libfault_shim.so", self.directory / "shim.control")
        bed = self.bed("log", environment=shim.environment())
        with small_disk(bed.suite.data_dir / "log", LOG_MEGABYTES) as disk, bed:
            load = self.load_on(bed)
            for _ in range(scaled(quick, 1, 5)):
                filler = fill(disk)
                self.while_full(bed, load)
                filler.unlink()
                self.healed(bed, load)
            # Past what the log keeps free, in the middle of a write: once, or RocksDB gives up.
            shim.order("fail ENOSPC write log/records/*.log times 1 short")
            self.healed(bed, load)
            shim.order()
            self.finish(bed, load, "log")

    def in_a_projection(self, log_kind, quick):
        bed = self.bed("projection")
        folder = "intake" if log_kind == EMBEDDED else "intake-1/intake"
        with small_disk(bed.suite.data_dir / folder, PROJECTION_MEGABYTES) as disk, bed:
            load = self.load_on(bed)
            for _ in range(scaled(quick, 1, 4)):
                filler = fill(disk)
                self.while_full(bed, load, ("intake",))
                filler.unlink()
                self.healed(bed, load)
            self.finish(bed, load, "projection")

    def load_on(self, bed):
        load = bed.load(in_flight=8, mix="both", repeat=10, timeout_ms=3000)
        wait_for("commands are answered", lambda: load.progress() > 30, HEALED_SECONDS_MAX)
        self.processes = [(process, process.pid) for process in bed.suite.processes]
        return load

    @staticmethod
    def exhausted(bed, services):
        return sum(metric(process, f"rondetafel_{service}_calls_total", code="RESOURCE_EXHAUSTED") +
                   metric(process, f"rondetafel_{service}_commands_total", result="exhausted")
                   for service in services for process in bed.replicas(service))

    def while_full(self, bed, load, services=SERVICES):
        before = self.exhausted(bed, services)
        wait_for("a command is told that the disk is full",
                 lambda: self.exhausted(bed, services) > before, NOTICED_SECONDS_MAX)
        hold(FULL_SECONDS)
        bed.suite.rtctl("--json", "status")
        bed.suite.rtctl("--json", "report", "consultations", "--year", str(datetime.date.today().year))
        demand(load.running(), "the load ended")
        self.counts["times_full"] += 1

    def healed(self, bed, load):
        answered = load.progress()
        wait_for("commands are answered again", lambda: load.progress() > answered + 20, HEALED_SECONDS_MAX)
        demand([(process, process.pid) for process in bed.suite.processes if process.running()]
               == self.processes, "a process ended")

    def finish(self, bed, load, what):
        load.end()
        counted = load.wait()
        self.counts[f"commands_{what}"] = counted["answered"]
        self.counts.update(bed.check())
