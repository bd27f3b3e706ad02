#include "services/intake/domain/request.h"
#include "shared/base/civil_date.h"
#include "tests/simulation/suite/moves.h"
#include "tests/simulation/suite/steps.h"

namespace rondetafel::simulation {
namespace {

using intake::State;
using intake::v1::RequestContent;
using intake::v1::RequestEvent;
struct IntakeDomain {
  template <class Command>
  static base::Decision<RequestEvent> Decide(const State& state, const Command& command,
                                             const base::Context& context) {
    return intake::Decide(state, command, context);
  }
  static void Apply(const RequestEvent& event, State& state) { intake::ApplyEvent(event, state); }
};
using RequestSteps = Steps<State, RequestEvent, IntakeDomain>;

type::v1::PersonInCase Person(const char* id, type::v1::PersonRole role) {
  type::v1::PersonInCase person;
  person.set_person_id(id);
  person.set_role(role);
  person.set_safe_contact(type::v1::SAFE_CONTACT_PHONE);
  person.mutable_name()->set_field("person.name");
  person.mutable_phone()->set_field("person.phone");
  if (role == type::v1::PERSON_ROLE_YOUTH) person.set_age_band(type::v1::AGE_BAND_12_TO_17);
  return person;
}

type::v1::PersonInCase Helper(std::int64_t organisation) {
  type::v1::PersonInCase helper = Person("helper", type::v1::PERSON_ROLE_HELPER);
  helper.mutable_organisation()->set_organisation_id(OrganisationOf(organisation));
  helper.mutable_organisation()->set_kind(type::v1::ORGANISATION_KIND_CLB);
  return helper;
}

RequestContent Content(const base::Context& context) {
  RequestContent content;
  content.set_procedure(type::v1::PROCEDURE_CONSULTATION);
  content.set_channel(type::v1::CHANNEL_COBE);
  content.set_requester_person_id("helper");
  *content.mutable_received_on() = base::ToProto(context.today);
  content.set_region(type::v1::REGION_ANTWERPEN);
  content.add_purposes(intake::v1::PURPOSE_ALIGNMENT);
  content.add_triggers(intake::v1::TRIGGER_CLIENT_LOST_OVERVIEW);
  content.set_link_with_youth_help(true);
  *content.add_persons() = Person("youth", type::v1::PERSON_ROLE_YOUTH);
  *content.add_persons() = Person("mother", type::v1::PERSON_ROLE_PARENT);
  *content.add_persons() = Person("father", type::v1::PERSON_ROLE_PARENT);
  *content.add_persons() = Helper(0);
  content.mutable_question()->set_field("request.question");
  return content;
}

type::v1::Agreement Answer(std::int64_t person, type::v1::Answer answer,
                           const base::Context& context) {
  type::v1::Agreement agreement;
  agreement.set_person_id(kPersons[person % kPersonCount]);
  agreement.set_answer(answer);
  *agreement.mutable_given_on() = base::ToProto(context.today);
  agreement.set_channel(type::v1::CHANNEL_DESK_PHONE);
  agreement.set_reported_by(agreement.person_id());
  agreement.set_confirmed_by_person(true);
  return agreement;
}

void Go(SuiteOp op, std::int64_t amount, RequestSteps& steps) {
  const base::Context& context = steps.context();
  if (op == SuiteOp::kFile) {
    intake::SubmitRequest submit;
    submit.content = Content(context);
    submit.agreements.push_back(Answer(0, type::v1::ANSWER_YES, context));
    steps.Do(submit);
  } else if (op == SuiteOp::kAmend) {
    intake::AmendRequest amend;
    amend.content = steps.state().content();
    amend.content.clear_persons();
    *amend.content.add_persons() = Helper(amount);
    steps.Do(amend);
  } else if (op == SuiteOp::kSayNo) {
    // A follow-up waits for a yes of its own; anybody else says no.
    const bool follow_up = !steps.state().content().earlier().meeting_id().empty();
    const auto answer = follow_up ? type::v1::ANSWER_YES : type::v1::ANSWER_NO;
    steps.Do(intake::RecordAgreement{Answer(follow_up ? 0 : amount, answer, context)});
  } else if (op == SuiteOp::kTakeBack) {
    intake::WithdrawAgreement withdraw;
    withdraw.person_id = kPersons[amount % kPersonCount];
    withdraw.withdrawn_on = context.today;
    withdraw.channel = type::v1::CHANNEL_DESK_PHONE;
    withdraw.reported_by = withdraw.person_id;
    steps.Do(withdraw);
  } else if (op == SuiteOp::kWithdrawRequest) {
    steps.Do(intake::WithdrawRequest{intake::v1::WITHDRAWAL_REASON_OTHER, context.today});
  }
}

}  // namespace

Move IntakeMove(SuiteOp op, std::int64_t amount) {
  return runtime::DecideWith<State, RequestEvent>(
      [op, amount](const State& state, const base::Context& context) {
        RequestSteps steps(state, context);
        Go(op, amount, steps);
        return steps.Take();
      });
}

}  // namespace rondetafel::simulation
