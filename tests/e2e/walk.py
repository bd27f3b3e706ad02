"""One consultation through all services, from request to follow-up, by an ordinary client. Every field that
takes personal data or free text is filled from `Texts`, so that a test can look for them afterwards."""
import dataclasses
import datetime
import zoneinfo

import grpc

import stubs

CALL_SECONDS_MAX = 30
CHAIR_ACTOR = "4d2d4c1e-6a55-4b58-9c0e-6f1d3f1b7a01"
EVERYBODY = ("youth", "mother", "helper", "aunt")


@dataclasses.dataclass(frozen=True)
class Texts:
    """What a case holds about people. Invented; a test marks them."""
    youth: str = "Fantasia Testkind"
    mother: str = "Mama Testkind"
    helper: str = "Helper Voorbeeld"
    aunt: str = "Tante Testkind"
    chair: str = "Voorzitter Voorbeeld"
    national_number: str = "17073003384"
    phone: str = "+32 2 555 01 23"
    mail: str = "adres@example.org"
    address: str = "Voorbeeldstraat 1, 1000 Voorbeeldstad"
    question: str = "Wie doet wat?"
    second_question: str = "Kan dit sneller?"
    follow_up_question: str = "Hoe gaat het nu?"
    motivation: str = "Enkel een plaats gezocht."
    contact_note: str = "Belde terug."
    agenda: str = "Wonen na de zomer."
    information: str = "Schoolverslag."
    place: str = "Lokaal 3."
    goal: str = "Rust thuis."
    task: str = "Elke week bellen."
    external_reference: str = "COBE-1"


def _brussels_now():
    return datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Brussels"))


def _date(day):
    from google.type import date_pb2
    return date_pb2.Date(year=day.year, month=day.month, day=day.day)


class Walk:
    """Calls as each actor; positions are carried from every reply to the next query."""

    def __init__(self, suite, texts=Texts()):
        from rondetafel.intake.v1 import service_pb2 as intake, service_pb2_grpc as intake_grpc
        from rondetafel.scheduling.v1 import service_pb2 as scheduling
        from rondetafel.scheduling.v1 import service_pb2_grpc as scheduling_grpc
        from rondetafel.triage.v1 import service_pb2 as triage, service_pb2_grpc as triage_grpc
        from rondetafel.type.v1 import person_pb2, type_pb2
        from rondetafel.workplan.v1 import service_pb2 as workplan, service_pb2_grpc as workplan_grpc
        self.texts = texts
        self.person_pb2, self.type_pb2 = person_pb2, type_pb2
        self.position = type_pb2.Position()
        self._services = {}
        for name, module, stub in (("intake", intake, intake_grpc.IntakeServiceStub),
                                   ("triage", triage, triage_grpc.TriageServiceStub),
                                   ("scheduling", scheduling, scheduling_grpc.SchedulingServiceStub),
                                   ("workplan", workplan, workplan_grpc.WorkPlanServiceStub)):
            self._services[name] = (module, stub(grpc.insecure_channel(suite.address(name))))
        region = type_pb2.REGION_LIMBURG
        self.helper = stubs.bearer(suite, type_pb2.ROLE_HELPER, organisation_id="OVO000001")
        self.desk = stubs.bearer(suite, type_pb2.ROLE_DESK_WORKER, region)
        self.chair = stubs.bearer(suite, type_pb2.ROLE_EXTERNAL_CHAIR, actor_id=CHAIR_ACTOR)

    def method(self, service, name):
        """The request class and the callable of an RPC."""
        module, stub = self._services[service]
        return getattr(module, name + "Request"), getattr(stub, name)

    def call(self, actor, service, method_name, **fields):
        request_class, method = self.method(service, method_name)
        known = request_class.DESCRIPTOR.fields_by_name
        if "command_id" in known:
            fields.setdefault("command_id", stubs.new_command_id())
        if "position" in known:
            fields.setdefault("position", self.position)
        try:
            reply = method(request_class(**fields), metadata=actor, timeout=CALL_SECONDS_MAX)
        except grpc.RpcError as error:
            details = stubs.Details(error)
            raise AssertionError(f"{service} {method_name}: {details.code} {details.reason} {details.rule} "
                                 f"{details.message} {details.violations}") from None
        self._merge(reply.position)
        return reply

    def _merge(self, position):
        offsets = {(t.topic, t.partition): t.offset for t in self.position.topics}
        for topic in position.topics:
            key = (topic.topic, topic.partition)
            offsets[key] = max(offsets.get(key, 0), topic.offset)
        self.position = self.type_pb2.Position(log_id=position.log_id, topics=[
            self.type_pb2.TopicPosition(topic=topic, partition=partition, offset=offset)
            for (topic, partition), offset in sorted(offsets.items())])

    # The steps, in the order in which people take them.

    def person(self, person_id, role, name, **fields):
        from rondetafel.intake.v1 import service_pb2
        return service_pb2.Person(
            person_id=person_id, role=role, name=name, phone=self.texts.phone, mail=self.texts.mail,
            address=self.texts.address, safe_contact=self.person_pb2.SAFE_CONTACT_MAIL, **fields)

    def form(self, question, purpose):
        from rondetafel.intake.v1 import content_pb2, service_pb2
        p = self.person_pb2
        youth = self.person("youth", p.PERSON_ROLE_YOUTH, self.texts.youth,
                            birth_date=_date(datetime.date(2011, 3, 4)),
                            national_number=self.texts.national_number)
        mother = self.person("mother", p.PERSON_ROLE_PARENT, self.texts.mother)
        helper = self.person("helper", p.PERSON_ROLE_HELPER, self.texts.helper,
                             organisation=p.Organisation(organisation_id="OVO000001", name="CLB Voorbeeld",
                                                         kind=p.ORGANISATION_KIND_CLB))
        return service_pb2.RequestForm(
            procedure=self.type_pb2.PROCEDURE_CONSULTATION, channel=p.CHANNEL_COBE,
            requester_person_id="helper", region=self.type_pb2.REGION_LIMBURG, purposes=[purpose],
            triggers=[content_pb2.TRIGGER_UNCLEAR_WHO_DOES_WHAT], link_with_youth_help=True,
            persons=[youth, mother, helper], question=question,
            external_reference=self.texts.external_reference)

    def report(self, person_id, confirmed=False):
        from rondetafel.intake.v1 import service_pb2
        return service_pb2.AgreementReport(
            person_id=person_id, answer=self.person_pb2.ANSWER_YES,
            channel=self.person_pb2.CHANNEL_DESK_PHONE if confirmed else self.person_pb2.CHANNEL_COBE,
            reported_by="" if confirmed else "helper", confirmed_by_person=confirmed)

    def submit(self, question=None, purpose=None):
        from rondetafel.intake.v1 import content_pb2
        filed = self.call(
            self.helper, "intake", "SubmitRequest",
            form=self.form(question or self.texts.question, purpose or content_pb2.PURPOSE_ALIGNMENT),
            agreements=[self.report("youth")])
        request = self.call(self.helper, "intake", "GetRequest", name=filed.name).request
        assert request.form.question == (question or self.texts.question)
        self.call(self.helper, "intake", "GetAcknowledgement", name=filed.name)
        return filed.name

    def assessment_of(self, request_name):
        rows = self.call(self.desk, "triage", "ListAssessments",
                         region=self.type_pb2.REGION_LIMBURG, page_size=200).assessments
        name, = [row.name for row in rows if row.request_name == request_name]
        return name

    def assess(self, assessment):
        now = _brussels_now()
        self.call(self.desk, "triage", "LogContact", name=assessment, reached=True,
                  contacted_at=self.type_pb2.LocalMoment(date=_date(now),
                                                         minute_of_day=now.hour * 60 + now.minute),
                  channel=self.person_pb2.CHANNEL_DESK_PHONE, person_id="mother",
                  note=self.texts.contact_note)
        shown = self.call(self.desk, "triage", "GetAssessment", name=assessment).assessment
        assert shown.contacts[0].note == self.texts.contact_note
        self.call(self.desk, "triage", "FindCases", national_number=self.texts.national_number,
                  reason_code="new_request")
        self.call(self.desk, "triage", "FindCases", full_name=self.texts.youth,
                  birth_date=_date(datetime.date(2011, 3, 4)), reason_code="new_request")

    def reject(self):
        from rondetafel.gates.v1 import gates_pb2
        from rondetafel.intake.v1 import content_pb2
        request = self.submit(self.texts.second_question, content_pb2.PURPOSE_SUPPLY_NEGOTIATION)
        assessment = self.assessment_of(request)
        self.call(self.desk, "triage", "RejectRequest", name=assessment,
                  grounds=[gates_pb2.GROUND_SUPPLY_NEGOTIATION_ONLY], motivation=self.texts.motivation)
        letter = self.call(self.desk, "triage", "GetDecisionLetter", name=assessment).letter
        assert self.texts.motivation in letter.text
        return assessment

    def appoint(self, assessment):
        from rondetafel.triage.v1 import events_pb2
        self.call(self.desk, "triage", "AdmitRequest", name=assessment)
        chair = self.call(self.desk, "triage", "RegisterFacilitator", actor_id=CHAIR_ACTOR,
                          kinds=[events_pb2.FACILITATOR_KIND_CHAIR], full_name=self.texts.chair,
                          phone=self.texts.phone, mail=self.texts.mail,
                          trained_on=_date(datetime.date(2020, 1, 6)),
                          regions=[self.type_pb2.REGION_LIMBURG])
        self.call(self.desk, "triage", "ListFacilitators")
        return self.call(self.desk, "triage", "AppointChair", name=assessment,
                         facilitator_name=chair.name).consultation_name

    def prepare(self, consultation):
        from rondetafel.scheduling.v1 import consultation_pb2 as c, service_pb2 as s

        def chair(method_name, **fields):
            return self.call(self.chair, "scheduling", method_name, name=consultation, **fields)

        chair("RecordRequesterContact", channel=self.person_pb2.CHANNEL_DESK_PHONE)
        item = chair("ProposeAgendaItem", origin=c.PROPOSAL_ORIGIN_CLIENT, text=self.texts.agenda)
        chair("ApproveAgendaItem", agenda_item_id=item.agenda_item_id, approved_by_person_id="youth")
        for person_id in ("youth", "mother", "helper"):
            chair("ProposeInvitee", person_id=person_id, origin=c.PROPOSAL_ORIGIN_REQUESTER)
        chair("ProposeInvitee", origin=c.PROPOSAL_ORIGIN_CLIENT, new_person=self.person(
            "aunt", self.person_pb2.PERSON_ROLE_NETWORK_PERSON, self.texts.aunt))
        for person_id in EVERYBODY:
            chair("ApproveInvitee", person_id=person_id, approved_by_person_id="youth")
            chair("RecordAgreement", agreement=self.report(person_id, confirmed=True))
        chair("MakeInformationAgreement", agreed_by_person_ids=["youth", "helper"],
              items=[s.InformationItemInput(text=self.texts.information, recipient_person_ids=EVERYBODY)])
        for person_id in EVERYBODY:
            chair("SendInvitation", person_id=person_id, content=c.INVITATION_CONTENT_FULL)
        self._agree_on_time_and_place(chair)
        chair("ConfirmConsultation")
        for person_id in EVERYBODY:
            chair("GetInvitation", person_id=person_id)
        chair("GetInformationAgreementDocument", person_id="youth")
        shown = chair("GetConsultation").consultation
        assert shown.place_text == self.texts.place

    def _agree_on_time_and_place(self, chair):
        later = _brussels_now() + datetime.timedelta(days=7)
        moments = chair("ProposeMoments", moments=[
            self.type_pb2.LocalMoment(date=_date(later), minute_of_day=14 * 60)])
        for person_id in EVERYBODY:
            chair("AnswerMoment", moment_id=moments.moment_ids[0], person_id=person_id,
                  answer=self.person_pb2.ANSWER_YES)
        chair("ChooseMoment", moment_id=moments.moment_ids[0])
        place = chair("ProposePlace", text=self.texts.place)
        for person_id in EVERYBODY:
            chair("AnswerPlace", place_id=place.place_id, person_id=person_id,
                  answer=self.person_pb2.ANSWER_YES)

    def hold(self, consultation):
        from rondetafel.scheduling.v1 import consultation_pb2 as c, service_pb2 as s
        now = _brussels_now()
        self.call(self.chair, "scheduling", "HoldMeeting", name=consultation,
                  held_at=self.type_pb2.LocalMoment(date=_date(now),
                                                    minute_of_day=now.hour * 60 + now.minute),
                  attendance=[s.AttendanceInput(person_id=person_id, presence=c.PRESENCE_PRESENT)
                              for person_id in EVERYBODY],
                  checklist=[c.ChecklistAnswer(item=item, done=True) for item in (
                      c.CHECKLIST_ITEM_INTRODUCTION_ROUND, c.CHECKLIST_ITEM_SECRECY_REMINDER)])
        self.call(self.chair, "scheduling", "GetAttendanceList", name=consultation)

    def work_plan_of(self):
        rows = self.call(self.desk, "workplan", "ListWorkPlans",
                         region=self.type_pb2.REGION_LIMBURG).work_plans
        return rows[0].name

    def plan(self, work_plan):
        from rondetafel.workplan.v1 import plan_pb2, service_pb2 as w
        soon = _brussels_now() + datetime.timedelta(days=60)

        def chair(method_name, **fields):
            return self.call(self.chair, "workplan", method_name, name=work_plan, **fields)

        chair("DraftPlan", goals=[w.GoalText(goal_id="g1", text=self.texts.goal)],
              tasks=[w.TaskText(task_id="t1", goal_id="g1", owner_person_id="helper",
                                text=self.texts.task, due_on=_date(soon))])
        chair("StartMandateRound", person_id="helper")
        for person_id in ("youth", "mother", "aunt"):
            chair("RecordMandate", from_person_id=person_id, answer=self.person_pb2.ANSWER_YES,
                  channel=self.person_pb2.CHANNEL_IN_PERSON)
        chair("DistributePlan", to_person_ids=EVERYBODY)
        for person_id in EVERYBODY:
            chair("RecordAcceptance", person_id=person_id, answer=self.person_pb2.ANSWER_YES,
                  channel=self.person_pb2.CHANNEL_IN_PERSON, version=1)
        chair("RecordTaskProgress", task_id="t1", progress=plan_pb2.TASK_PROGRESS_STARTED)
        chair("PlanEvaluation", evaluate_on=_date(soon), remind_days_before=7)
        shown = chair("GetWorkPlan").work_plan
        assert shown.goals[0].text == self.texts.goal
        chair("GetWorkPlanDocument", for_person_id="youth")
        chair("AskFollowUp", asked_by_person_id="helper", question=self.texts.follow_up_question)

    def all(self):
        """The whole way; returns the names of request, consultation and work plan."""
        self.reject()
        request = self.submit()
        assessment = self.assessment_of(request)
        self.assess(assessment)
        consultation = self.appoint(assessment)
        self.prepare(consultation)
        self.hold(consultation)
        work_plan = self.work_plan_of()
        self.plan(work_plan)
        return request, consultation, work_plan
