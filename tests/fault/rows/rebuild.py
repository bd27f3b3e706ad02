"""Row 15: a projection is rebuilt aside under load, killed in the middle, switched to, and rolled back."""
import signal
import threading

import forms
import grpc
import kept
import stubs
from harness import EMBEDDED, SERVICES, Row, demand, scaled, wait_for
from shim import Shims

CALL_SECONDS_MAX = 20
WORK_SECONDS_MAX = 300
FRACTIONS = (0.1, 0.5, 0.9)
POINTS = ("flush-write-before", "flush-install-before", "switch-before", "switch-after")
AWAY = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED, grpc.StatusCode.UNKNOWN,
        grpc.StatusCode.DEADLINE_EXCEEDED)


class Looker:
    """Somebody who reads the same file all the time and must never see less than was there."""

    def __init__(self, bed):
        from rondetafel.intake.v1 import service_pb2
        from rondetafel.type.v1 import type_pb2
        self.bed, self.looks, self.wrong = bed, 0, ""
        self.helper = stubs.bearer(bed.suite, type_pb2.ROLE_HELPER, organisation_id="OVO000001")
        filed = self.call("SubmitRequest", forms.consultation_request())
        self.read = service_pb2.GetRequestRequest(name=filed.name)
        self.shown = self.call("GetRequest", self.read).request.form.SerializeToString(deterministic=True)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def call(self, method, request):
        from rondetafel.intake.v1 import service_pb2_grpc
        with grpc.insecure_channel(self.bed.replicas("intake")[0].grpc["intake"]) as channel:
            return getattr(service_pb2_grpc.IntakeServiceStub(channel), method)(
                request, metadata=self.helper, timeout=CALL_SECONDS_MAX)

    def _look(self):
        while not self._stop.wait(0.01) and not self.wrong:
            try:
                shown = self.call("GetRequest", self.read).request.form
                if shown.SerializeToString(deterministic=True) != self.shown:
                    self.wrong = "a file was shown otherwise than it was"
                self.looks += 1
            except grpc.RpcError as error:
                if error.code() not in AWAY:
                    self.wrong = f"{error.code()}: {error.details()}"
            except IndexError:
                pass  # no replica runs at this moment

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *unused):
        self._stop.set()
        self._thread.join()


class Rebuild(Row):
    number, name = 15, "rebuild under load, killed; switch; roll back"
    quick_logs = (EMBEDDED,)

    def run(self, log_kind, quick):
        self.killed, self.shims = 0, Shims(self)
        services = scaled(quick, ("intake",), SERVICES)
        with self.bed(environment=self.shims.environment) as bed:
            look = scaled(quick, lambda: None, lambda: kept.look(bed))
            if not quick:
                kept.import_fixture(bed)
            bed.load(commands=scaled(quick, 800, 60_000), in_flight=32, mix="both").wait()
            load = bed.load(in_flight=4, cases_open=4, mix="both", repeat=10, timeout_ms=4000)
            with Looker(bed) as looker:
                for point in scaled(quick, self.random.sample(POINTS, 2), POINTS):
                    self.kill_at(bed, "intake", point)
                for fraction in scaled(quick, (), FRACTIONS):
                    for service in services:
                        self.kill_between(bed, service, fraction)
                    look()
                switched = 0
                for service in services:
                    switched += self.switch_and_back(bed, service)
                    look()
            demand(not looker.wrong, f"during a rebuild: {looker.wrong}")
            load.end()
            counted = load.wait()
            checked = bed.check()
        return {"kills": self.killed, "switches": switched, "looks": looker.looks,
                "commands": counted["answered"], **checked}

    @staticmethod
    def ask(bed, service, method, **fields):
        """Calls OperationsService and returns the work as it stands."""
        return stubs.operate(bed.suite, service, method, **fields).work

    def begin(self, bed, service):
        self.ask(bed, service, "RebuildProjection", command_id=stubs.new_command_id(), switch_over=True)

    def finish(self, bed, service):
        """Waits until the work of a service has ended and returns it."""
        from rondetafel.operations.v1 import service_pb2

        def ended():
            work = self.ask(bed, service, "GetProjectionWork")
            return work if work.state != service_pb2.PROJECTION_WORK_STATE_RUNNING else None
        return wait_for(f"{service} has rebuilt its projection", ended, WORK_SECONDS_MAX)

    def start_again(self, bed, process):
        code = process.end(signal.SIGKILL)
        demand(code == -signal.SIGKILL, f"{process.name} ended with {code}")
        self.shims.again(bed, process)
        self.killed += 1

    def kill_at(self, bed, service, point):
        process = bed.replicas(service)[0]
        self.shims.of(process).order(f"kill {point} 1")
        try:
            self.begin(bed, service)
        except grpc.RpcError as error:
            demand(error.code() in AWAY, f"{error.code()}: {error.details()}")
        wait_for(f"{service} dies at {point}", lambda: not process.running(), WORK_SECONDS_MAX)
        self.start_again(bed, process)

    def kill_between(self, bed, service, fraction):
        """Kills when so much of the records is folded; a rebuild that was faster counts as killed after it."""
        process = bed.replicas(service)[0]
        self.begin(bed, service)

        def far_enough():
            work = self.ask(bed, service, "GetProjectionWork")
            return work.records_done >= fraction * work.records_total
        wait_for(f"{service} has rebuilt {fraction:.0%}", far_enough, WORK_SECONDS_MAX, process)
        self.start_again(bed, process)

    def switch_and_back(self, bed, service):
        """A whole rebuild comes into service, and the one before comes back."""
        from rondetafel.operations.v1 import service_pb2
        self.begin(bed, service)
        work = self.finish(bed, service)
        demand(work.state == service_pb2.PROJECTION_WORK_STATE_SWITCHED, f"{service} did not switch: {work}")
        demand(work.live_hash == work.other_hash, f"{service}: the rebuilt projection differs: {work}")
        self.ask(bed, service, "RollBackProjection", command_id=stubs.new_command_id())
        work = self.finish(bed, service)
        demand(work.state == service_pb2.PROJECTION_WORK_STATE_SWITCHED, f"{service} did not roll back: {work}")
        return 2
