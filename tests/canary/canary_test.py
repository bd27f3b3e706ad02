"""No personal data at rest, in log lines, metrics or error texts (architecture 6).

A case with marked names, numbers and free text walks through all services of a suite that compresses
nothing. Then everything the suite left behind is searched for the marks, in every form that text takes on
its way (tests/canary/canary_scanner.h). The log's files hold its decoded records as they are, and each
service's history as JSON is searched besides. The same search must find marks that are really there: in
files through a field that is kept unsealed by design, elsewhere through a planted line."""
import argparse
import pathlib
import subprocess
import sys
import tempfile
import unittest

import grpc

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import stubs  # noqa: E402
from suite import SERVICES, Broker, KafkaSuite, Suite  # noqa: E402
from walk import Texts, Walk  # noqa: E402

MARK = "Kwikstaart"  # occurs nowhere else
SCAN_SECONDS_MAX = 60
PLANTED = "Roodborst/planted:1"

MARKED = Texts(
    youth=f"Zoë {MARK}-Jongere", mother=f"Mama {MARK}-Moeder", helper=f"Helper {MARK}-Hulp",
    aunt=f"Tante {MARK}-Netwerk", chair=f"Voorzitter {MARK}-Stoel", national_number="09110500246",
    phone="+32 477 81 92 63", mail="zoe.kwikstaart@example.org",
    address="Kwikstaartdreef 77, 9999 Vogelstad", question=f"Vraag {MARK}: wie doet wat?",
    second_question=f"Tweede vraag {MARK}: sneller?", follow_up_question=f"Opvolging {MARK}: en nu?",
    motivation=f"Motivering {MARK}: enkel een plaats gezocht.", contact_note=f"Nota {MARK}: belde terug.",
    agenda=f"Agendapunt {MARK}: wonen.", information=f"Informatie {MARK}: schoolverslag.",
    place=f"Plaats {MARK}: lokaal 3.", goal=f"Doel {MARK}: rust thuis.",
    task=f"Taak {MARK}: elke week bellen.", external_reference=PLANTED)
CANARIES = {
    "the mark in names and free text": MARK,
    "a birth name": MARKED.youth,
    "a national number": MARKED.national_number,
    "a national number as written": "09.11.05-002.46",
    "a phone number": MARKED.phone,
    "a phone number without spaces": "+32477819263",
    "a mail address": MARKED.mail,
    "an address": MARKED.address,
    "a birth date": "2011-03-04",
}


NOTHING_HIDES = ["--log-compression=false", "--projection-compression=false", "--logging-level=debug"]


class CanaryTest(unittest.TestCase):
    bin_dir = ""
    on_kafka = False

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="rondetafel-canary-")
        cls.addClassCleanup(directory.cleanup)
        cls.root = pathlib.Path(directory.name)
        stubs.generate(directory.name)
        cls.canaries = cls.write("canaries", "".join(f"{k}\t{v}\n" for k, v in CANARIES.items()))
        cls.planted = cls.write("planted", f"a field kept unsealed by design\t{PLANTED}\n")
        cls.start_suite()
        walk = Walk(cls.suite, MARKED)
        cls.names = walk.all()
        cls.errors = cls.write("errors", "\n".join(cls.mistakes(walk)))
        cls.metrics = cls.write("metrics", "".join(
            process.get("/metrics")[1] for process in cls.suite.processes))
        cls.history = cls.write("history", cls.all_history(cls.names[0].rsplit("/requests/", 1)[0]))
        cls.suite.stop()

    @classmethod
    def start_suite(cls):
        """Everything at rest is below `files`: log, and what the services keep, in `folders`."""
        if not cls.on_kafka:
            cls.suite = cls.enterClassContext(Suite(cls.bin_dir, cls.root / "suite", NOTHING_HIDES))
            cls.suite.start()
            cls.files, cls.folders = cls.suite.data_dir, ("log/", "intake/", "triage/")
            return
        cls.files = cls.root / "files"
        broker = cls.enterClassContext(Broker(cls.bin_dir, cls.files / "broker"))
        cls.suite = cls.enterClassContext(
            KafkaSuite(cls.bin_dir, cls.files / "suite", broker, NOTHING_HIDES))
        cls.suite.create_log()
        cls.suite.start_all()
        cls.folders = ("broker/logs/", "suite/data/intake-1/", "suite/data/triage-1/")

    @classmethod
    def write(cls, name, text):
        path = cls.root / name
        path.write_text(text, encoding="utf-8")
        return path

    @classmethod
    def mistakes(cls, walk):
        """Error texts and details of calls that are wrong in a field that holds personal data."""
        def form():
            from rondetafel.intake.v1 import content_pb2
            return walk.form(MARKED.question, content_pb2.PURPOSE_ALIGNMENT)

        def submitted(change):
            wrong = form()
            change(wrong.persons[0], wrong)
            return walk.helper, "intake", "SubmitRequest", {"form": wrong}

        request, consultation, work_plan = cls.names
        attempts = [
            submitted(lambda youth, _: setattr(youth, "phone", f"bel {MARK}")),
            submitted(lambda youth, _: setattr(youth, "mail", f"{MARK} {MARKED.mail}")),
            submitted(lambda youth, _: setattr(youth, "name", MARKED.youth * 40)),
            submitted(lambda youth, _: setattr(youth, "national_number", "09.11.05-002.47")),
            submitted(lambda youth, _: setattr(youth, "address", MARKED.address * 40)),
            submitted(lambda youth, _: setattr(youth, "person_id", MARK)),
            submitted(lambda _, wrong: setattr(wrong, "question", MARKED.question * 400)),
            submitted(lambda _, wrong: setattr(wrong, "requester_person_id", MARK)),
            submitted(lambda _, wrong: setattr(wrong, "late_reason", MARKED.question)),
            submitted(lambda _, wrong: setattr(wrong, "external_reference", MARKED.question)),
            (walk.helper, "intake", "GetRequest", {"name": f"cases/{MARK}/requests/{MARK}"}),
            (walk.helper, "intake", "LookUpReference", {"reference": MARK}),
            (walk.desk, "triage", "FindCases", {"national_number": MARKED.youth, "reason_code": "x"}),
            (walk.desk, "triage", "FindCases", {"full_name": MARKED.youth, "reason_code": MARKED.youth}),
            (walk.chair, "scheduling", "ProposeAgendaItem",
             {"name": consultation, "text": MARKED.agenda * 400}),
            (walk.chair, "scheduling", "GetInvitation", {"name": consultation, "person_id": MARK}),
            (walk.chair, "scheduling", "GetConsultation", {"name": f"cases/{MARKED.youth}"}),
            (walk.chair, "workplan", "GetWorkPlanDocument", {"name": work_plan, "for_person_id": MARK}),
            (walk.chair, "workplan", "AskFollowUp",
             {"name": work_plan, "asked_by_person_id": MARK, "question": MARKED.question * 400}),
            (walk.chair, "intake", "AmendRequest", {"name": request, "form": form()}),
        ]
        for actor, service, name, fields in attempts:
            request_class, method = walk.method(service, name)
            if "command_id" in request_class.DESCRIPTOR.fields_by_name:
                fields["command_id"] = stubs.new_command_id()
            try:
                method(request_class(**fields), metadata=actor, timeout=30)
                yield f"{service} {name} was answered"
            except grpc.RpcError as error:
                if error.code() in (grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN):
                    raise AssertionError(f"{service} {name}: {error.code()}") from None
                trailers = " ".join(f"{key}={value!r}" for key, value in error.trailing_metadata())
                yield f"{service} {name}: {error.code()} {error.details()} {trailers}"

    @classmethod
    def all_history(cls, case_name):
        """Every service's commits of the case, decoded, sealed parts as the service shows them."""
        from rondetafel.history.v1 import service_pb2, service_pb2_grpc
        from rondetafel.type.v1 import type_pb2
        auditor = stubs.bearer(cls.suite, type_pb2.ROLE_AUDITOR)
        texts = []
        for name in SERVICES:
            with grpc.insecure_channel(cls.suite.address(name)) as channel:
                stub = service_pb2_grpc.HistoryServiceStub(channel)
                request = service_pb2.ListCaseCommitsRequest(parent=case_name, page_size=200)
                texts.append(str(stub.ListCaseCommits(request, metadata=auditor, timeout=30)))
        return "\n".join(texts)

    def scan(self, canaries, *places):
        run = subprocess.run([str(self.bin_dir / "canary_scan"), str(canaries), *map(str, places)],
                             capture_output=True, text=True, timeout=SCAN_SECONDS_MAX, check=False)
        self.assertIn(run.returncode, (0, 1), run.stderr)
        return run.stdout.splitlines()

    def test_nothing_personal_in_any_file_below_the_data_directory(self):
        self.assertEqual(self.scan(self.canaries, self.files), [])

    def test_nothing_personal_in_log_lines(self):
        text = self.suite.log_text()
        self.assertIn('"event":"audit"', text)  # the walk was logged
        self.assertEqual(self.scan(self.canaries, self.suite.log_dir), [])

    def test_nothing_personal_in_metrics(self):
        self.assertIn("rondetafel_intake_commands_total", self.metrics.read_text(encoding="utf-8"))
        self.assertEqual(self.scan(self.canaries, self.metrics), [])

    def test_nothing_personal_in_error_texts(self):
        text = self.errors.read_text(encoding="utf-8")
        self.assertGreater(text.count("INVALID_ARGUMENT"), 10)
        self.assertEqual(self.scan(self.canaries, self.errors), [])

    def test_nothing_personal_in_decoded_records(self):
        text = self.history.read_text(encoding="utf-8")
        for event in ("RequestSubmitted", "RequestAdmitted", "MeetingHeld", "PlanDrafted"):
            self.assertIn(event, text)
        self.assertEqual(self.scan(self.canaries, self.history), [])

    def test_planted_unsealed_field_is_found_in_log_and_projections(self):
        hits = "\n".join(self.scan(self.planted, self.files))
        for folder in self.folders:
            self.assertRegex(hits, rf"(?m) as plain in {folder}")

    def test_planted_value_is_found_in_each_other_place(self):
        places = {"log line": min(self.suite.log_dir.iterdir()), "metrics": self.metrics,
                  "error text": self.errors, "decoded records": self.history}
        for what, place in places.items():
            for label, text in CANARIES.items():
                with self.subTest(place=what, canary=label):
                    planted = self.write("with_plant", place.read_text(encoding="utf-8")
                                         + f'{{"event":"planted","text":"x{text}x"}}\n')
                    self.assertTrue(any(hit.startswith(label) for hit in
                                        self.scan(self.canaries, planted)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True, type=pathlib.Path)
    parser.add_argument("--kafka", action="store_true")
    arguments, rest = parser.parse_known_args()
    CanaryTest.bin_dir = arguments.bin.resolve()
    CanaryTest.on_kafka = arguments.kafka
    unittest.main(argv=[sys.argv[0], *rest], verbosity=2)
