"""Row 9: the disk refuses a write or a sync: the process ends, and what a new one finds it writes anew. On Kafka the disk
of a service holds its projection alone."""
from disks import Sentences
from harness import EMBEDDED, KAFKA, Row, demand, scaled, wait_for
from shim import Shims

ENDED_SECONDS_MAX = 30
PROGRESS_SECONDS_MAX = 30
# order -> what the sentence must say
IN_THE_LOG = {
    "fail EIO sync log/records/*.log times 1": "the log in",
    "fail EIO write log/records/*.log times 1": "the log in",
    "fail EIO write log/records/*.log times 1 short": "the log in",
}
IN_A_PROJECTION = {
    "fail EIO sync v*-*/*.sst times 1": "projection store",
    "fail EIO write v*-*/MANIFEST-* times 1": "projection store",
}
FAULTS = {EMBEDDED: {**IN_THE_LOG, **IN_A_PROJECTION}, KAFKA: IN_A_PROJECTION}


class DiskErrors(Row):
    number, name = 9, "EIO and failed fsync"
    quick_logs = (EMBEDDED,)

    def run(self, log_kind, quick):
        self.shims = Shims(self)
        faults = list(FAULTS[log_kind].items())
        ended, anew = 0, 0
        with self.bed(environment=self.shims.environment) as bed:
            load = bed.load(in_flight=8, mix="both", repeat=10, timeout_ms=3000)
            for number in range(scaled(quick, 3, 4 * len(faults))):
                order, start = faults[(number if not quick else (0, 2, 3)[number]) % len(faults)]
                answered = load.progress()
                wait_for("commands are answered", lambda: load.progress() > answered, PROGRESS_SECONDS_MAX)
                process = self.fail_once(bed, order, start)
                if log_kind == EMBEDDED:
                    anew += self.written_anew(bed, process)
                else:
                    self.shims.again(bed, process)
                ended += 1
            answered = load.progress()
            wait_for("commands are answered", lambda: load.progress() > answered, PROGRESS_SECONDS_MAX)
            load.end()
            counted = load.wait()
            checked = bed.check()
        written = {"written_anew": anew} if log_kind == EMBEDDED else {}
        return {"ended": ended, **written, "commands": counted["answered"], **checked}

    def fail_once(self, bed, order, start):
        """A process of the suite meets the error, and ends with one sentence; returns it."""
        # The keyring's projection hardly changes, so it would not be written.
        process = self.random.choice([each for each in bed.suite.processes if list(each.grpc) != ["keyring"]])
        said = Sentences(process.log_file)
        self.shims.of(process).order(order)
        wait_for(f"the process ends after {order}", lambda: not process.running(), ENDED_SECONDS_MAX)
        code = process.end()
        demand(code == 1, f"it ended with {code} after {order}: {process.log_tail()}")
        sentence = said.only(order)
        demand(start in sentence, f"after {order} it said: {sentence}")
        return process

    def written_anew(self, bed, process):
        """Starts it again; how many bytes of log it wrote anew before it served."""
        shim = self.shims.of(process)
        bed.gone(process)
        records = bed.suite.data_dir / "log" / "records"
        before = {file.name for file in records.glob("*.log")}
        traced = len(shim.trace())
        shim.order("trace log/records/*")
        bed.again(process, shim.environment())
        lines = shim.trace()[traced:]
        shim.order()
        return self.rewritten(records, before, lines)

    @staticmethod
    def rewritten(records, before, lines):
        """Nothing that an earlier process left unsynced is built on: its write-ahead logs are gone, and what they held
        was written to tables and synced before the first new record."""
        left = before & {file.name for file in records.glob("*.log")}
        demand(not left, f"still there after the start: {sorted(left)}")
        unsynced, anew = set(), 0
        for call, path, result in lines:
            if path.endswith(".log") and call == "write":
                break
            if call == "write" and path.endswith(".sst"):
                unsynced.add(path)
                anew += result
            elif call == "sync" and result == 0:
                unsynced.discard(path)
        demand(not unsynced, f"not synced before the first new record: {sorted(unsynced)}")
        demand(anew > 0, "nothing was written anew")
        return anew
