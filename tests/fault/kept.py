"""What somebody keeps outside the suite while it is attacked, to be held against it afterwards: signed heads (I10), and
reports as known on a day (I12).

    with self.bed() as bed:
        kept.import_fixture(bed)
        kept.look(bed)           # as often as one likes, while the suite serves
        bed.check()              # the log against every head, the reports against each other
"""
import hashlib

import grpc
import stubs
from harness import SERVICES, demand

YEAR = 2021
# Day -> its end in Brussels, and the meetings held in 2021 that were known by then (docs/rules.md 2.3).
KNOWN_ON = {(2022, 2, 1): (1_643_756_400_000_000, 457), (2022, 4, 1): (1_648_850_400_000_000, 458)}
REPORT_SECONDS_MAX = 300  # in a soak the book of figures has millions of commits
FORMAT_BYTES = 8  # of a file of heads, before the message


def import_fixture(bed):
    """The history of 2020 to 2022, after which nothing can be registered in those years any more."""
    fixture = bed.directory / "fixture.ndjson"
    bed.suite.rtctl("fixture", "--out", str(fixture))
    bed.suite.rtctl("import", str(fixture))
    bed.suite.rtctl("migration", "close")


def look(bed):
    keep_heads(bed)
    for day, (known_on_us, held) in KNOWN_ON.items():
        note_report(bed, day, known_on_us, held)


def keep_heads(bed):
    """Every service signs where its topic stands, into bed.heads_dir."""
    from rondetafel.log.v1 import heads_pb2
    from tests.checker import observed_pb2
    bed.heads_dir.mkdir(exist_ok=True)
    for service in SERVICES:
        said = stubs.operate(bed.suite, service, "SignHeads")
        (bed.heads_dir / said.file_name).write_bytes(said.heads_file)
        signed = heads_pb2.SignedHeads.FromString(said.heads_file[FORMAT_BYTES:])
        statement = heads_pb2.HeadStatement.FromString(signed.statement)
        for head in statement.heads:
            bed.seen.add("head_kept", place=observed_pb2.Place(
                topic=statement.topic, partition=head.partition, offset=head.position,
                running_hash=head.running_hash))


def note_report(bed, day, known_on_us, held):
    """Notes every figure of the year as known on that day; a violation unless so many meetings were held."""
    from google.type import date_pb2
    from rondetafel.statistics.v1 import service_pb2, service_pb2_grpc
    from rondetafel.type.v1 import type_pb2
    known_on = date_pb2.Date(**dict(zip(("year", "month", "day"), day)))
    statistician = stubs.bearer(bed.suite, type_pb2.ROLE_STATISTICIAN)
    with grpc.insecure_channel(bed.suite.address("statistics")) as channel:
        said = service_pb2_grpc.StatisticsServiceStub(channel).GetReport(
            service_pb2.GetReportRequest(year=YEAR, as_known_on=known_on), metadata=statistician,
            timeout=REPORT_SECONDS_MAX)
    told = [figure.numerator for figure in said.report.figures
            if (figure.measure, figure.part, figure.region) == ("M5", "held", 0)]
    demand(told == [held], f"meetings held in {YEAR} as known on {day}: {told}, not {held}")
    figures = b"".join(figure.SerializeToString(deterministic=True) for figure in said.report.figures)
    bed.seen.add("report", name=f"report of {YEAR}", known_on_us=known_on_us, positions=bed.seen.places(said.position),
                 digest=hashlib.sha256(figures).digest(), migration_closed=not said.report.provisional)
