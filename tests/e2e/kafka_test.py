"""The suite as separate processes on a real broker (acceptance 5): the demo, the import of the
whole history with its figures, two replicas of each service at once, and deploy/kafka/run_suite.sh as `make run-kafka`
runs it."""
import argparse
import os
import pathlib
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import grpc

import figures_test
import forms
import stubs
from suite import ROOT, Broker, KafkaSuite, clean_environment, free_ports
from walk import Walk

RACES = 24
SCRIPT_SECONDS_MAX = 120
KILL_AT_OFFSET = 400  # of partition 0 of scheduling
IMPORT_SECONDS_MAX = 240
REPLICATED = ("intake", "triage", "scheduling", "workplan")


class KafkaTest(unittest.TestCase):
    bin_dir = ""

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="rondetafel-kafka-")
        cls.addClassCleanup(directory.cleanup)
        cls.root = pathlib.Path(directory.name)
        stubs.generate(directory.name)
        cls.broker = cls.enterClassContext(Broker(cls.bin_dir, cls.root / "broker"))
        cls.suite = cls.enterClassContext(KafkaSuite(cls.bin_dir, cls.root / "suite", cls.broker))
        cls.suite.create_log()
        cls.suite.start_all()

    def test_1_walks_a_case_through_six_processes(self):
        request, consultation, work_plan = Walk(self.suite).all()
        case = request.split("/requests/")[0]
        self.assertTrue(consultation.startswith(case) and work_plan.startswith(case))

    def test_2_demo(self):
        self.assertTrue(self.suite.rtctl("demo"))

    def test_3_two_replicas_of_four_services_take_the_same_import_at_once(self):
        """Two imports of the whole history, each through a replica of its own; every process is killed in
        the middle, restarted, and asked again. The figures are those of rules.md 2.3."""
        suite = self.enterContext(KafkaSuite(self.bin_dir, self.root / "figures", self.broker,
                                             flags=["--kafka-topic-prefix=figures-"]))
        suite.create_log("--topic-prefix", "figures-")
        fixture = self.root / "fixture.ndjson"
        suite.rtctl("fixture", "--out", str(fixture))

        suite.start_all()
        importing = suite.start_rtctl("import", str(fixture))
        figures_test.wait_for_offset(suite, "scheduling", KILL_AT_OFFSET)
        suite.kill()
        importing.kill()
        importing.communicate()

        suite.start_all()
        second = {f"RONDETAFEL_{name.upper()}_ADDRESS": suite.start(name, replica=2).grpc[name]
                  for name in REPLICATED}
        began = time.monotonic()
        both = [suite.start_rtctl("--json", "import", str(fixture), environment=addresses)
                for addresses in ({}, second)]
        said = [run.communicate(timeout=IMPORT_SECONDS_MAX)[0].decode() for run in both]
        self.assertEqual([run.returncode for run in both], [0, 0], said)
        print(f"two imports at once: {time.monotonic() - began:.1f} s", flush=True)

        report = figures_test.Report(suite, 2021)
        whole = figures_test.WHOLE_2021
        self.assertEqual({line: report.text(line) for line in whole}, whole)
        regional = figures_test.REGIONAL_2021
        self.assertEqual({line: report.regions(line) for line in regional}, regional)
        suite.rtctl("projection", "verify")
        for name in REPLICATED:
            replicas = [p for p in suite.processes if name in p.grpc]
            self.assertEqual(self.hash_at(name, replicas[1], replicas[0], suite),
                             self.hash_at(name, replicas[0], replicas[1], suite))
        suite.rtctl("log", "verify", "--kafka", self.broker.address, "--topic-prefix", "figures-",
                    "--keys-dir", str(suite.data_dir / "keys"))
        suite.stop()

    def test_4_two_replicas_serve_the_same_streams(self):
        """Both get the same commands at the same moment: one commit each, one answer from both."""
        from rondetafel.intake.v1 import service_pb2, service_pb2_grpc
        from rondetafel.type.v1 import type_pb2
        first = next(p for p in self.suite.processes if "intake" in p.grpc)
        second = self.suite.start("intake", replica=2)
        helper = stubs.bearer(self.suite, type_pb2.ROLE_HELPER, organisation_id="OVO000001")
        stub_of = [service_pb2_grpc.IntakeServiceStub(grpc.insecure_channel(p.grpc["intake"]))
                   for p in (first, second)]
        for _ in range(RACES):
            request = forms.consultation_request()
            replies = self.at_once([(stub.SubmitRequest, request, helper) for stub in stub_of])
            self.assertEqual(replies[0].name, replies[1].name)
            self.assertEqual(replies[0].reference, replies[1].reference)
            # What one replica answered, the other shows, given the token.
            for stub, reply in zip(stub_of, reversed(replies)):
                read = stub.GetRequest(
                    service_pb2.GetRequestRequest(name=reply.name, position=reply.position),
                    metadata=helper, timeout=20)
                self.assertEqual(read.request.reference, reply.reference)
        self.assertEqual(self.hash_at("intake", second, first, self.suite),
                         self.hash_at("intake", first, second, self.suite))
        self.assertEqual(second.end(signal.SIGTERM), 0)

    @staticmethod
    def at_once(calls):
        replies = [None] * len(calls)
        start = threading.Barrier(len(calls))

        def run(i):
            method, request, metadata = calls[i]
            start.wait(20)
            replies[i] = method(request, metadata=metadata, timeout=20)

        threads = [threading.Thread(target=run, args=(i,)) for i in range(len(calls))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(40)
        return replies

    @staticmethod
    def hash_at(service, process, other, suite):
        """Hash of a replica's projection, not behind where the other stands."""
        position = stubs.operate(suite, service, "GetStatus", other.grpc[service]).position
        return stubs.operate(suite, service, "GetProjectionHash", process.grpc[service], position=position).hash

    def test_5_kill_and_restart_lose_nothing(self):
        from rondetafel.intake.v1 import service_pb2_grpc
        from rondetafel.type.v1 import type_pb2
        request = forms.consultation_request()
        helper = stubs.bearer(self.suite, type_pb2.ROLE_HELPER, organisation_id="OVO000001")

        def submit():
            channel = grpc.insecure_channel(self.suite.address("intake"))
            return service_pb2_grpc.IntakeServiceStub(channel).SubmitRequest(
                request, metadata=helper, timeout=20)

        before = submit()
        next(p for p in self.suite.processes if "intake" in p.grpc).end(signal.SIGKILL)
        self.suite.start("intake")
        after = submit()
        self.assertEqual((after.name, after.reference), (before.name, before.reference))

    def test_6_projections_verify(self):
        self.suite.rtctl("projection", "verify")


class RunSuiteTest(unittest.TestCase):
    """The script behind `make run-kafka`, twice: the second run goes on with the data of the first."""
    bin_dir = ""

    def test_starts_ends_and_goes_on(self):
        with tempfile.TemporaryDirectory(prefix="rondetafel-run-") as directory:
            broker_port, = free_ports(1)
            base = self.free_base()
            environment = clean_environment(
                RONDETAFEL_KAFKA_DIR=directory, RONDETAFEL_KAFKA_PORT=str(broker_port),
                RONDETAFEL_SUITE_PORT=str(base), RONDETAFEL_BIN=str(self.bin_dir),
                RONDETAFEL_KAFKA_OWNER=str(os.getpid()))
            first = self.run_once(environment, base, directory)
            second = self.run_once(environment, base, directory)
            self.assertEqual(second, first)  # the same log

    def run_once(self, environment, base, directory):
        script = subprocess.Popen([str(ROOT / "deploy" / "kafka" / "run_suite.sh")], cwd=ROOT,
                                  env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT)
        try:
            said = self.read_until(script, b"Ctrl-C ends it.")
            addresses = {f"RONDETAFEL_{name.upper()}_ADDRESS": f"127.0.0.1:{base + number}"
                         for number, name in enumerate(
                             ("intake", "triage", "scheduling", "workplan", "statistics", "keyring"), 1)}
            status = subprocess.run(
                [str(self.bin_dir / "rtctl"), "status"], capture_output=True, text=True, timeout=60,
                env=clean_environment(RONDETAFEL_DATA_DIR=directory, **addresses), check=False)
            self.assertEqual(status.returncode, 0, status.stdout + status.stderr + said)
        finally:
            script.send_signal(signal.SIGINT)
            rest, _ = script.communicate(timeout=60)
        self.assertEqual(script.returncode, 0, rest.decode())
        self.assertNotIn("ended with", rest.decode())
        return pathlib.Path(directory, "log.id").read_text(encoding="utf-8")

    def read_until(self, process, words):
        deadline = time.monotonic() + SCRIPT_SECONDS_MAX
        said = b""
        while words not in said:
            readable, _, _ = select.select([process.stdout], [], [], deadline - time.monotonic())
            chunk = os.read(process.stdout.fileno(), 65536) if readable else b""
            self.assertTrue(chunk, f"run_suite.sh did not get ready:\n{said.decode()}")
            said += chunk
        return said.decode()

    @staticmethod
    def free_base():
        import socket
        for base in range(21000, 29000, 100):
            try:
                for offset in (*range(1, 7), *range(11, 17)):
                    with socket.socket() as probe:
                        probe.bind(("127.0.0.1", base + offset))
                return base
            except OSError:
                continue
        raise AssertionError("no free range of ports")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True, type=pathlib.Path)
    arguments, rest = parser.parse_known_args()
    KafkaTest.bin_dir = RunSuiteTest.bin_dir = arguments.bin.resolve()
    unittest.main(argv=[sys.argv[0], *rest], verbosity=2)
