"""What the harness itself saw of a run, in the format of tests/checker/observed.proto: faults it made, hashes of
projections, and that clients repeated everything until it was settled."""
import pathlib
import sys
import time

from grpc_tools import protoc

import stubs

ROOT = pathlib.Path(__file__).resolve().parents[2]


def generate(directory):
    """Stubs of every proto of the suite, and of the observations."""
    pathlib.Path(directory).mkdir(parents=True, exist_ok=True)
    stubs.generate(directory)
    code = protoc.main(["protoc", f"-I{ROOT}", f"--python_out={directory}",
                        "tests/checker/observed.proto"])
    if code != 0:
        raise AssertionError("protoc cannot generate observed.proto")
    import tests  # pylint: disable=import-outside-toplevel
    tests.__path__.append(str(pathlib.Path(directory) / "tests"))


class Observations:
    """Appends to a file, each message with its length before it."""

    def __init__(self, file):
        self._file = pathlib.Path(file)

    def add(self, what, **fields):
        """add("fault", kind="kill", target="intake/1")"""
        from tests.checker import observed_pb2  # pylint: disable=import-outside-toplevel
        observed = observed_pb2.Observed(at_us=time.monotonic_ns() // 1000)
        kind = type(getattr(observed, what))
        getattr(observed, what).CopyFrom(kind(**fields))
        body = observed.SerializeToString()
        with open(self._file, "ab") as out:
            out.write(_varint(len(body)) + body)

    @staticmethod
    def places(position):
        from tests.checker import observed_pb2  # pylint: disable=import-outside-toplevel
        return [observed_pb2.Place(topic=t.topic, partition=t.partition, offset=t.offset)
                for t in position.topics]


def _varint(number):
    encoded = bytearray()
    while number > 0x7f:
        encoded.append(number & 0x7f | 0x80)
        number >>= 7
    return bytes(encoded + bytes([number]))


if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))
