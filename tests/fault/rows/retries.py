"""Row 12: one command id for a thousand tries across restarts, and for another body."""
import sys

import forms
import grpc
import stubs
from harness import EMBEDDED, Row, demand, scaled

CALL_SECONDS_MAX = 10
REPEATED = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.CANCELLED,
            grpc.StatusCode.UNKNOWN)


class Client:
    """Calls intake wherever it is now, again and again until it has an answer."""

    def __init__(self, bed):
        self.bed = bed
        self.tries = 0

    def call(self, method, request, actor):
        """The reply, or the RpcError of a final answer."""
        from rondetafel.intake.v1 import service_pb2_grpc
        for _ in range(sys.maxsize):
            self.tries += 1
            with grpc.insecure_channel(self.bed.replicas("intake")[0].grpc["intake"]) as channel:
                try:
                    return getattr(service_pb2_grpc.IntakeServiceStub(channel), method)(
                        request, metadata=actor, timeout=CALL_SECONDS_MAX)
                except grpc.RpcError as error:
                    if error.code() not in REPEATED:
                        return error
        raise AssertionError("unreachable")


def told(reply):
    """What a reply says beside where its replica stands."""
    demand(not isinstance(reply, grpc.RpcError), f"refused: {reply}")
    same = type(reply)()
    same.CopyFrom(reply)
    same.ClearField("position")
    return same.SerializeToString(deterministic=True)


class Retries(Row):
    number, name = 12, "one command id, a thousand tries across restarts"
    quick_logs = (EMBEDDED,)

    def run(self, log_kind, quick):
        from_here = {}
        with self.bed() as bed:
            load = bed.load(in_flight=8, cases_open=4, repeat=50, changed=30, timeout_ms=3000)
            from_here = self.repeat(bed, scaled(quick, 100, 1000), scaled(quick, 2, 20))
            load.end()
            counted = load.wait()
            checked = bed.check()
        return {**from_here, "commands": counted["answered"], "repeats": counted["repeats"],
                "other_bodies": counted["other_bodies"], **checked}

    def repeat(self, bed, repeats, restarts):
        from rondetafel.type.v1 import type_pb2
        client = Client(bed)
        helper = stubs.bearer(bed.suite, type_pb2.ROLE_HELPER, organisation_id="OVO000001")
        other = stubs.bearer(bed.suite, type_pb2.ROLE_HELPER, organisation_id="OVO000001",
                             actor_id="0b2b5d0c-52b1-4d1e-8d6c-1b8a5e1f7c11")
        request = forms.consultation_request()
        first = told(client.call("SubmitRequest", request, helper))
        changed = type(request)()
        changed.CopyFrom(request)
        changed.form.question += " En nog iets."
        refused = 0
        for n in range(1, repeats):
            if n % (repeats // restarts) == 0:
                process = bed.replicas("intake")[0]
                bed.kill_process(process)
                bed.again(process)
            demand(told(client.call("SubmitRequest", request, helper)) == first, f"try {n} got another reply")
            if n % 10 == 0:
                answer = client.call("SubmitRequest", changed, helper)
                demand(isinstance(answer, grpc.RpcError) and
                       answer.code() == grpc.StatusCode.ALREADY_EXISTS,
                       f"another body under the same id was answered {answer}")
                refused += 1
        apart = told(client.call("SubmitRequest", request, other))
        demand(apart != first, "another actor with the same id got the first one's request")
        self.count_commits(bed, request.command_id, 2)  # the other actor's is a case of its own
        return {"tries": client.tries, "restarts": restarts, "other_body_refused": refused}

    @staticmethod
    def count_commits(bed, command_id, wanted):
        from rondetafel.intake.v1 import service_pb2, service_pb2_grpc
        from rondetafel.type.v1 import type_pb2
        desk = stubs.bearer(bed.suite, type_pb2.ROLE_DESK_WORKER, type_pb2.REGION_LIMBURG)
        with grpc.insecure_channel(bed.replicas("intake")[0].grpc["intake"]) as channel:
            rows = service_pb2_grpc.IntakeServiceStub(channel).ListRequests(
                service_pb2.ListRequestsRequest(region=type_pb2.REGION_LIMBURG, page_size=200,
                                                external_reference="COBE-1"),
                metadata=desk, timeout=CALL_SECONDS_MAX).requests
        demand(len(rows) == wanted, f"{len(rows)} requests were filed under {command_id}, not {wanted}")
