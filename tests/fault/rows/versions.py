"""Row 17: old and new binaries on one log. The new ones write and understand one schema version more (tests/fault/next)."""
import cases
from harness import KAFKA, Row, demand, scaled, wait_for
from looks import halts, nothing_failed, replace, seconds_until_progress, statuses

UPGRADED = ("intake", "triage", "scheduling", "workplan", "statistics")
NOTICE_SECONDS_MAX = 30


class Versions(Row):
    """A rolling upgrade under load, service by service; then an old binary that comes too late."""
    number, name = 17, "old and new binaries"
    logs = (KAFKA,)
    quick_logs = ()

    def run(self, log_kind, quick):
        with self.bed() as bed:
            bed.schema_version = 2
            load = bed.load(in_flight=16, repeat=10, settle_seconds=120)
            seconds_until_progress(load, commands=scaled(quick, 50, 300))
            halted = self.upgrade(bed)
            demand(not any(map(halts, statuses(bed.suite).values())), "all are upgraded, and some stay halted")
            # A token may wait for a reader that halted until that one is upgraded; now all of them go on.
            seconds_until_progress(load, commands=scaled(quick, 50, 300))
            late = self.come_too_late(bed)
            load.end()
            counted = load.wait()
            nothing_failed(counted)
            return {"upgraded": len(UPGRADED), "halted_on_the_way": halted, "halted_when_late": late,
                    "answered": counted["answered"], **bed.check()}

    def upgrade(self, bed):
        """The new intake first, which is the wrong order: what it writes halts every reader that is older."""
        most = 0
        for number, service in enumerate(UPGRADED):
            replace(bed, service, f"rondetafel-{service}_next")
            older = UPGRADED[number + 1:]
            if number == 0:
                wait_for("the older readers to halt", lambda: halts(statuses(bed.suite)["triage"]),
                         NOTICE_SECONDS_MAX)
            said = statuses(bed.suite)
            for name in UPGRADED[:number + 1]:
                demand(not halts(said[name]), f"{name} is upgraded and halted: {halts(said[name])}")
            for name in older:
                for where, why in halts(said[name]).items():
                    demand(why.endswith("not_understood"), f"{name} halted at {where}: {why}")
            most = max(most, sum(len(halts(each)) for each in said.values()))
            demand(cases.submit(bed.suite) == "OK", f"no request is taken while {older} are old")
        demand(most > 0, "nobody halted: the new binaries wrote nothing new")
        return most

    @staticmethod
    def come_too_late(bed):
        """An old binary with an empty directory among new ones: halts before the first new record, and says so."""
        bed.suite.programs["intake"] = "rondetafel-intake"
        late = bed.suite.launch("intake", 2)
        wait_for("the old binary to halt", lambda: "partition_halted" in late.log_file.read_text(encoding="utf-8"),
                 NOTICE_SECONDS_MAX, late)
        many = late.log_file.read_text(encoding="utf-8").count('"partition_halted"')
        late.end()
        bed.suite.processes.remove(late)
        # The same directory under a new binary.
        bed.suite.programs["intake"] = "rondetafel-intake_next"
        healed = bed.start_replica("intake", 2)
        demand(cases.submit(bed.suite, healed.grpc["intake"]) == "OK", "healed, but it takes no commands")
        return many
