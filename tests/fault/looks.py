"""What rows ask of a running suite: its status, the memory it takes, how soon it goes on."""
import signal
import time

import grpc
from google.protobuf import json_format

import stubs
from harness import SERVICES, demand, wait_for

# What a client may be told when the fate of a command is not known; INTERNAL, UNKNOWN and ABORTED would say "failed".
FAILED_CODES = ("code_2", "code_10", "code_13", "code_15")
MEGABYTE_KB = 1024


def statuses(suite):
    """What each service's GetStatus says, by service, as JSON has it; no partitions of one that does not answer."""
    found = {}
    for service in SERVICES:
        found[service] = {"service": service}
        try:
            said = stubs.operate(suite, service, "GetStatus")
            found[service] = json_format.MessageToDict(said, preserving_proto_field_name=True)
        except (grpc.RpcError, AssertionError):
            pass  # it does not run, or cannot answer now
    return found


def reason_of(partition):
    """Why a partition of a status halted."""
    return partition.get("halt_reason", "")


def halts(status):
    """"topic/partition" -> reason, of one service's status."""
    return {f"{each['topic']}/{each.get('partition', 0)}": reason_of(each)
            for each in status.get("partitions", ()) if each.get("halted")}


def resident_mb(processes):
    return max(process.resident_kb() for process in processes if process.running()) / MEGABYTE_KB


def seconds_until_progress(load, commands=5, seconds=60):
    """How long until the load has `commands` more answers."""
    began = time.monotonic()
    wanted = load.progress() + commands
    wait_for("answers again", lambda: load.progress() >= wanted or not load.running(), seconds)
    demand(load.running(), "the load ended by itself")
    return time.monotonic() - began


def nothing_failed(counted):
    """No client was told "failed"; what a load counted."""
    told = {code: counted[code] for code in FAILED_CODES if counted.get(code)}
    demand(not told, f"clients were told that commands failed: {told}")


def lasts(seconds):
    """A fault that is a duration."""
    time.sleep(seconds)  # lasts: a cut, a pause


def replace(bed, service, program, replica=1):
    """Ends the one replica of a service and starts another program on its data; it serves when this returns."""
    for process in bed.replicas(service):
        # One that halted holds queries with tokens it cannot reach: after ten seconds it just ends.
        code = process.end()
        demand(code in (0, -signal.SIGALRM), f"{process.name} ended with {code}\n{process.log_tail(3)}")
        bed.suite.processes.remove(process)
    bed.suite.programs[service] = program
    return bed.start_replica(service, replica)
