"""Requests as a form would send them, for tests that are about something else. Names are invented."""
from stubs import new_command_id


def person(person_id, role, name, **fields):
    from rondetafel.intake.v1 import service_pb2
    from rondetafel.type.v1 import person_pb2
    return service_pb2.Person(
        person_id=person_id, role=role, name=name, phone="+32 2 555 01 23",
        mail=f"{person_id}@example.org", address="Voorbeeldstraat 1, 1000 Voorbeeldstad",
        safe_contact=person_pb2.SAFE_CONTACT_MAIL, **fields)


def consultation_request():
    """A helper of a CLB asks for a consultation for a girl of about 15; she agrees (R33, Q18)."""
    from google.type import date_pb2
    from rondetafel.intake.v1 import content_pb2, service_pb2
    from rondetafel.type.v1 import person_pb2, type_pb2
    youth = person("youth", person_pb2.PERSON_ROLE_YOUTH, "Fantasia Testkind",
                   birth_date=date_pb2.Date(year=2011, month=3, day=4))
    mother = person("mother", person_pb2.PERSON_ROLE_PARENT, "Mama Testkind")
    helper = person("helper", person_pb2.PERSON_ROLE_HELPER, "Helper Voorbeeld",
                    organisation=person_pb2.Organisation(
                        organisation_id="OVO000001", name="CLB Voorbeeld",
                        kind=person_pb2.ORGANISATION_KIND_CLB))
    form = service_pb2.RequestForm(
        procedure=type_pb2.PROCEDURE_CONSULTATION, channel=person_pb2.CHANNEL_COBE,
        requester_person_id="helper", region=type_pb2.REGION_LIMBURG,
        purposes=[content_pb2.PURPOSE_ALIGNMENT], triggers=[content_pb2.TRIGGER_UNCLEAR_WHO_DOES_WHAT],
        link_with_youth_help=True, persons=[youth, mother, helper],
        question="Wie doet wat voor Fantasia?", external_reference="COBE-1")
    agreement = service_pb2.AgreementReport(
        person_id="youth", answer=person_pb2.ANSWER_YES, channel=person_pb2.CHANNEL_COBE,
        reported_by="helper")
    return service_pb2.SubmitRequestRequest(
        command_id=new_command_id(), form=form, agreements=[agreement])
