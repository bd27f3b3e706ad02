"""Row 8: bits flipped and ends cut off in every file the suite keeps. Either nothing changes, or somebody says where;
no service serves what differs from a clean rebuild. Acceptance 3, through the program."""
import json
import os
import shutil
import signal
import subprocess

import brokers
from disks import PLACE, Sentences, cut, flip, restore
from harness import EMBEDDED, KAFKA, SERVICES, Row, clean_environment, demand, scaled, wait_for

COMMANDS = {"quick": 400, "full": 40_000}
PLACES = int(os.environ.get("PLACES", "300"))
CUT_EVERY = 5
DIFFERENT = 4  # rtctl's exit code
ENDED_SECONDS_MAX = 10


class BitFlips(Row):
    number, name = 8, "bit flips and cut-off ends"
    logs = quick_logs = (EMBEDDED,)

    def run(self, log_kind, quick):
        self.counts = {"places": 0, "named": 0, "without_effect": 0, "tail_accepted": 0, "rebuilt": 0}
        with self.bed() as bed:
            load = bed.load(commands=scaled(quick, COMMANDS["quick"], COMMANDS["full"]), in_flight=32, mix="both")
            load.wait()
            checked = bed.check()
            # Some more, so that log and projections have what is not written out.
            more = bed.load(commands=60, in_flight=8, mix="both")
            more.wait()
            bed.suite.kill()
            self.suite = bed.suite
            self.kept = self.directory / "kept"
            shutil.copytree(self.suite.data_dir, self.kept)
            self.records = self.verify_log()["records"]
            for number in range(scaled(quick, 4, PLACES)):
                self.one(number)
                if number % 25 == 24:
                    self.note(str(self.counts))
            restore(self.kept, self.suite.data_dir)
            bed.suite.processes = []
            bed.start()
        return {**self.counts, **checked}

    def files(self, number):
        """In turn of the log and of a projection."""
        data = self.suite.data_dir
        folders = [data / "log"] if number % 2 == 0 else [data / self.random.choice(SERVICES)]
        return sorted(file for folder in folders for file in folder.rglob("*")
                      if file.is_file() and file.stat().st_size > 0)

    def one(self, number):
        restore(self.kept, self.suite.data_dir)
        file = self.random.choice(self.files(number))
        damage = cut if number % CUT_EVERY == CUT_EVERY - 1 else flip
        what = damage(file, self.random)
        self.counts["places"] += 1
        log_file = self.suite.log_dir / "rondetafel.log"
        began = log_file.stat().st_size
        self.judge(what)
        if b"projection_set_aside" in log_file.read_bytes()[began:]:
            self.counts["rebuilt"] += 1

    def judge(self, what):
        said = self.start(what)
        if "--accept-tail-loss" in said:
            self.counts["tail_accepted"] += 1
            self.suite.flags.append("--accept-tail-loss")
            said = self.start(what)
            self.suite.flags.remove("--accept-tail-loss")
            demand(not said, f"{what}: without the tail it still says {said}")
        elif "start it again" in said:
            said = self.start(what)
            demand(not said, f"{what}: started again it says {said}")
        if said:
            self.counts["named"] += 1
            return
        self.serves_only_the_truth(what)

    def start(self, what):
        """Empty when it serves; else the one sentence, which names the place."""
        log_file = self.suite.log_dir / "rondetafel.log"
        said = Sentences(log_file)
        began = log_file.stat().st_size if log_file.exists() else 0

        def halts():
            # A service whose own partition cannot be read on does not serve; the others do.
            lines = log_file.read_bytes()[began:].decode("utf-8", "replace").splitlines()
            return [line for line in lines if '"partition_halted"' in line]

        process = self.suite.launch()
        try:
            process.wait_until_serving(hopeless=halts)
            return ""
        except AssertionError:
            code = process.end(signal.SIGKILL)
        if code == -signal.SIGKILL and halts():
            return self.named(what, halts()[0])
        demand(code == 1, f"{what}: ended with {code}: {process.log_tail()}")
        return self.named(what, said.only(what))

    @staticmethod
    def named(what, sentence):
        demand(PLACE.search(sentence), f"{what} is not named by: {sentence}")
        return sentence

    def serves_only_the_truth(self, what):
        process = self.suite.process
        said = Sentences(process.log_file)
        code, text = self.verify_projections(what)
        if code != 0 and not PLACE.search(text):
            wait_for(f"{what}: the process ends, or somebody says where", lambda: not process.running(),
                     ENDED_SECONDS_MAX)
            self.named(what, said.only(what))
            again = self.start(what)
            demand(not again, f"{what}: started again it says {again}")
            code, text = self.verify_projections(what)
        if code != 0:
            # A damaged log cannot be replayed, and the replay says where.
            self.named(what, text)
            self.counts["named"] += 1
            self.suite.process.end(signal.SIGKILL)
            return
        self.suite.stop()
        verified = self.verify_log(what)
        if verified is not None and not self.counts["tail_accepted"]:
            demand(verified["records"] >= self.records, f"{what}: records are gone: {verified}")
        self.counts["without_effect" if verified is not None else "named"] += 1

    def verify_projections(self, what):
        run = subprocess.run([str(self.suite.bin_dir / "rtctl"), "projection", "verify"], env=self.suite.rtctl_environment(),
                             cwd=self.suite.directory, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                             timeout=300, check=False)
        text = run.stdout + run.stderr
        demand(run.returncode != DIFFERENT, f"{what}: a projection is served that its log does not give: {text}")
        return run.returncode, text

    def verify_log(self, what=""):
        """Totals of the log; None when it is damaged and says where."""
        code, text = verify(self.suite, "--data-dir", str(self.suite.data_dir))
        if code != 0:
            demand(what, f"the log does not verify: {text}")
            self.named(what, text)
            return None
        return {"records": sum(records for records, _ in partitions(text).values())}


class SegmentFlips(Row):
    """Bits flipped in the segments of a broker, with no projection to help: `rtctl log verify` reads every record. A flip
    in the frame of the last batch can hide it, and a hidden end cannot be told from records that never came: so the
    heads that the services signed before are held against the log."""
    number, name = 8, "bit flips, Kafka segments"
    logs, quick_logs = (KAFKA,), ()

    def run(self, log_kind, quick):
        counts = {"places": 0, "named": 0, "without_effect": 0}
        with brokers.Cluster(self.bin_dir, self.directory / "broker") as cluster:
            node = cluster.nodes[0]
            with self.bed(broker=cluster) as bed:
                bed.load(commands=scaled(quick, 500, 20_000), in_flight=32, mix="both").wait()
                checked = bed.check()
                heads = self.directory / "heads"
                bed.suite.rtctl("log", "heads", "--out", str(heads))
                bed.kill()
                flags = [*bed.log_flags(), "--against", str(heads)]
                code, text = verify(bed.suite, *flags)
                demand(code == 0, f"the log does not verify: {text}")
                whole = partitions(text)
                node.stop()
                kept = self.directory / "kept"
                shutil.copytree(node.logs, kept)
                for _ in range(scaled(quick, 3, 40)):
                    restore(kept, node.logs)
                    segments = sorted(file for file in node.logs.glob(f"{bed.prefix}*/*.log")
                                      if file.stat().st_size > 0)
                    what = flip(self.random.choice(segments), self.random)
                    node.start()
                    self.judge(what, whole, *verify(bed.suite, *flags), counts)
                    node.stop()
                restore(kept, node.logs)
                node.start()
        return {**counts, **checked}

    @staticmethod
    def judge(what, whole, code, text, counts):
        counts["places"] += 1
        if code != 0:
            demand(PLACE.search(text) or "offset" in text, f"{what} is not named by: {text}")
            counts["named"] += 1
            return
        demand(partitions(text) == whole, f"{what}: other records, and nobody says so: {text}")
        counts["without_effect"] += 1


def verify(suite, *flags):
    """Exit code and what `rtctl log verify` says."""
    run = subprocess.run([str(suite.bin_dir / "rtctl"), "--json", "log", "verify", *flags], env=clean_environment(),
                         cwd=suite.directory, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300,
                         check=False)
    return run.returncode, run.stdout + run.stderr


def partitions(text):
    """(topic, partition) -> (records, running hash), of a verification."""
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    return {(line["topic"], line["partition"]): (line["records"], line["running_hash"])
            for line in lines if "running_hash" in line}
