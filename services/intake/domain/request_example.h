// A request to test with: a helper files for a youth of 15 with two parents. Codes only.
#pragma once
#include <string>
#include <vector>

#include "services/intake/domain/request.h"
#include "shared/base/civil_date.h"

namespace rondetafel::intake::example {

inline constexpr base::Date kToday{2021, 5, 10};
inline const std::string kHelperActor = "11111111-1111-4111-8111-111111111111";
inline const std::string kDeskActor = "22222222-2222-4222-8222-222222222222";
inline const std::string kChairActor = "33333333-3333-4333-8333-333333333333";
inline const std::string kStrangerActor = "44444444-4444-4444-8444-444444444444";

inline type::v1::PersonInCase Person(const std::string& id, type::v1::PersonRole role) {
  type::v1::PersonInCase person;
  person.set_person_id(id);
  person.set_role(role);
  person.set_safe_contact(type::v1::SAFE_CONTACT_PHONE);
  person.mutable_name()->set_field("person.name");
  person.mutable_phone()->set_field("person.phone");
  if (role == type::v1::PERSON_ROLE_YOUTH) person.set_age_band(type::v1::AGE_BAND_12_TO_17);
  if (IsProfessional(role)) {
    person.mutable_organisation()->set_organisation_id("OVO000001");
    person.mutable_organisation()->set_kind(type::v1::ORGANISATION_KIND_CLB);
  }
  return person;
}

inline v1::RequestContent Content() {
  v1::RequestContent content;
  content.set_procedure(type::v1::PROCEDURE_CONSULTATION);
  content.set_channel(type::v1::CHANNEL_COBE);
  content.set_requester_person_id("helper");
  *content.mutable_received_on() = base::ToProto(kToday);
  content.set_region(type::v1::REGION_LIMBURG);
  content.add_purposes(v1::PURPOSE_ALIGNMENT);
  content.add_triggers(v1::TRIGGER_CLIENT_LOST_OVERVIEW);
  content.set_link_with_youth_help(true);
  *content.add_persons() = Person("youth", type::v1::PERSON_ROLE_YOUTH);
  *content.add_persons() = Person("mother", type::v1::PERSON_ROLE_PARENT);
  *content.add_persons() = Person("father", type::v1::PERSON_ROLE_PARENT);
  *content.add_persons() = Person("helper", type::v1::PERSON_ROLE_HELPER);
  content.mutable_question()->set_field("request.question");
  return content;
}

inline type::v1::Actor Actor(const std::string& id, type::v1::Role role) {
  type::v1::Actor actor;
  actor.set_actor_id(id);
  actor.set_role(role);
  if (role == type::v1::ROLE_DESK_WORKER) actor.set_region(type::v1::REGION_LIMBURG);
  return actor;
}

inline base::Context By(const type::v1::Actor& actor) {
  base::Context context;
  context.today = kToday;
  context.actor = actor;
  context.case_id = *base::CaseId::Parse("aaaaaaaa-aaaa-8aaa-8aaa-aaaaaaaaaaaa");
  context.stream_id = *base::StreamId::Parse("bbbbbbbb-bbbb-8bbb-8bbb-bbbbbbbbbbbb");
  context.command_id = *base::CommandId::Parse("cccccccc-cccc-4ccc-8ccc-cccccccccccc");
  return context;
}

inline base::Context Helper() { return By(Actor(kHelperActor, type::v1::ROLE_HELPER)); }
inline base::Context Desk() { return By(Actor(kDeskActor, type::v1::ROLE_DESK_WORKER)); }

inline type::v1::Agreement Answer(const std::string& person_id, type::v1::Answer answer,
                                  const base::Date& given_on = kToday) {
  type::v1::Agreement agreement;
  agreement.set_person_id(person_id);
  agreement.set_answer(answer);
  *agreement.mutable_given_on() = base::ToProto(given_on);
  agreement.set_channel(type::v1::CHANNEL_DESK_PHONE);
  agreement.set_reported_by(person_id);
  return agreement;
}

// Given / when / then: a request that lives through decisions.
class Story {
 public:
  // Files the request of `content` as the helper.
  static Story Filed(v1::RequestContent content = Content()) {
    Story story;
    story.When(SubmitRequest{std::move(content), {}, {}, ""}, Helper());
    return story;
  }
  template <class Command>
  RequestDecision When(const Command& command, const base::Context& context) {
    return Take(Decide(state_, command, context));
  }
  template <class Fact>
  RequestDecision Noted(const Fact& fact) {
    return Take(Decide(state_, fact));
  }
  const State& state() const { return state_; }
  v1::RequestStatus status() const { return StatusOf(state_); }

 private:
  RequestDecision Take(RequestDecision decision) {
    if (!decision.refused()) {
      for (const v1::RequestEvent& event : decision.events()) ApplyEvent(event, state_);
    }
    return decision;
  }
  State state_;
};

inline v1::AssessmentNoted Assessed() {
  v1::AssessmentNoted fact;
  fact.set_assessment_name("cases/c/assessments/a");
  return fact;
}

inline v1::ChairAppointmentNoted Chaired(const std::string& chair = kChairActor) {
  v1::ChairAppointmentNoted fact;
  fact.set_chair_actor_id(chair);
  *fact.mutable_appointed_on() = base::ToProto(base::Date{2021, 5, 20});
  return fact;
}

inline v1::MeetingNoted Met(const std::string& meeting_id = "m1") {
  v1::MeetingNoted fact;
  fact.set_meeting_id(meeting_id);
  *fact.mutable_held_at() = base::ToProto(base::Local{{2021, 6, 15}, 14 * 60});
  return fact;
}

}  // namespace rondetafel::intake::example
