#include "services/triage/domain/assessment_access.h"

#include <algorithm>
#include <iterator>

namespace rondetafel::triage {
namespace {

void AddOrganisation(const type::v1::Organisation& organisation, std::vector<std::string>& ids) {
  if (!organisation.organisation_id().empty()) ids.push_back(organisation.organisation_id());
}

std::vector<std::string> Organisations(
    const google::protobuf::RepeatedPtrField<type::v1::PersonInCase>& persons,
    const type::v1::Organisation& requester) {
  std::vector<std::string> ids;
  AddOrganisation(requester, ids);
  for (const auto& person : persons) AddOrganisation(person.organisation(), ids);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

}  // namespace

bool IsOwnRegion(const type::v1::Actor& actor, type::v1::Region region) {
  const bool bound_to_region =
      actor.role() == type::v1::ROLE_DESK_WORKER || actor.role() == type::v1::ROLE_TEAM_LEAD;
  return !bound_to_region || actor.region() == region;
}

std::optional<base::Rejection> RefuseAccess(const v1::AssessmentState& state,
                                            const base::Context& context) {
  if (state.status() == v1::ASSESSMENT_STATUS_UNSPECIFIED) {
    return Refuse(v1::TRIAGE_REASON_ASSESSMENT_NOT_FOUND, "R104");
  }
  if (!IsOwnRegion(context.actor, state.region())) {
    return Refuse(v1::TRIAGE_REASON_OTHER_REGION, "R180");
  }
  return std::nullopt;
}

bool IsUndecided(const v1::AssessmentState& state) {
  return state.status() == v1::ASSESSMENT_STATUS_UNDER_ASSESSMENT ||
         state.status() == v1::ASSESSMENT_STATUS_AWAITING_CLIENT_AGREEMENT ||
         state.status() == v1::ASSESSMENT_STATUS_INCOMPLETE;
}

bool IsClosed(const v1::AssessmentState& state) {
  return state.status() == v1::ASSESSMENT_STATUS_INADMISSIBLE ||
         state.status() == v1::ASSESSMENT_STATUS_WITHDRAWN ||
         state.status() == v1::ASSESSMENT_STATUS_REDIRECTED;
}

bool IsFollowUp(const intake::v1::RequestContent& content) {
  return !content.earlier().meeting_id().empty();
}

std::vector<gates::v1::GateResult> EvaluateGates(const v1::AssessmentState& state,
                                                 const base::Date& by_rules_of) {
  return gates::Evaluate({state.content(), state.agreements(), state.capacity()}, by_rules_of);
}

const type::v1::PersonInCase* FindPerson(const v1::AssessmentState& state,
                                         std::string_view person_id) {
  for (const auto& person : state.content().persons()) {
    if (person.person_id() == person_id) return &person;
  }
  return nullptr;
}

std::vector<std::string> OrganisationsOf(const intake::v1::RequestContent& content) {
  return Organisations(content.persons(), content.requester_organisation());
}

// The requester is one of the persons.
std::vector<std::string> OrganisationsOf(const v1::CaseHandover& handover) {
  return Organisations(handover.persons(), {});
}

std::vector<std::string> Common(const std::vector<std::string>& a,
                                const std::vector<std::string>& b) {
  std::vector<std::string> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return both;
}

std::vector<std::string> NewConflict(const v1::AssessmentState& state,
                                     const intake::v1::RequestContent& content) {
  const auto& chair = state.chair();
  const std::vector<std::string> tied(chair.organisation_ids().begin(),
                                      chair.organisation_ids().end());
  const std::vector<std::string> both = Common(tied, OrganisationsOf(content));
  std::vector<std::string> fresh;
  std::set_difference(both.begin(), both.end(), chair.questioned_organisation_ids().begin(),
                      chair.questioned_organisation_ids().end(), std::back_inserter(fresh));
  return fresh;
}

v1::AssessmentEvent IndependenceQuestioned(const v1::AssessmentState& state,
                                           const std::vector<std::string>& organisation_ids) {
  v1::AssessmentEvent event;
  auto& questioned = *event.mutable_chair_independence_questioned();
  questioned.set_request_name(state.request_name());
  questioned.set_facilitator_name(state.chair().facilitator_name());
  questioned.set_chair_actor_id(state.chair().chair_actor_id());
  for (const std::string& id : organisation_ids) questioned.add_organisation_ids(id);
  return event;
}

}  // namespace rondetafel::triage
