"""A client in another language, made from proto/ alone (acceptance 6): files a request, reads it back with
the token of the reply, repeats it and makes mistakes."""
import argparse
import pathlib
import sys
import tempfile
import unittest

import grpc

import forms
import stubs
from suite import SERVICES, Suite

CALL_SECONDS_MAX = 20


class GrpcClientTest(unittest.TestCase):
    bin_dir = ""

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory(prefix="rondetafel-e2e-")
        cls.addClassCleanup(cls.directory.cleanup)
        stubs.generate(cls.directory.name)
        cls.suite = cls.enterClassContext(Suite(cls.bin_dir, cls.directory.name))
        cls.suite.start()

    @classmethod
    def intake(cls):
        from rondetafel.intake.v1 import service_pb2_grpc
        channel = grpc.insecure_channel(cls.suite.address("intake"))
        return service_pb2_grpc.IntakeServiceStub(channel)

    def helper(self):
        from rondetafel.type.v1 import type_pb2
        return stubs.bearer(self.suite, type_pb2.ROLE_HELPER, organisation_id="OVO000001")

    def submit(self, request):
        return self.intake().SubmitRequest(request, metadata=self.helper(), timeout=CALL_SECONDS_MAX)

    def test_reads_back_what_it_filed_with_the_token_of_the_reply(self):
        from rondetafel.intake.v1 import service_pb2, state_pb2
        request = forms.consultation_request()
        filed = self.submit(request)
        self.assertRegex(filed.name, r"^cases/[0-9a-f-]{36}/requests/[0-9a-f-]{36}$")
        self.assertRegex(filed.reference, r"^RT-")
        self.assertEqual(filed.external_reference, "COBE-1")
        self.assertTrue(filed.position.log_id)

        read = self.intake().GetRequest(
            service_pb2.GetRequestRequest(name=filed.name, position=filed.position),
            metadata=self.helper(), timeout=CALL_SECONDS_MAX).request

        self.assertEqual(read.reference, filed.reference)
        self.assertEqual(read.form.question, "Wie doet wat voor Fantasia?")
        self.assertEqual([person.person_id for person in read.form.persons],
                         ["youth", "mother", "helper"])
        self.assertEqual(read.form.persons[2].name, "Helper Voorbeeld")
        self.assertNotEqual(read.status, state_pb2.REQUEST_STATUS_UNSPECIFIED)

    def test_same_command_twice_gets_the_same_reply_also_after_sigkill(self):
        request = forms.consultation_request()
        first = self.submit(request)
        again = self.submit(request)
        self.assertEqual((again.name, again.reference, again.status, again.missing_fields),
                         (first.name, first.reference, first.status, first.missing_fields))

        self.suite.kill()
        self.suite.start()

        after = self.submit(request)
        self.assertEqual((after.name, after.reference, after.status, after.missing_fields),
                         (first.name, first.reference, first.status, first.missing_fields))

    def test_changed_repeat_is_already_exists(self):
        request = forms.consultation_request()
        self.submit(request)
        request.form.question = "Een andere vraag onder hetzelfde nummer."
        details = stubs.refused(self.intake().SubmitRequest, request, metadata=self.helper())
        self.assertEqual(details.code, grpc.StatusCode.ALREADY_EXISTS)
        self.assertEqual(details.domain, "rondetafel")
        self.assertTrue(details.reason)
        self.assertTrue(details.dutch)

    def test_bad_input_names_field_and_rule(self):
        request = forms.consultation_request()
        request.form.persons[0].birth_date.year = 2090  # R169
        request.form.ClearField("region")                 # Q27
        details = stubs.refused(self.intake().SubmitRequest, request, metadata=self.helper())
        self.assertEqual(details.code, grpc.StatusCode.INVALID_ARGUMENT)
        violations = dict(details.violations)
        self.assertIn("R169", violations["form.persons[0].birth_date"])
        self.assertIn("Q27", violations["form.region"])
        self.assertIn("R169", details.rule)
        self.assertIn("Q27", details.rule)

    def test_without_token_or_with_a_forged_one_nothing_is_answered(self):
        request = forms.consultation_request()
        details = stubs.refused(self.intake().SubmitRequest, request)
        self.assertEqual(details.code, grpc.StatusCode.UNAUTHENTICATED)
        (name, token), = self.helper()
        forged = token[:-2] + ("AA" if not token.endswith("AA") else "BB")
        details = stubs.refused(self.intake().SubmitRequest, request, metadata=((name, forged),))
        self.assertEqual(details.code, grpc.StatusCode.UNAUTHENTICATED)

    def test_health_and_reflection_answer_on_every_port(self):
        # Both by hand: Debian ships neither package for Python. SERVING is field 1, value 1;
        # list_services is field 7 of the reflection request.
        for name in SERVICES:
            with self.subTest(service=name), grpc.insecure_channel(self.suite.address(name)) as channel:
                check = channel.unary_unary("/grpc.health.v1.Health/Check")
                self.assertEqual(check(b"", timeout=CALL_SECONDS_MAX), b"\x08\x01")
                reflect = channel.stream_stream(
                    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo")
                listed = b"".join(reflect(iter([b"\x3a\x00"]), timeout=CALL_SECONDS_MAX))
                self.assertIn(f"rondetafel.{name}.v1.".encode(), listed)
                self.assertIn(b"grpc.health.v1.Health", listed)
                self.assertIn(b"rondetafel.history.v1.HistoryService", listed)
                self.assertIn(b"rondetafel.operations.v1.OperationsService", listed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True, type=pathlib.Path)
    arguments, rest = parser.parse_known_args()
    GrpcClientTest.bin_dir = arguments.bin
    unittest.main(argv=[sys.argv[0], *rest], verbosity=2)
