"""What a client in another language has: stubs generated from proto/, a token, and the details of errors.

    with tempfile.TemporaryDirectory() as directory:
        generate(directory)
        from rondetafel.intake.v1 import service_pb2, service_pb2_grpc
"""
import base64
import hashlib
import os
import pathlib
import sys
import time
import uuid

import grpc
from grpc_tools import protoc

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOOGLE_APIS = "/usr/share/gocode/src/github.com/gogo/googleapis"
SYSTEM_PROTOS = "/usr/include"
GOOGLE_FILES = ("google/type/date.proto", "google/rpc/error_details.proto", "google/rpc/status.proto")
CALL_SECONDS_MAX = 30
FAR_LIFE_S = 3 * 365 * 24 * 3600  # of a token that is still good where the clock is a year ahead
DETAILS_KEY = "grpc-status-details-bin"
TOKEN_CONTEXT = b"rondetafel development token 1\n"


def generate(directory):
    """Generates stubs for every proto into `directory` and makes them importable."""
    protos = sorted(str(path.relative_to(ROOT / "proto")) for path in (ROOT / "proto").rglob("*.proto"))
    code = protoc.main([
        "protoc", f"-I{ROOT / 'proto'}", f"-I{GOOGLE_APIS}", f"-I{SYSTEM_PROTOS}",
        f"--python_out={directory}", f"--grpc_python_out={directory}", *protos, *GOOGLE_FILES])
    if code != 0:
        raise AssertionError("protoc cannot generate stubs from proto/")
    sys.path.insert(0, str(directory))
    import google  # pylint: disable=import-outside-toplevel
    google.__path__.append(os.path.join(directory, "google"))  # beside google.protobuf of the system


def new_command_id():
    return str(uuid.uuid4())


def bearer(suite, role, region=0, actor_id=None, organisation_id="", life_s=3600):
    """Metadata `authorization` of an actor: minted as shared/access describes development tokens."""
    from rondetafel.type.v1 import type_pb2  # pylint: disable=import-outside-toplevel
    key_file = (suite.data_dir / "keys" / "development_token.key").read_bytes().rstrip(b"\n")
    actor = type_pb2.Actor(
        actor_id=actor_id or str(uuid.uuid5(uuid.NAMESPACE_OID, type_pb2.Role.Name(role))),
        role=role, region=region, organisation_id=organisation_id)
    part = int((time.time() + life_s) * 1e6).to_bytes(8, "big") + actor.SerializeToString()
    key = hashlib.blake2b(TOKEN_CONTEXT + key_file, digest_size=32).digest()
    mac = hashlib.blake2b(part, digest_size=32, key=key).digest()
    encoded = [base64.urlsafe_b64encode(half).rstrip(b"=").decode() for half in (part, mac)]
    return (("authorization", f"Bearer dev1.{encoded[0]}.{encoded[1]}"),)


def operate(suite, service, method, address=None, **fields):
    """Calls a service's OperationsService as an operator: at its first replica, or at an address."""
    from rondetafel.operations.v1 import service_pb2, service_pb2_grpc  # pylint: disable=import-outside-toplevel
    from rondetafel.type.v1 import type_pb2  # pylint: disable=import-outside-toplevel
    with grpc.insecure_channel(address or suite.address(service)) as channel:
        return getattr(service_pb2_grpc.OperationsServiceStub(channel), method)(
            getattr(service_pb2, method + "Request")(**fields), timeout=CALL_SECONDS_MAX,
            metadata=bearer(suite, type_pb2.ROLE_OPERATOR, life_s=FAR_LIFE_S))


class Details:
    """The typed details of an error: reason, rule, field violations and the Dutch sentence."""

    def __init__(self, error):
        from google.rpc import error_details_pb2, status_pb2  # pylint: disable=import-outside-toplevel
        self.code = error.code()
        self.message = error.details()
        self.reason = self.domain = self.rule = self.dutch = ""
        self.violations = []
        raw = dict(error.trailing_metadata()).get(DETAILS_KEY, b"")
        for packed in status_pb2.Status.FromString(raw).details:
            info = error_details_pb2.ErrorInfo()
            bad_request = error_details_pb2.BadRequest()
            localized = error_details_pb2.LocalizedMessage()
            if packed.Unpack(info):
                self.reason, self.domain = info.reason, info.domain
                self.rule = info.metadata.get("rule", "")
            elif packed.Unpack(bad_request):
                self.violations = [(v.field, v.description) for v in bad_request.field_violations]
            elif packed.Unpack(localized):
                self.dutch = localized.message


def refused(call, *arguments, **named):
    """Calls and returns the Details of the error; an answer fails."""
    try:
        reply = call(*arguments, timeout=20, **named)
    except grpc.RpcError as error:
        return Details(error)
    raise AssertionError(f"was answered, not refused: {type(reply).__name__}")
