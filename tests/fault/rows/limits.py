"""Row 14: what is too large, too many or empty. Each is refused in one clear sentence before anything is appended."""
import forms
import grpc
import stubs
from harness import EMBEDDED, Row, demand

REQUEST_BYTES_MAX = 512 * 1024  # shared/rpc/serve.h
MANY = 10_000
SETTLED_BY_SHAPE = (grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.NOT_FOUND,
                    grpc.StatusCode.PERMISSION_DENIED, grpc.StatusCode.RESOURCE_EXHAUSTED)
READING = ("Get", "List", "Find", "Explain", "LookUp", "Validate", "Compare")


class Limits(Row):
    number, name = 14, "records at the limit, 10,000 events in one command, empty commands"
    quick_logs = (EMBEDDED,)

    def run(self, log_kind, quick):
        with self.bed() as bed:
            self.bed_ = bed
            bed.load(commands=120, in_flight=8, cases_open=2).wait()
            bed.settle()
            counts = {"empty_refused": self.empty_ones(), "too_many_refused": self.too_many(),
                      "at_limit": self.at_the_limit()}
            counts.update(bed.check())
        return counts

    def bearer(self, role, region=0, **more):
        from rondetafel.type.v1 import type_pb2
        return stubs.bearer(self.bed_.suite, type_pb2.Role.Value(role), region, **more)

    def places(self):
        """Accepted and ignored commits so far, of each service's own topic."""
        places = {}
        for service in ("intake", "triage", "scheduling", "workplan", "statistics"):
            status = stubs.operate(self.bed_.suite, service, "GetStatus")
            places[service] = [(p.partition, p.accepted, p.ignored) for p in status.partitions
                               if p.topic == service]
        return places

    def refused(self, service, method, request, actor):
        """Calls and demands a final refusal that says what is wrong; returns its details."""
        module = __import__(f"rondetafel.{service}.v1.service_pb2_grpc", fromlist=["x"])
        name = "WorkPlan" if service == "workplan" else service.capitalize()
        with grpc.insecure_channel(self.bed_.replicas(service)[0].grpc[service]) as channel:
            details = stubs.refused(getattr(getattr(module, f"{name}ServiceStub")(channel), method), request,
                                    metadata=actor)
        demand(details.code in SETTLED_BY_SHAPE, f"{service} {method}: {details.code} {details.message}")
        demand(details.message and details.dutch, f"{service} {method} does not say what is wrong")
        return details

    def empty_ones(self):
        """Every command of every service, with nothing in it."""
        from google.protobuf import symbol_database
        before, refused = self.places(), 0
        actors = {"intake": self.bearer("ROLE_HELPER", organisation_id="OVO000001"),
                  "triage": self.bearer("ROLE_DESK_WORKER", 3), "scheduling": self.bearer("ROLE_EXTERNAL_CHAIR"),
                  "workplan": self.bearer("ROLE_EXTERNAL_CHAIR"),
                  "statistics": self.bearer("ROLE_STATISTICIAN")}
        for service, actor in actors.items():
            module = __import__(f"rondetafel.{service}.v1.service_pb2", fromlist=["x"])
            described, = module.DESCRIPTOR.services_by_name.values()
            for method in described.methods:
                if method.name.startswith(READING):
                    continue
                empty = symbol_database.Default().GetSymbol(method.input_type.full_name)()
                self.refused(service, method.name, empty, actor)
                refused += 1
        demand(self.places() == before, "an empty command left something in the log")
        return refused

    def too_many(self):
        """Commands that would make ten thousand events, or one event of ten thousand parts."""
        from rondetafel.intake.v1 import service_pb2 as intake
        from rondetafel.scheduling.v1 import service_pb2 as scheduling
        from rondetafel.type.v1 import type_pb2
        helper = self.bearer("ROLE_HELPER", organisation_id="OVO000001")
        chair = self.bearer("ROLE_EXTERNAL_CHAIR")
        name = "cases/4d2d4c1e-6a55-8b58-9c0e-6f1d3f1b7a01/consultations/4d2d4c1e-6a55-8b58-9c0e-6f1d3f1b7a02"
        before = self.places()
        agreements = forms.consultation_request()
        agreements.agreements.extend([agreements.agreements[0]] * MANY)
        persons = forms.consultation_request()
        for n in range(MANY):
            persons.form.persons.append(intake.Person(person_id=f"p{n}", role=1, name="A"))
        cases = [("intake", "SubmitRequest", agreements, helper), ("intake", "SubmitRequest", persons, helper)]
        moments = scheduling.ProposeMomentsRequest(command_id=stubs.new_command_id(), name=name)
        moments.moments.extend([type_pb2.LocalMoment(minute_of_day=1)] * MANY)
        items = scheduling.MakeInformationAgreementRequest(command_id=stubs.new_command_id(), name=name)
        items.items.extend([scheduling.InformationItemInput(text="x", recipient_person_ids=["youth"])] * MANY)
        held = scheduling.HoldMeetingRequest(command_id=stubs.new_command_id(), name=name)
        held.attendance.extend([scheduling.AttendanceInput(person_id="youth")] * MANY)
        cases += [("scheduling", "ProposeMoments", moments, chair),
                  ("scheduling", "MakeInformationAgreement", items, chair),
                  ("scheduling", "HoldMeeting", held, chair)]
        for service, method, request, actor in cases:
            self.refused(service, method, request, actor)
        demand(self.places() == before, "a command of ten thousand parts left something in the log")
        return len(cases)

    def at_the_limit(self):
        """Requests a little below and above the largest there may be. Both are settled by shape: the fields have
        limits of their own, well below."""
        helper = self.bearer("ROLE_HELPER", organisation_id="OVO000001")
        before, said = self.places(), []
        for size in (REQUEST_BYTES_MAX - 64, REQUEST_BYTES_MAX, REQUEST_BYTES_MAX + 64, 2 * REQUEST_BYTES_MAX):
            request = forms.consultation_request()
            request.form.question = "x" * (size - request.ByteSize() - 4)
            said.append(self.refused("intake", "SubmitRequest", request, helper).reason)
        demand(said[0] != said[2], f"the limit makes no difference: {said}")
        demand(self.places() == before, "a request at the limit left something in the log")
        return len(said)
