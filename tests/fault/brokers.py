"""Kafka brokers to attack: one, or a cluster of three, on loopback or in a network namespace.

    with Cluster(bin_dir, directory, count=3) as cluster:
        cluster.address                       # bootstrap of all nodes
        cluster.nodes[0].kill()               # SIGKILL; also stop() (SIGTERM), pause(), resume()
        cluster.nodes[0].start()
        cluster.wait_until_whole()            # every partition has a leader and all its replicas in sync

    cluster = Cluster(bin_dir, directory)
    with Gate(cluster.nodes[0].port) as gate:
        cluster.come_through(gate.port)       # tcp_gate.py: clients reach it through the gate
        with cluster: …

Each node is broker and controller. Three nodes: replication 3, two in sync for an acknowledgement, no unclean election,
and a broker that is silent for three seconds is taken for lost. Nodes end with the test.
"""
import ctypes
import os
import pathlib
import shutil
import signal
import socket
import subprocess

from harness import ROOT, NotRun, Violation, clean_environment, wait_for
from suite import free_ports

KAFKA = ROOT / "deploy" / "kafka"
JARS = pathlib.Path(os.environ.get("RONDETAFEL_KAFKA_JARS", ROOT / ".cache" / "kafka" / "jars"))
HEAP_MB = 192
READY_SECONDS_MAX = 120
STOP_SECONDS_MAX = 60
SESSION_TIMEOUT_MS = 3000
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None)


def _end_with_parent():
    os.setsid()
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _java(*arguments, heap_mb=HEAP_MB):
    return ["java", f"-Xmx{heap_mb}m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", f"{JARS}/*", *arguments]


class Node:
    """One broker of a cluster."""

    def __init__(self, cluster, number, port, controller_port):
        self.cluster, self.number = cluster, number
        self.port, self.controller_port = port, controller_port
        self.directory = cluster.directory / f"node-{number}"
        self.logs = self.directory / "logs"
        self.properties = self.directory / "server.properties"
        self._popen = None

    @property
    def address(self):
        return f"{self.cluster.host}:{self.port}"

    def running(self):
        return self._popen is not None and self._popen.poll() is None

    def format(self):
        self.directory.mkdir(parents=True, exist_ok=True)
        self.properties.write_text(self._settings(), encoding="utf-8")
        return subprocess.Popen(
            _java("kafka.tools.StorageTool", "format", "--cluster-id", self.cluster.cluster_id,
                  "--config", str(self.properties), heap_mb=128),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def _settings(self):
        text = (KAFKA / "server.properties.in").read_text(encoding="utf-8")
        for name, value in (("PORT", self.port), ("CONTROLLER_PORT", self.controller_port),
                            ("DIR", self.directory)):
            text = text.replace(f"@{name}@", str(value))
        host, nodes = self.cluster.host, self.cluster.nodes
        # A later line of a properties file overrules an earlier one.
        more = {
            "node.id": self.number,
            "listeners": f"PLAINTEXT://{host}:{self.port},CONTROLLER://{host}:{self.controller_port}",
            "advertised.listeners": f"PLAINTEXT://{host}:{self.cluster.gate or self.port}",
            "controller.quorum.voters": ",".join(
                f"{node.number}@{host}:{node.controller_port}" for node in nodes),
            "broker.session.timeout.ms": SESSION_TIMEOUT_MS,
            "broker.heartbeat.interval.ms": 500,
        }
        if len(nodes) > 1:
            more.update({"controller.quorum.election.timeout.ms": 1000,
                         "controller.quorum.fetch.timeout.ms": 2000,
                         "replica.lag.time.max.ms": 5000,
                         # Leaders go back to where they belong soon after a node came back.
                         "leader.imbalance.check.interval.seconds": 5,
                         "leader.imbalance.per.broker.percentage": 0})
        return text + "\n" + "".join(f"{name}={value}\n" for name, value in more.items())

    def launch(self):
        with open(self.directory / "broker.log", "ab") as log:
            self._popen = subprocess.Popen(
                [*self.cluster.command_prefix, *_java("kafka.Kafka", str(self.properties))],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=_end_with_parent)

    def start(self):
        """Running and answering when this returns."""
        self.launch()
        self.wait_until_answering()

    def wait_until_answering(self, seconds=READY_SECONDS_MAX):
        wait_for(f"broker {self.number} to answer", self._answers, seconds)

    def _answers(self):
        if not self.running():
            raise Violation(f"broker {self.number} ended: {self.log_tail()}")
        return self.cluster.tool("ready", self.address, "1000").returncode == 0

    def log_tail(self, lines=8):
        text = (self.directory / "broker.log").read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-lines:])

    def _end(self, signal_number):
        if not self.running():
            return
        self._popen.send_signal(signal.SIGCONT)
        self._popen.send_signal(signal_number)
        try:
            self._popen.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait(STOP_SECONDS_MAX)

    def stop(self):
        self._end(signal.SIGTERM)

    def kill(self):
        self._end(signal.SIGKILL)

    def pause(self):
        self._popen.send_signal(signal.SIGSTOP)

    def resume(self):
        self._popen.send_signal(signal.SIGCONT)


class Cluster:
    """`count` nodes. Serves on entry; ends, and with it its data, on exit."""

    def __init__(self, bin_dir, directory, count=1, host="127.0.0.1", command_prefix=()):
        if shutil.which("java") is None:
            raise NotRun("Java is missing")
        subprocess.run([str(KAFKA / "fetch.sh")], check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL)
        self.bin_dir = pathlib.Path(bin_dir)
        self.directory = pathlib.Path(directory)
        self.host, self.gate = host, None
        self.command_prefix = list(command_prefix)
        self.cluster_id = os.urandom(16).hex()[:22]
        self.replication = count
        ports = free_ports(2 * count)
        self.nodes = []
        for i in range(count):
            self.nodes.append(Node(self, i + 1, ports[2 * i], ports[2 * i + 1]))
        self.address = ",".join(node.address for node in self.nodes)

    def come_through(self, gate_port):
        """Before it serves: clients are told to come through this port."""
        self.gate = gate_port
        self.address = f"127.0.0.1:{gate_port}"

    def __enter__(self):
        formatting = [node.format() for node in self.nodes]
        for each in formatting:
            said, _ = each.communicate(timeout=READY_SECONDS_MAX)
            if each.returncode != 0:
                raise Violation(f"cannot format a broker: {said[-500:]}")
        for node in self.nodes:
            node.launch()
        for node in self.nodes:
            node.wait_until_answering()
        return self

    def __exit__(self, *unused):
        for node in self.nodes:
            node.kill()
        shutil.rmtree(self.directory, ignore_errors=True)

    def tool(self, *arguments, seconds=60):
        """broker_tool with these arguments."""
        return subprocess.run(
            [*self.command_prefix, str(self.bin_dir / "broker_tool"), *arguments], stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=seconds, check=False, env=clean_environment())

    def _direct(self):
        """A bootstrap that no gate disturbs."""
        return ",".join(node.address for node in self.nodes if node.running())

    def wait_until_whole(self, seconds=READY_SECONDS_MAX):
        """Every node says so: one that stood still believes for a while that nothing happened."""
        for node in self.nodes:
            if node.running():
                wait_for(f"all replicas in sync, as node {node.number} sees it",
                         lambda each=node: self.tool("whole", each.address, "1000").returncode == 0, seconds)

    def leaders(self, prefix):
        """Leader node by "topic/partition"."""
        said = self.tool("leaders", self._direct(), prefix)
        if said.returncode != 0:
            raise Violation(f"broker_tool leaders: {said.stderr}")
        return {name: int(leader) for name, leader in
                (line.split() for line in said.stdout.splitlines())}

    def change(self, *arguments):
        """broker_tool delete-topic, add-partitions … on this cluster; any error is a violation."""
        said = self.tool(arguments[0], self._direct(), *arguments[1:])
        if said.returncode != 0:
            raise Violation(f"broker_tool {' '.join(arguments)}: {said.stderr}")
        return said.stdout


class Namespace:
    """A network namespace with a pair of veth interfaces to this one; the address in it is `host`."""

    _next = 0

    def __init__(self):
        Namespace._next += 1
        tag = f"{os.getpid() % 10000}-{Namespace._next}"
        self.name = f"rtf-{tag}"
        self.here, self.there = f"rth{tag}", f"rtn{tag}"
        net = f"10.{200 + os.getpid() % 50}.{os.getpid() // 50 % 250 + 1}"
        self.gateway, self.host = f"{net}.{4 * Namespace._next + 1}", f"{net}.{4 * Namespace._next + 2}"
        self.command_prefix = ["ip", "netns", "exec", self.name]

    def __enter__(self):
        steps = ([["netns", "add", self.name],
                  ["link", "add", self.here, "type", "veth", "peer", "name", self.there, "netns", self.name],
                  ["addr", "add", f"{self.gateway}/30", "dev", self.here],
                  ["link", "set", self.here, "up"],
                  ["-n", self.name, "addr", "add", f"{self.host}/30", "dev", self.there],
                  ["-n", self.name, "link", "set", "lo", "up"],
                  ["-n", self.name, "link", "set", self.there, "up"]])
        for step in steps:
            run = subprocess.run(["ip", *step], capture_output=True, text=True, check=False)
            if run.returncode != 0:
                self.__exit__()
                raise NotRun(f"no network namespace: {run.stderr.strip()}")
        return self

    def __exit__(self, *unused):
        for step in (["link", "del", self.here], ["netns", "del", self.name]):
            subprocess.run(["ip", *step], capture_output=True, check=False)

    def _ip(self, *arguments):
        subprocess.run(["ip", *arguments], check=True, capture_output=True)

    def _mac(self, interface, namespace=()):
        said = subprocess.run(["ip", *namespace, "-br", "link", "show", interface], check=True,
                              capture_output=True, text=True).stdout
        return said.split()[2]

    def cut(self, in_=True, out=True):
        """Packets into the namespace, out of it, or both are lost without a word: they go to a wrong station."""
        nowhere = "02:00:00:00:00:99"
        if in_:
            self._ip("neigh", "replace", self.host, "lladdr", nowhere, "dev", self.here, "nud", "permanent")
        if out:
            self._ip("-n", self.name, "neigh", "replace", self.gateway, "lladdr", nowhere,
                     "dev", self.there, "nud", "permanent")

    def heal(self):
        self._ip("neigh", "replace", self.host, "lladdr",
                 self._mac(self.there, ("-n", self.name)), "dev", self.here, "nud", "permanent")
        self._ip("-n", self.name, "neigh", "replace", self.gateway, "lladdr", self._mac(self.here),
                 "dev", self.there, "nud", "permanent")


def port_answers(address):
    host, port = address.rsplit(":", 1)
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
        return True
    except OSError:
        return False
