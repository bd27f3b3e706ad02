#include "services/workplan/domain/people.h"

#include <algorithm>

#include "shared/base/civil_date.h"
#include "shared/base/text.h"

namespace rondetafel::workplan {
namespace {

using type::v1::PersonInCase;
using type::v1::PersonRole;

bool BelongsTo(const PersonInCase& person, const PersonInCase& youth) {
  const auto& of = person.of_person_ids();
  return of.empty() || std::find(of.begin(), of.end(), youth.person_id()) != of.end();
}

bool MayAct(const State& state, const base::Context& context) {
  const type::v1::Actor& actor = context.actor;
  switch (actor.role()) {
    case type::v1::ROLE_EXTERNAL_CHAIR:
      return actor.actor_id() == state.chair_actor_id();
    case type::v1::ROLE_DESK_WORKER:
    case type::v1::ROLE_TEAM_LEAD:
      return actor.region() == state.region();
    case type::v1::ROLE_HELPER:
    case type::v1::ROLE_HELPER_OUTSIDE_SCOPE:
      return std::any_of(state.participants().begin(), state.participants().end(),
                         [&actor](const v1::Participant& participant) {
                           return !participant.withdrawn() && !actor.organisation_id().empty() &&
                                  participant.person().organisation().organisation_id() ==
                                      actor.organisation_id();
                         });
    case type::v1::ROLE_MIGRATION:
    case type::v1::ROLE_SERVICE:
      return true;
    case type::v1::ROLE_UNSPECIFIED:
    case type::v1::ROLE_YOUTH:
    case type::v1::ROLE_PARENT:
    case type::v1::ROLE_UPBRINGING_RESPONSIBLE:
    case type::v1::ROLE_TRUSTED_PERSON:
    case type::v1::ROLE_SUPPORT_FIGURE:
    case type::v1::ROLE_NETWORK_PERSON:
    case type::v1::ROLE_MEDIATOR:
    case type::v1::ROLE_ALLOCATION_OFFICER:
    case type::v1::ROLE_MANDATED_CONSULTANT:
    case type::v1::ROLE_CONTACT_POINT:
    case type::v1::ROLE_PARTNERSHIP_COORDINATOR:
    case type::v1::ROLE_STATISTICIAN:
    case type::v1::ROLE_OPERATOR:
    case type::v1::ROLE_AUDITOR:
    case type::v1::ROLE_COBE:
    case type::v1::Role_INT_MIN_SENTINEL_DO_NOT_USE_:
    case type::v1::Role_INT_MAX_SENTINEL_DO_NOT_USE_:
      return false;
  }
  return false;
}

template <class Wanted>
std::vector<std::string> AtTableWithout(const State& state, Wanted wanted) {
  std::vector<std::string> open;
  for (const v1::Participant& participant : state.participants()) {
    const std::string& id = participant.person().person_id();
    if (AtTheTable(participant) && !wanted(id)) open.push_back(id);
  }
  return open;
}

}  // namespace

const v1::Participant* FindParticipant(const State& state, std::string_view person_id) {
  for (const v1::Participant& participant : state.participants()) {
    if (participant.person().person_id() == person_id) return &participant;
  }
  return nullptr;
}

bool AtTheTable(const v1::Participant& participant) {
  return participant.present() && !participant.withdrawn();
}

bool IsClientSide(const PersonInCase& person) {
  return person.role() == type::v1::PERSON_ROLE_YOUTH ||
         person.role() == type::v1::PERSON_ROLE_PARENT ||
         person.role() == type::v1::PERSON_ROLE_UPBRINGING_RESPONSIBLE;
}

bool IsClient(const State& state, const PersonInCase& person) {
  if (person.role() == type::v1::PERSON_ROLE_YOUTH) {
    return person.age_band() != type::v1::AGE_BAND_BELOW_12;
  }
  if (!IsClientSide(person)) return false;
  return std::any_of(state.participants().begin(), state.participants().end(),
                     [&person](const v1::Participant& other) {
                       return other.person().role() == type::v1::PERSON_ROLE_YOUTH &&
                              other.person().age_band() == type::v1::AGE_BAND_BELOW_12 &&
                              BelongsTo(person, other.person());
                     });
}

bool MayCoordinate(const PersonInCase& person) {
  return person.role() == type::v1::PERSON_ROLE_HELPER ||
         person.role() == type::v1::PERSON_ROLE_HELPER_OUTSIDE_SCOPE;
}

v1::TaskSide SideOf(PersonRole role) {
  switch (role) {
    case type::v1::PERSON_ROLE_YOUTH:
    case type::v1::PERSON_ROLE_PARENT:
    case type::v1::PERSON_ROLE_UPBRINGING_RESPONSIBLE:
      return v1::TASK_SIDE_FAMILY;
    case type::v1::PERSON_ROLE_TRUSTED_PERSON:
    case type::v1::PERSON_ROLE_SUPPORT_FIGURE:
    case type::v1::PERSON_ROLE_NETWORK_PERSON:
      return v1::TASK_SIDE_NETWORK;
    case type::v1::PERSON_ROLE_HELPER:
    case type::v1::PERSON_ROLE_HELPER_OUTSIDE_SCOPE:
    case type::v1::PERSON_ROLE_MANDATED_STAFF:
    case type::v1::PERSON_ROLE_ALLOCATION_OFFICER:
      return v1::TASK_SIDE_PROFESSIONAL;
    case type::v1::PERSON_ROLE_UNSPECIFIED:
    case type::v1::PersonRole_INT_MIN_SENTINEL_DO_NOT_USE_:
    case type::v1::PersonRole_INT_MAX_SENTINEL_DO_NOT_USE_:
      return v1::TASK_SIDE_UNSPECIFIED;
  }
  return v1::TASK_SIDE_UNSPECIFIED;
}

type::v1::Answer MandateAnswerOf(const v1::MandateRound& round, std::string_view person_id) {
  for (const v1::MandateAnswer& answer : round.answers()) {
    if (answer.person_id() == person_id) return answer.answer();
  }
  return type::v1::ANSWER_UNSPECIFIED;
}

const v1::PlanAnswer* FindAnswer(const State& state, std::string_view person_id) {
  for (const v1::PlanAnswer& answer : state.answers()) {
    if (answer.person_id() == person_id) return &answer;
  }
  return nullptr;
}

std::vector<std::string> OpenMandates(const State& state) {
  const v1::MandateRound& round = state.mandate();
  return AtTableWithout(state, [&round](const std::string& id) {
    return id == round.person_id() || MandateAnswerOf(round, id) == type::v1::ANSWER_YES;
  });
}

std::vector<std::string> OpenAcceptances(const State& state) {
  return AtTableWithout(state, [&state](const std::string& id) {
    const v1::PlanAnswer* answer = FindAnswer(state, id);
    return answer != nullptr && answer->acceptance() == type::v1::ANSWER_YES;
  });
}

std::vector<std::string> OpenReceipts(const State& state) {
  return AtTableWithout(state, [&state](const std::string& id) {
    const v1::PlanAnswer* answer = FindAnswer(state, id);
    return answer != nullptr && base::IsSet(answer->received_on());
  });
}

bool MandateComplete(const State& state) {
  const bool client_said_yes =
      std::any_of(state.participants().begin(), state.participants().end(),
                  [&state](const v1::Participant& participant) {
                    return !participant.withdrawn() && IsClientSide(participant.person()) &&
                           MandateAnswerOf(state.mandate(), participant.person().person_id()) ==
                               type::v1::ANSWER_YES;
                  });
  return client_said_yes && OpenMandates(state).empty();
}

base::Rejection Refuse(v1::WorkPlanReason reason, std::string rule) {
  return {v1::WorkPlanReason_Name(reason), std::move(rule), {}};
}

base::Rejection RefuseField(v1::WorkPlanReason reason, std::string rule, std::string field,
                            std::string description) {
  base::Rejection rejection = Refuse(reason, rule);
  rejection.fields.push_back({std::move(field), std::move(rule), std::move(description)});
  return rejection;
}

std::optional<base::Rejection> NotOpenFor(const State& state, const base::Context& context) {
  if (state.status() == v1::WORK_PLAN_STATUS_UNSPECIFIED) {
    return Refuse(v1::WORK_PLAN_REASON_PLAN_NOT_FOUND, "R57");
  }
  if (!MayAct(state, context)) return Refuse(v1::WORK_PLAN_REASON_NOT_YOURS, "R171");
  if (state.status() == v1::WORK_PLAN_STATUS_CLOSED) {
    return Refuse(v1::WORK_PLAN_REASON_PLAN_CLOSED, "R69");
  }
  return std::nullopt;
}

std::optional<base::Rejection> NotTakingPart(const State& state, std::string_view person_id,
                                             std::string field) {
  const v1::Participant* participant = FindParticipant(state, person_id);
  if (participant == nullptr) {
    return RefuseField(v1::WORK_PLAN_REASON_UNKNOWN_PERSON, "R58", std::move(field),
                       "must be a person of the case");
  }
  if (participant->withdrawn()) {
    return RefuseField(v1::WORK_PLAN_REASON_PERSON_WITHDREW, "R92", std::move(field),
                       "must be a person who still takes part");
  }
  return std::nullopt;
}

base::Date DateOrToday(const google::type::Date& date, const base::Context& context) {
  return base::IsSet(date) ? base::FromProto(date) : context.today;
}

std::optional<base::Rejection> BeforeMeeting(const State& state, const base::Date& date,
                                             std::string field) {
  const base::Date held = base::FromProto(state.held_at().date());
  if (!(date < held)) return std::nullopt;
  return RefuseField(v1::WORK_PLAN_REASON_BEFORE_MEETING, "R57", std::move(field),
                     base::Cat("must be on or after the meeting of ", base::FormatIso(held)));
}

}  // namespace rondetafel::workplan
