"""Row 10: records that nobody of the suite would write."""
import json
import subprocess

import cases
from harness import EMBEDDED, KAFKA, Row, Violation, clean_environment, demand, scaled, wait_for
from looks import halts, reason_of, replace, statuses

# Poison, and the label under which every reader of the topic counts it.
IGNORED = {"random": "malformed", "short": "malformed", "empty": "malformed", "cut": "bad_body_hash",
           "bit": "bad_body_hash", "bad-mac": "bad_mac", "wrong-key": "bad_mac",
           "foreign": "mac_key_not_introduced", "replay": "duplicate_command"}
HALTING = ("newer", "event", "enum", "protobuf", "kind")
TOPIC = "intake"
READERS = ("intake", "triage", "scheduling", "statistics")
NOTICE_SECONDS_MAX = 20


def add(row, bed, kind, partition, seed=1):
    """Appends the poison and returns its offset."""
    place = (["--data-dir", str(bed.suite.data_dir)] if bed.log_kind == EMBEDDED else
             ["--kafka", bed.suite.broker.address, "--topic-prefix", bed.prefix,
              "--keys-dir", str(bed.suite.data_dir / "keys")])
    run = subprocess.run([str(row.bin_dir / "poison"), *place, "--topic", TOPIC,
                          "--partition", str(partition), "--seed", str(seed), kind],
                         stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
                         env=clean_environment())
    if run.returncode != 0:
        raise Violation(f"poison {kind}: {run.stderr}")
    return int(run.stdout.split()[1])


def readers_of(status, topic, partition):
    """Services that fold the partition, with what they say of it."""
    found = {}
    for service, said in status.items():
        for each in said.get("partitions", ()):
            if each["topic"] == topic and int(each.get("partition", 0)) == partition:
                found[service] = each
    return found


class Poison(Row):
    number, name = 10, "poison"
    logs, quick_logs = (EMBEDDED, KAFKA), (KAFKA,)

    def run(self, log_kind, quick):
        self.quick = quick
        kinds = [kind for kind in IGNORED if log_kind == KAFKA or kind != "empty"]
        with self.bed() as bed:
            self.requests = cases.one_request_a_partition(bed.suite)
            load = bed.load(in_flight=8, commands=scaled(quick, 60, 1500), repeat=10)
            if log_kind == EMBEDDED:
                load.wait()
            records = self.ignore_all(bed, kinds)
            if log_kind == KAFKA:
                load.wait()
            counts = {"ignored": records, **bed.check()}
            halted = (self.halt_embedded if log_kind == EMBEDDED else self.halt_kafka)(bed)
        return {"halted": halted, **counts}

    def ignore_all(self, bed, kinds):
        """Nothing of it changes anything: every reader counts each once and goes on."""
        partition = 0
        before = readers_of(statuses(bed.suite), TOPIC, partition)
        demand(set(before) == set(READERS), f"{TOPIC} is read by {sorted(before)}")
        rounds = scaled(self.quick, 1, 20)
        if bed.log_kind == EMBEDDED:
            bed.suite.stop()
        for seed in range(rounds):
            for kind in kinds:
                add(self, bed, kind, partition, seed)
        if bed.log_kind == EMBEDDED:
            bed.start()

        def all_counted():
            now = readers_of(statuses(bed.suite), TOPIC, partition)
            return all(int(now[name].get("ignored", 0)) - int(was.get("ignored", 0)) >= rounds * len(kinds)
                       for name, was in before.items())

        wait_for("every reader to count the poison", all_counted, NOTICE_SECONDS_MAX)
        demand(not any(map(halts, statuses(bed.suite).values())), "poison halted a reader")
        return rounds * len(kinds)

    def halt_kafka(self, bed):
        """Every reader stops before it, at the same place; the rest serves; nothing is skipped."""
        halting, *others = HALTING
        self.halt_all_readers(bed, halting, 0)
        # Other partitions serve meanwhile, and this one is read.
        cases.can_be_read(bed.suite, self.requests[0])
        demand(cases.withdraw(bed.suite, self.requests[0]) == "UNAVAILABLE",
               "a command was taken in a partition that halted")
        for partition in (1, 2, 3):
            demand(cases.withdraw(bed.suite, self.requests[partition]) == "OK",
                   f"partition {partition} does not serve although another one halted")
        # A newer binary understands it.
        for service in READERS:
            replace(bed, service, f"rondetafel-{service}_next")
        bed.schema_version = 2
        demand(not any(map(halts, statuses(bed.suite).values())), "a newer binary did not heal the halt")
        demand(cases.withdraw(bed.suite, self.requests[0]) == "OK", "healed, but it takes no commands")
        if not self.quick:
            bed.check()
        # And what nobody understands halts these as well.
        for partition, kind in enumerate(others):
            self.halt_all_readers(bed, kind, partition)
            cases.can_be_read(bed.suite, self.requests[partition])
        return len(HALTING)

    def halt_all_readers(self, bed, kind, partition):
        offset = add(self, bed, kind, partition)
        wanted = f"{TOPIC}/{partition} stopped before offset {offset}: not_understood"

        def all_halted():
            now = readers_of(statuses(bed.suite), TOPIC, partition)
            return set(now) == set(READERS) and all(each.get("halted") for each in now.values())

        wait_for(f"{kind} to halt every reader", all_halted, NOTICE_SECONDS_MAX)
        for service, said in readers_of(statuses(bed.suite), TOPIC, partition).items():
            demand(reason_of(said) == wanted, f"{service} says: {reason_of(said)}, not: {wanted}")
            demand(int(said["offset"]) == offset, f"{service} stands at {said['offset']}, not at {offset}")

    def halt_embedded(self, bed):
        """One process: it does not get ready, and every service in it says the same sentence."""
        for partition, kind in enumerate(HALTING[1:]):
            if partition == 0:
                self.heal_embedded(bed)
            self.all_say(bed, add(self, bed, kind, partition), partition)
        return len(HALTING)

    def heal_embedded(self, bed):
        bed.suite.stop()
        self.all_say(bed, add(self, bed, HALTING[0], 0), 0)
        bed.suite.program = "rondetafel_next"
        bed.schema_version = 2
        bed.start()
        bed.check()
        bed.suite.stop()

    @staticmethod
    def all_say(bed, offset, partition):
        process = bed.suite.launch()
        wanted = f"{TOPIC}/{partition} stopped before offset {offset}: not_understood"

        def said():
            lines = process.log_file.read_text(encoding="utf-8", errors="replace").splitlines()
            return {json.loads(line)["service"] for line in lines
                    if '"partition_halted"' in line and wanted in line}

        wait_for(f"every reader to say {wanted}", lambda: said() == set(READERS), NOTICE_SECONDS_MAX, process)
        process.end()
        bed.suite.processes = []
