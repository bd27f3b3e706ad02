"""Single calls in the middle of a fault: a request in each partition, read and withdrawn by an ordinary client."""
import grpc

import forms
import stubs
from harness import Violation

CALL_SECONDS_MAX = 20
TRIES_MAX = 200

def _intake(suite, address=None):
    from rondetafel.intake.v1 import service_pb2_grpc
    return service_pb2_grpc.IntakeServiceStub(grpc.insecure_channel(address or suite.address("intake")))


def _helper(suite):
    from rondetafel.type.v1 import type_pb2
    return stubs.bearer(suite, type_pb2.ROLE_HELPER, organisation_id="OVO000001", life_s=stubs.FAR_LIFE_S)


def one_request_a_partition(suite, partitions=4):
    """Names of requests, by partition."""
    intake, found = _intake(suite), {}
    for _ in range(TRIES_MAX):
        reply = intake.SubmitRequest(forms.consultation_request(), metadata=_helper(suite),
                                     timeout=CALL_SECONDS_MAX, wait_for_ready=True)
        found.setdefault(reply.position.topics[0].partition, reply.name)
        if len(found) == partitions:
            return found
    raise Violation(f"{TRIES_MAX} requests are all in partitions {sorted(found)}")


def can_be_read(suite, name):
    from rondetafel.intake.v1 import service_pb2
    reply = _intake(suite).GetRequest(service_pb2.GetRequestRequest(name=name), metadata=_helper(suite),
                                      timeout=CALL_SECONDS_MAX, wait_for_ready=True)
    if reply.request.name != name:
        raise Violation(f"asked for {name}, was given {reply.request.name}")


def withdraw(suite, name, seconds=CALL_SECONDS_MAX):
    """The code of the answer, as a word."""
    from rondetafel.intake.v1 import service_pb2
    try:
        _intake(suite).WithdrawRequest(
            service_pb2.WithdrawRequestRequest(command_id=stubs.new_command_id(), name=name),
            metadata=_helper(suite), timeout=seconds, wait_for_ready=True)
    except grpc.RpcError as error:
        return error.code().name
    return "OK"


def submit(suite, address=None, seconds=CALL_SECONDS_MAX):
    """The code of the answer to a new request, as a word."""
    try:
        _intake(suite, address).SubmitRequest(forms.consultation_request(), metadata=_helper(suite),
                                              timeout=seconds, wait_for_ready=True)
    except grpc.RpcError as error:
        return error.code().name
    return "OK"


def ask_for_the_future(suite, name, many, seconds):
    """Queries with a token that nobody can reach, all at once; returns their calls, which end at their deadline."""
    from rondetafel.intake.v1 import service_pb2
    from rondetafel.type.v1 import type_pb2
    intake = _intake(suite)
    position = intake.GetRequest(service_pb2.GetRequestRequest(name=name), metadata=_helper(suite),
                                 timeout=CALL_SECONDS_MAX).position
    for topic in position.topics:
        topic.offset += 1_000_000
    asked = service_pb2.GetRequestRequest(name=name, position=type_pb2.Position.FromString(
        position.SerializeToString()))
    return [intake.GetRequest.future(asked, metadata=_helper(suite), timeout=seconds) for _ in range(many)]


def confirm_clock(suite, service):
    stubs.operate(suite, service, "ConfirmClock", command_id=stubs.new_command_id())
