"""The suite under test: real processes on free ports in a directory of the test's own.

    with Suite(bin_dir, directory) as suite:
        suite.start()
        suite.rtctl("status")
        suite.kill()             # SIGKILL
        suite.start()            # the same data

Ports are chosen by the system (port 0) and read from what a process says when it serves. Nothing here
sleeps: every wait ends with the thing waited for, or fails at its deadline. A process that a test leaves
behind ends with the test (parent death signal).
"""
import contextlib
import ctypes
import http.client
import json
import os
import pathlib
import re
import select
import signal
import socket
import subprocess
import time

SERVICES = ("keyring", "intake", "triage", "scheduling", "workplan", "statistics")
ROOT = pathlib.Path(__file__).resolve().parents[2]
START_SECONDS_MAX = 60
HOPELESS_SECONDS = 0.2  # between two questions whether a start is still worth waiting for
STOP_SECONDS_MAX = 15  # the suite promises 10
RTCTL_SECONDS_MAX = 300
BROKER_SECONDS_MAX = 120
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None)


def end_with_parent():
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def clean_environment(**more):
    """The environment without settings of somebody's own suite."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RONDETAFEL_")}
    return {**kept, **more}


def free_ports(count):
    """Ports that were free a moment ago, for programs that must be told theirs."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


class Process:
    """One running program of the suite. Its log lines are in `log_file`."""

    def __init__(self, program, flags, log_file, environment=None):
        self.name = pathlib.Path(program).name
        self.log_file = pathlib.Path(log_file)
        self.grpc = {}      # service -> "127.0.0.1:port"
        self.admin = ""
        with open(log_file, "ab") as log:
            self._popen = subprocess.Popen(
                [str(program), *flags], stdout=subprocess.PIPE, stderr=log, cwd=ROOT,
                stdin=subprocess.DEVNULL, env=clean_environment(**(environment or {})),
                preexec_fn=end_with_parent)

    @property
    def pid(self):
        return self._popen.pid

    def wait_until_serving(self, seconds=START_SECONDS_MAX, hopeless=lambda: False):
        """Asks `hopeless` now and then, and gives up when it is true."""
        deadline = time.monotonic() + seconds
        said = b""
        while b"Ctrl-C ends it." not in said:
            left = deadline - time.monotonic()
            readable, _, _ = select.select([self._popen.stdout], [], [], min(max(left, 0), HOPELESS_SECONDS))
            if not readable and left > 0 and not hopeless():
                continue
            chunk = os.read(self._popen.stdout.fileno(), 65536) if readable else b""
            if not chunk:
                state = "ended" if readable else f"does not serve after {seconds} s"
                raise AssertionError(f"{self.name} {state}: {said.decode()}\n{self.log_tail()}")
            said += chunk
        text = said.decode()
        self.grpc = dict(re.findall(r"^  (\w+) +gRPC (\S+)$", text, re.M))
        self.admin = re.search(r"^  admin +http://(\S+)", text, re.M).group(1)
        status, body = self.get("/readyz")
        if status != 200:
            raise AssertionError(f"{self.name} says it serves, but /readyz is {status}: {body}")

    def get(self, path):
        """Status and text of a path of the admin port."""
        connection = http.client.HTTPConnection(self.admin, timeout=10)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def running(self):
        return self._popen.poll() is None

    def resident_kb(self):
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        return int(re.search(r"^VmRSS:\s+(\d+) kB", status, re.M).group(1))

    def open_files(self):
        """What its descriptors stand for: paths, and "socket:[…]" and the like; those it closes meanwhile are left out."""
        names = []
        for descriptor in pathlib.Path(f"/proc/{self.pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):
                names.append(os.readlink(descriptor))
        return names

    def send(self, signal_number):
        self._popen.send_signal(signal_number)

    def end(self, signal_number=signal.SIGTERM):
        """Sends the signal, waits for the end and returns the exit code (negative: a signal's)."""
        if self.running():
            self._popen.send_signal(signal_number)
        try:
            return self._popen.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait(STOP_SECONDS_MAX)
            raise AssertionError(
                f"{self.name} did not end within {STOP_SECONDS_MAX} s\n{self.log_tail()}") from None
        finally:
            self._popen.stdout.close()

    def log_tail(self, lines=20):
        text = self.log_file.read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-lines:])


class _Running:
    """What the embedded suite and the one on Kafka have in common."""

    def __init__(self, bin_dir, directory):
        self.bin_dir = pathlib.Path(bin_dir).resolve()
        self.directory = pathlib.Path(directory)
        self.data_dir = self.directory / "data"
        self.log_dir = self.directory / "logs"
        self.log_dir.mkdir(parents=True, exist_ok=True)
        self.processes = []

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        for process in reversed(self.processes):
            if process.running():
                process.end(signal.SIGKILL)

    def address(self, service):
        for process in self.processes:
            if service in process.grpc and process.running():
                return process.grpc[service]
        raise AssertionError(f"{service} does not run")

    def rtctl_environment(self):
        addresses = {f"RONDETAFEL_{name.upper()}_ADDRESS": self.address(name) for name in SERVICES
                     if any(name in process.grpc for process in self.processes)}
        return clean_environment(RONDETAFEL_DATA_DIR=str(self.data_dir), **addresses)

    def rtctl(self, *arguments, code=0, seconds=RTCTL_SECONDS_MAX):
        """Runs rtctl against this suite and returns what it printed; any exit code but `code` fails."""
        run = subprocess.run(
            [str(self.bin_dir / "rtctl"), *arguments], env=self.rtctl_environment(), cwd=self.directory,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds, check=False)
        if run.returncode != code:
            raise AssertionError(f"rtctl {' '.join(arguments)} ended with {run.returncode}, not {code}:\n"
                                 f"{run.stdout[-4000:]}\n{run.stderr[-4000:]}")
        return run.stdout

    def rtctl_offline(self, *arguments, code=0):
        """rtctl on the files of a suite that does not run."""
        run = subprocess.run(
            [str(self.bin_dir / "rtctl"), *arguments, "--data-dir", str(self.data_dir)],
            env=clean_environment(), cwd=self.directory, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=RTCTL_SECONDS_MAX, check=False)
        if run.returncode != code:
            raise AssertionError(f"rtctl {' '.join(arguments)} ended with {run.returncode}, not {code}:\n"
                                 f"{run.stdout[-4000:]}\n{run.stderr[-4000:]}")
        return run.stdout

    def start_rtctl(self, *arguments, environment=None):
        """rtctl in the background, for a test that interrupts something."""
        return subprocess.Popen(
            [str(self.bin_dir / "rtctl"), *arguments],
            env={**self.rtctl_environment(), **(environment or {})}, cwd=self.directory,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            preexec_fn=end_with_parent)

    def log_text(self):
        return "".join(file.read_text(encoding="utf-8", errors="replace")
                       for file in sorted(self.log_dir.glob("*.log")))


class Suite(_Running):
    """bin/rondetafel on the embedded log."""

    def __init__(self, bin_dir, directory, flags=()):
        super().__init__(bin_dir, directory)
        self.flags = list(flags)
        self.program = "rondetafel"

    def launch(self, environment=None):
        """Starts the process without waiting until it serves; `environment` goes on top of the test's."""
        ports = [f"--{name}-port=0" for name in (*SERVICES, "admin")]
        process = Process(self.bin_dir / self.program,
                          [f"--data-dir={self.data_dir}", *ports, *self.flags],
                          self.log_dir / "rondetafel.log", environment)
        self.processes = [process]
        return process

    def start(self, environment=None):
        process = self.launch(environment)
        process.wait_until_serving()
        return process

    @property
    def process(self):
        return self.processes[0]

    def kill(self):
        self.process.end(signal.SIGKILL)

    def stop(self):
        """Asks the suite to end, as Ctrl-C does; anything but a clean end fails."""
        code = self.process.end(signal.SIGTERM)
        if code != 0:
            raise AssertionError(f"the suite ended with {code}\n{self.process.log_tail()}")


class Broker:
    """A Kafka broker of the test's own, by deploy/kafka/start.sh; it ends with the test."""
    replication = 1

    def __init__(self, bin_dir, directory):
        self.directory = pathlib.Path(directory)
        self.port, controller_port = free_ports(2)
        self.address = f"127.0.0.1:{self.port}"
        self._environment = clean_environment(
            RONDETAFEL_KAFKA_DIR=str(directory), RONDETAFEL_KAFKA_PORT=str(self.port),
            RONDETAFEL_KAFKA_CONTROLLER_PORT=str(controller_port), RONDETAFEL_BIN=str(bin_dir),
            RONDETAFEL_KAFKA_OWNER=str(os.getpid()))

    def __enter__(self):
        self._run("start.sh")
        return self

    def __exit__(self, *unused):
        self._run("stop.sh")

    def _run(self, script):
        run = subprocess.run([str(ROOT / "deploy" / "kafka" / script)], env=self._environment,
                             stdin=subprocess.DEVNULL, capture_output=True, text=True,
                             timeout=BROKER_SECONDS_MAX, check=False)
        if run.returncode != 0:
            raise AssertionError(f"{script}: {run.stdout}{run.stderr}")


class KafkaSuite(_Running):
    """rondetafel-<service> as processes of their own. A service may run as several replicas."""

    def __init__(self, bin_dir, directory, broker, flags=()):
        super().__init__(bin_dir, directory)
        self.broker = broker
        self.flags = list(flags)
        self.log_id = ""
        self._keyring_ports = {}  # by replica
        self.programs = {}  # service -> program that is started in place of rondetafel-<service>

    def create_log(self, *flags):
        """Once, before any process."""
        said = self.rtctl("--json", "log", "create", "--kafka", self.broker.address,
                          "--keys-dir", str(self.data_dir / "keys"),
                          "--replication", str(self.broker.replication), *flags)
        self.log_id = json.loads(said)["log_id"]

    def launch(self, service, replica=1, environment=None):
        """Starts one replica without waiting until it serves. It asks the keyring's replica of its own number,
        or the first; a keyring comes back where the others look for it."""
        more, port = [], 0
        if service == "keyring":
            port = self._keyring_ports.get(replica, 0)
        else:
            more.append(f"--keyring-port={self._keyring_ports.get(replica, self._keyring_ports[1])}")
        name = f"{service}-{replica}"
        process = Process(
            self.bin_dir / self.programs.get(service, f"rondetafel-{service}"),
            [f"--config={ROOT / 'deploy' / 'config' / 'kafka' / (service + '.toml')}",
             f"--data-dir={self.data_dir / name}", f"--keys-dir={self.data_dir / 'keys'}",
             f"--log-id={self.log_id}", f"--kafka-brokers={self.broker.address}",
             f"--{service}-port={port}", "--admin-port=0", *more, *self.flags],
            self.log_dir / f"{name}.log", environment)
        process.service, process.replica = service, replica
        self.processes.append(process)
        return process

    def start(self, service, replica=1, environment=None):
        """Starts one replica and returns its process; it serves when this returns."""
        process = self.launch(service, replica, environment)
        process.wait_until_serving()
        if service == "keyring":
            self._keyring_ports[replica] = int(process.grpc["keyring"].rsplit(":", 1)[1])
        return process

    def start_all(self):
        for service in SERVICES:  # the keyring first: the others ask it
            self.start(service)

    def kill(self):
        for process in self.processes:
            process.end(signal.SIGKILL)
        self.processes = []

    def stop(self):
        for process in reversed(self.processes):
            if process.running() and process.end(signal.SIGTERM) != 0:
                raise AssertionError(f"{process.name} did not end well\n{process.log_tail()}")
        self.processes = []
