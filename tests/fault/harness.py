"""What a row of the fault table is written with.

    class KillAtRandom(Row):
        number, name = 1, "kill -9"

        def run(self, log_kind, quick):
            with self.bed() as bed:                  # the suite on that log, serving
                load = bed.load(commands=2000, in_flight=16)
                bed.kill()
                bed.start()
                load.wait()
                counts = bed.check()                 # invariants, log, projections
            return {"kills": 1, **counts}

A row returns what it counted, raises Violation (or any AssertionError) when something did not hold, and NotRun with
the reason when this machine cannot make the fault. Put it in a file of tests/fault/rows/: run.py collects them.
Nothing sleeps to synchronise; a fault that is a duration lasts as long as it says.
"""
import contextlib
import json
import os
import pathlib
import random
import re
import select
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / part) for part in ("e2e", "fault", "fault/preload")]

import observations  # noqa: E402
import stubs  # noqa: E402
from suite import SERVICES, Broker, KafkaSuite, Process, Suite, clean_environment, end_with_parent  # noqa: E402,F401

EMBEDDED, KAFKA = "embedded", "kafka"
LOAD_SECONDS_MAX = 900
CHECK_SECONDS_MAX = 900
VERIFY_SECONDS_MAX = 3600  # ten million records, folded anew for every service
SETTLE_SECONDS_MAX = 60
LIVE, REBUILT = 1, 2  # Origin of a dump, observed.proto


class NotRun(Exception):
    """The fault cannot be made here; never counts as held."""


class Violation(AssertionError):
    """Something that must hold did not."""


def demand(condition, sentence):
    """A violation with this sentence, unless the condition holds."""
    if not condition:
        raise Violation(sentence)


def wait_for(what, condition, seconds, process=None, every=0.005):
    """Asks every so many seconds until `condition()` is true and returns its value; a violation at the deadline."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if process is not None and not process.running():
            raise Violation(f"{process.name} ended while waiting for {what}\n{process.log_tail()}")
        if time.monotonic() >= deadline:
            raise Violation(f"not within {seconds} s: {what}")
        hold(every)  # between two questions; the condition ends the wait


def hold(seconds):
    """Lets a fault last that long. Never to wait for something: that is wait_for."""
    select.select([], [], [], seconds)


def metric(process, name, **labels):
    """Sum over the series of a metric of a process whose labels include these; 0 when there is none."""
    _, text = process.get("/metrics")
    total = 0.0
    for line in text.splitlines():
        series, _, value = line.rpartition(" ")
        if series.split("{")[0] != name:
            continue
        if all(f'{key}="{wanted}"' in series for key, wanted in labels.items()):
            total += float(value)
    return total


class Load:
    """A running fault_load: a client of its own with many calls under way."""

    def __init__(self, bed, flags):
        number = len(bed.loads) + 1
        self.settled_all = False
        self.observed = bed.directory / f"observed-{number}.bin"
        self.said_file = bed.directory / f"load-{number}.txt"
        self._said = open(self.said_file, "wb")
        self._popen = subprocess.Popen(
            [str(bed.bin_dir / "fault_load"), *flags, f"--observed={self.observed}"],
            stdin=subprocess.DEVNULL, stdout=self._said, stderr=subprocess.STDOUT, env=clean_environment(),
            cwd=bed.directory, preexec_fn=end_with_parent)

    def running(self):
        return self._popen.poll() is None

    def progress(self):
        """Answered commands so far: fault_load says it while it runs."""
        said = self.said_file.read_text(encoding="utf-8", errors="replace").splitlines()
        done = [line for line in said if line.startswith("answered ")]
        return int(done[-1].split()[1]) if done else 0

    def end(self):
        """Tells it to send nothing new; what is under way is still settled."""
        if self.running():
            self._popen.send_signal(signal.SIGINT)

    def wait(self, seconds=LOAD_SECONDS_MAX):
        """Waits until every command has its answer, and returns what it counted."""
        try:
            code = self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            self.abandon()
            raise Violation(f"fault_load did not end in {seconds} s: {self._tail()}") from None
        self._said.close()
        demand(code == 0, f"fault_load ended with {code}: {self._tail()}")
        counted = json.loads(self.said_file.read_text(encoding="utf-8").splitlines()[-1])
        self.settled_all = counted.get("shed", 0) == 0  # who was turned away did not come again
        return counted

    def abandon(self):
        if self.running():
            self._popen.kill()
            self._popen.wait(10)
        self._said.close()

    def _tail(self):
        return "\n".join(self.said_file.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])


class Bed:
    """A suite of its own on one kind of log, with the load on it. Serving on entry, gone on exit."""

    def __init__(self, row, log_kind, name="bed", flags=(), broker=None, environment=None):
        self.log_kind = log_kind
        self.bin_dir = row.bin_dir
        self.directory = row.directory / name
        self.directory.mkdir(parents=True)
        self.seed = row.random.getrandbits(32)
        self.loads = []
        self.schema_version = 1  # of the newest binary that wrote to the log
        self.environment = environment
        row.session.generate_stubs()
        self.heads_dir = self.directory / "kept-heads"  # there when a row keeps some
        self.seen_file = self.directory / "observed-0.bin"
        self.seen = observations.Observations(self.seen_file)
        self._stack = contextlib.ExitStack()
        if log_kind == EMBEDDED:
            self.suite = self._stack.enter_context(Suite(self.bin_dir, self.directory / "suite", flags))
        else:
            broker = broker or row.broker()
            self.prefix = f"{name}-{row.number}-"
            self.suite = self._stack.enter_context(KafkaSuite(
                self.bin_dir, self.directory / "suite", broker,
                [f"--kafka-topic-prefix={self.prefix}", *flags]))

    def __enter__(self):
        with contextlib.ExitStack() as guard:
            guard.callback(self._stack.close)
            if self.log_kind == KAFKA:
                self.suite.create_log("--topic-prefix", self.prefix)
            self.start(environment=self.environment)
            guard.pop_all()
        return self

    def __exit__(self, *unused):
        for load in self.loads:
            load.abandon()
        self._stack.close()

    # Processes.

    def start(self, environment=None):
        """Every process of the suite; serving when this returns."""
        if self.log_kind == EMBEDDED:
            self.suite.start(self._environment_of("rondetafel", environment))
        else:
            for service in SERVICES:
                self.suite.start(service, environment=self._environment_of(service, environment))
        self.tell_endpoints()

    @staticmethod
    def _environment_of(name, environment):
        """`environment` is the same for every process, or a function of its name."""
        return environment(name) if callable(environment) else environment

    def start_replica(self, service, replica, environment=None):
        """One replica more of a service, or one again; Kafka alone has them."""
        process = self.suite.start(service, replica, environment)
        self.tell_endpoints()
        return process

    def kill(self):
        """SIGKILL to every process."""
        for process in list(self.suite.processes):
            self.kill_process(process)

    def kill_process(self, process):
        process.end(signal.SIGKILL)
        self.gone(process)

    def gone(self, process):
        """To be said of a process that ended by a fault."""
        self.seen.add("fault", kind="kill", target=f"{process.name}/{getattr(process, 'replica', 1)}")
        self.suite.processes.remove(process)

    def launch_again(self, process, environment=None):
        """Starts what `process` was without waiting until it serves."""
        if self.log_kind == EMBEDDED:
            return self.suite.launch(environment)
        return self.suite.launch(process.service, process.replica, environment)

    def again(self, process, environment=None):
        """Starts what `process` was; serving when this returns."""
        started = self.launch_again(process, environment)
        started.wait_until_serving()
        self.tell_endpoints()
        return started

    def projection_dirs(self, process):
        """The folders of the projections of a process."""
        if self.log_kind == EMBEDDED:
            return [self.suite.data_dir / service for service in SERVICES]
        return [self.suite.data_dir / f"{process.service}-{process.replica}" / process.service]

    def replicas(self, service):
        return [process for process in self.suite.processes if service in process.grpc and process.running()]

    @property
    def endpoints_file(self):
        return self.directory / "endpoints.txt"

    def tell_endpoints(self):
        """Writes where each service listens now, a line each. fault_load reads it again when a call fails."""
        lines = [f"{service} {process.grpc[service]}" for service in SERVICES
                 for process in self.replicas(service)]
        new = self.endpoints_file.with_suffix(".new")
        new.write_text("\n".join(lines) + "\n", encoding="utf-8")
        os.replace(new, self.endpoints_file)

    # Load.

    def load(self, **settings):
        """Starts fault_load; settings are its flags (in_flight=16 is --in-flight=16)."""
        settings.setdefault("seed", self.seed + len(self.loads))
        settings.setdefault("number", len(self.loads) + 1)
        flags = [f"--{name.replace('_', '-')}={value}" for name, value in settings.items()]
        load = Load(self, [f"--endpoints={self.endpoints_file}",
                           f"--keys-dir={self.suite.data_dir / 'keys'}", *flags])
        self.loads.append(load)
        return load

    # What must hold afterwards.

    def check(self, altered=False):
        """The invariants over all that was observed, the log and every projection; the suite serves. `altered`: the row
        itself put other records into the log, so `rtctl log verify` need not be content."""
        self.settle()
        counts = {"projections": sum(self.verify_projection(service) for service in SERVICES)}
        self.seen.add("ended", all_repeated=all(load.settled_all for load in self.loads),
                      reactions_done=True)
        with self._log_at_rest():
            if not altered:
                counts.update(self.verify_log())
            counts.update(check_history(self))
        return counts

    @contextlib.contextmanager
    def _log_at_rest(self):
        """The embedded log has one owner at a time: its suite ends before others read it, and starts again."""
        if self.log_kind == EMBEDDED:
            self.suite.stop()
        yield
        if self.log_kind == EMBEDDED:
            self.start(self.environment)

    def settle(self, seconds=SETTLE_SECONDS_MAX):
        """Waits until every replica has folded the log and done its reactions (I8)."""
        self._wait_quiet(seconds, ("outbox_rows", "lag_records", "queue_commands"), 0)

    def catch_up(self, records_max=200, seconds=SETTLE_SECONDS_MAX):
        """Waits until no replica is further behind the log than that; the load goes on."""
        self._wait_quiet(seconds, ("lag_records",), records_max)

    def _wait_quiet(self, seconds, gauges, limit):
        for service in SERVICES:
            for process in self.replicas(service):
                wait_for(f"{service} has done what it had to: {', '.join(gauges)} at most {limit}",
                         lambda p=process, s=service: all(
                             metric(p, f"rondetafel_{s}_{gauge}") <= limit for gauge in gauges),
                         seconds, process)

    def verify_projection(self, service):
        """rtctl projection verify, and the hash of every replica's projection for the checker; returns how many."""
        before = self.dump_projections(service)
        said = self.suite.rtctl("--json", "projection", "verify", service, seconds=VERIFY_SECONDS_MAX)
        after = self.dump_projections(service)
        if before[0] == after[0]:  # nothing came meanwhile, so this is where it was rebuilt
            self.note_dump(service, "rtctl", REBUILT, after[0], json.loads(said)["rebuilt_hash"])
        return len(after)

    def dump_projections(self, service):
        """Notes the hash of each replica's projection; returns where the replicas stand."""
        positions = []
        for number, process in enumerate(self.replicas(service), 1):
            said = stubs.operate(self.suite, service, "GetProjectionHash", process.grpc[service])
            self.note_dump(service, f"{service}/{number}", LIVE, said.position, said.hash)
            positions.append(said.position)
        return positions

    def note_dump(self, service, replica, origin, position, hash_text):
        self.seen.add("dump", service=service, replica=replica, origin=origin,
                      positions=observations.Observations.places(position), hash=bytes.fromhex(hash_text))

    def log_flags(self):
        """How rtctl finds this bed's log on its broker, with no suite running."""
        return ["--kafka", self.suite.broker.address, "--topic-prefix", self.prefix,
                "--keys-dir", str(self.suite.data_dir / "keys")]

    def verify_log(self):
        """rtctl log verify, against the heads that were kept."""
        against = ["--against", str(self.heads_dir)] if self.heads_dir.exists() else []
        if self.log_kind == EMBEDDED:
            self.suite.rtctl_offline("log", "verify", *against)
        else:
            self.suite.rtctl("log", "verify", *self.log_flags(), *against)
        return {"log": "verified"}


def check_history(bed):
    """tests/checker over the raw log and what the clients of this bed observed; the embedded log is nobody's now."""
    files = [bed.seen_file, *(load.observed for load in bed.loads)]
    where = [f"--embedded={bed.suite.data_dir / 'log'}"] if bed.log_kind == EMBEDDED else \
        [f"--kafka={bed.suite.broker.address}", f"--topic-prefix={bed.prefix}"]
    run = subprocess.run(
        [str(bed.bin_dir / "check_history"), f"--keys={bed.suite.data_dir / 'keys' / 'mac.keys'}", *where,
         f"--schema-version={bed.schema_version}",
         *[f"--observed={file}" for file in files if file.exists()]],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=CHECK_SECONDS_MAX, check=False,
        env=clean_environment())
    demand(run.returncode == 0, f"check_history ended with {run.returncode}: {run.stdout[-6000:]}{run.stderr[-2000:]}")
    return counted_by_checker(run.stdout)


def counted_by_checker(text):
    """Records of the log, and how many checks on how many of the fourteen invariants found nothing."""
    records = re.search(r"records (\d+) .* ignored (\d+)", text)
    checks = [int(many) for many in re.findall(r"^I\d+ +checked (\d+) found 0$", text, re.M)]
    return {"records": int(records.group(1)), "ignored": int(records.group(2)),
            "invariants": sum(1 for many in checks if many), "checks": sum(checks)}


class Row:
    """One row of the table. A subclass says number and name and implements run."""
    number = 0
    name = ""
    logs = (EMBEDDED, KAFKA)
    quick_logs = (EMBEDDED, KAFKA)  # in which the quick part runs

    def __init__(self, session, directory, log_kind):
        self.session = session
        self.bin_dir = session.bin_dir
        self.directory = directory
        self.log_kind = log_kind
        self.random = random.Random(f"{session.seed} {self.number} {log_kind}")

    def run(self, log_kind, quick):
        """Makes the fault and returns what it counted: {"kills": 25, …}."""
        raise NotImplementedError

    def bed(self, name="bed", **settings):
        return Bed(self, self.log_kind, name, **settings)

    def broker(self):
        """A broker that all rows of this run share. Who attacks the broker starts its own."""
        return self.session.broker()

    def note(self, text):
        """A line of progress of a long row."""
        print(f"    row {self.number} [{self.log_kind}] {text}", flush=True)


def scaled(quick, quick_value, full_value):
    """A size: small in the quick part, whole in the full run."""
    return quick_value if quick else full_value
