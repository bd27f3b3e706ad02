#include "tools/rtctl/demo/cast.h"

#include "shared/base/civil_date.h"
#include "shared/base/id.h"
#include "shared/base/status.h"
#include "shared/base/text.h"
#include "tools/rtctl/actor_text.h"
#include "tools/rtctl/json_text.h"

namespace rondetafel::rtctl {
namespace {

using intake::v1::IntakeService;
using triage::v1::TriageService;

std::string IdOf(std::string_view who) {
  return base::FormatUuid(base::DeriveUuid("actor", {"demo", who}));
}

// The same command in every run, so that the register keeps one entry.
std::string CommandIdOf(std::string_view what) {
  base::IdBytes bytes = base::DeriveUuid("demo", {what});
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x50);  // version 5: name-based
  return base::FormatUuid(bytes);
}

type::v1::Organisation Organisation(std::string_view id, std::string_view name,
                                    type::v1::OrganisationKind kind) {
  type::v1::Organisation organisation;
  organisation.set_organisation_id(std::string(id));
  organisation.set_name(std::string(name));
  organisation.set_kind(kind);
  return organisation;
}

base::Local LocalNow() { return base::ToBrussels(base::SystemClock().Now()); }

intake::v1::Person Someone(std::string_view id, std::string_view name, type::v1::PersonRole role) {
  intake::v1::Person person;
  person.set_person_id(std::string(id));
  person.set_name(std::string(name));
  person.set_role(role);
  return person;
}

}  // namespace

type::v1::Actor Desk() { return ActorOf(type::v1::ROLE_DESK_WORKER, type::v1::REGION_ANTWERPEN); }

type::v1::Actor Auditor() { return ActorOf(type::v1::ROLE_AUDITOR); }

type::v1::Actor Statistician() { return ActorOf(type::v1::ROLE_STATISTICIAN); }

type::v1::Actor Helper(std::string_view who, const type::v1::Organisation& organisation) {
  type::v1::Actor actor = ActorOf(type::v1::ROLE_HELPER);
  actor.set_actor_id(IdOf(who));
  actor.set_organisation_id(organisation.organisation_id());
  return actor;
}

type::v1::Actor SchoolPsychologist() {
  type::v1::Actor actor = Helper("school-psychologist", School());
  actor.set_role(type::v1::ROLE_HELPER_OUTSIDE_SCOPE);
  return actor;
}

type::v1::Actor Chair(std::string_view who) {
  type::v1::Actor actor = ActorOf(type::v1::ROLE_EXTERNAL_CHAIR);
  actor.set_actor_id(IdOf(who));
  return actor;
}

type::v1::Organisation School() {
  return Organisation("DEMO-SCHOOL", "Verzonnen School", type::v1::ORGANISATION_KIND_SCHOOL);
}

type::v1::Organisation Caw() {
  return Organisation("DEMO-CAW", "Verzonnen CAW", type::v1::ORGANISATION_KIND_CAW);
}

type::v1::Organisation Cgg() {
  return Organisation("DEMO-CGG", "Verzonnen CGG", type::v1::ORGANISATION_KIND_CGG);
}

google::type::Date Today() { return base::ToProto(LocalNow().date); }

google::type::Date DaysFromToday(int days) {
  return base::ToProto(base::DateFromDayNumber(base::DayNumber(LocalNow().date) + days));
}

type::v1::LocalMoment NowInBrussels(int days_from_today) {
  base::Local local = LocalNow();
  local.date = base::DateFromDayNumber(base::DayNumber(local.date) + days_from_today);
  return base::ToProto(local);
}

intake::v1::Person Youth(std::string_view id, std::string_view name, int age) {
  intake::v1::Person person = Someone(id, name, type::v1::PERSON_ROLE_YOUTH);
  const base::Date today = LocalNow().date;
  *person.mutable_birth_date() = base::ToProto(base::Date{today.year - age, 1, 1});
  person.set_safe_contact(type::v1::SAFE_CONTACT_THROUGH_ASSISTANT);
  return person;
}

intake::v1::Person Parent(std::string_view id, std::string_view name, std::string_view phone) {
  intake::v1::Person person = Someone(id, name, type::v1::PERSON_ROLE_PARENT);
  person.set_phone(std::string(phone));
  person.set_address(base::Cat("Verzonnenstraat van ", id, " 1, 0000 Nergens"));
  person.set_safe_contact(type::v1::SAFE_CONTACT_PHONE);
  return person;
}

intake::v1::Person TrustedPerson(std::string_view id, std::string_view name) {
  intake::v1::Person person = Someone(id, name, type::v1::PERSON_ROLE_TRUSTED_PERSON);
  auto& declared = *person.mutable_trusted_person_conditions();
  declared.set_of_age(true);
  declared.set_not_involved_in_help(true);
  declared.set_designated_by_minor(true);
  declared.set_criminal_record_extract(true);
  person.set_phone("000 00 00 03");
  person.set_safe_contact(type::v1::SAFE_CONTACT_PHONE);
  return person;
}

intake::v1::Person Professional(std::string_view id, std::string_view name,
                                type::v1::PersonRole role,
                                const type::v1::Organisation& organisation) {
  intake::v1::Person person = Someone(id, name, role);
  *person.mutable_organisation() = organisation;
  person.set_mail(base::Cat(id, "@voorbeeld.invalid"));
  person.set_safe_contact(type::v1::SAFE_CONTACT_MAIL);
  return person;
}

intake::v1::RequestForm CobeForm(std::string_view requester, std::string_view question) {
  intake::v1::RequestForm form;
  form.set_procedure(type::v1::PROCEDURE_CONSULTATION);
  form.set_channel(type::v1::CHANNEL_COBE);
  form.set_requester_person_id(std::string(requester));
  form.set_region(type::v1::REGION_ANTWERPEN);
  form.add_purposes(intake::v1::PURPOSE_ALIGNMENT);
  form.add_triggers(intake::v1::TRIGGER_UNCLEAR_WHO_DOES_WHAT);
  form.set_link_with_youth_help(true);
  form.set_assisted_by_person_id(std::string(requester));
  form.set_question(std::string(question));
  return form;
}

intake::v1::AgreementReport Yes(std::string_view person, type::v1::Channel channel,
                                std::string_view reported_by, bool in_person) {
  intake::v1::AgreementReport report;
  report.set_person_id(std::string(person));
  report.set_answer(type::v1::ANSWER_YES);
  report.set_channel(channel);
  report.set_reported_by(std::string(reported_by));
  report.set_confirmed_by_person(in_person);
  return report;
}

std::string EnterChair(Teller& teller, std::string_view who, std::string_view full_name,
                       const type::v1::Organisation* tied_to) {
  triage::v1::RegisterFacilitatorRequest request;
  request.set_command_id(CommandIdOf(who));
  request.set_actor_id(IdOf(who));
  request.add_kinds(triage::v1::FACILITATOR_KIND_CHAIR);
  request.set_full_name(std::string(full_name));
  *request.mutable_trained_on() = base::ToProto(base::Date{2020, 2, 3});
  request.add_regions(type::v1::REGION_ANTWERPEN);
  if (tied_to != nullptr) {
    triage::v1::FacilitatorTie& tie = *request.add_ties();
    *tie.mutable_organisation() = *tied_to;
    tie.set_kind(triage::v1::TIE_KIND_EMPLOYEE);
  }
  return teller
      .Do(Desk(), base::Cat(full_name, " stands in the register of chairs."),
          teller.connection().triage(), &TriageService::Stub::RegisterFacilitator, request)
      .name();
}

Filed FileRequest(Teller& teller, const type::v1::Actor& actor, std::string_view sentence,
                  intake::v1::SubmitRequestRequest request) {
  const auto reply = teller.Do(actor, sentence, teller.connection().intake(),
                               &IntakeService::Stub::SubmitRequest, std::move(request));
  if (!teller.ok()) return {};
  const auto names = NamesOf(reply.name());
  if (!names.ok()) {
    teller.Fail(names.status());
    return {};
  }
  triage::v1::ExplainGatesRequest look;
  look.set_name(names->assessment);
  teller.Await<TriageService::Stub, triage::v1::ExplainGatesRequest,
               triage::v1::ExplainGatesResponse>(Auditor(), teller.connection().triage(),
                                                 &TriageService::Stub::ExplainGates, look,
                                                 [](const auto&) { return true; });
  return {*names, reply.reference()};
}

void ExplainGates(Teller& teller, const Names& names, std::string_view sentence) {
  triage::v1::ExplainGatesRequest request;
  request.set_name(names.assessment);
  const auto gates = teller.Do(Auditor(), sentence, teller.connection().triage(),
                               &TriageService::Stub::ExplainGates, request);
  for (const auto& gate : gates.results()) {
    teller.Show(base::Cat(PadRight(gate.rule(), 6), PadRight(EnumText(gate.outcome()), 20),
                          gate.explanation_english()));
  }
}

void AdmitAndAppoint(Teller& teller, const Names& names, const std::string& chair_name) {
  triage::v1::AdmitRequestRequest admit;
  admit.set_name(names.assessment);
  teller.Do(Desk(), "The desk of Antwerpen finds every gate passed and admits the request.",
            teller.connection().triage(), &TriageService::Stub::AdmitRequest, admit);
  triage::v1::AppointChairRequest appoint;
  appoint.set_name(names.assessment);
  appoint.set_facilitator_name(chair_name);
  teller.Do(Desk(), "The desk appoints a chair who is independent of everybody around the table.",
            teller.connection().triage(), &TriageService::Stub::AppointChair, appoint);
  scheduling::v1::GetConsultationRequest look;
  look.set_name(names.consultation);
  using scheduling::v1::SchedulingService;
  teller.Await<SchedulingService::Stub, scheduling::v1::GetConsultationRequest,
               scheduling::v1::GetConsultationResponse>(Auditor(), teller.connection().scheduling(),
                                                        &SchedulingService::Stub::GetConsultation,
                                                        look, [](const auto&) { return true; });
}

}  // namespace rondetafel::rtctl
