// Questions about the people of a work plan that several decisions ask.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/workplan/domain/work_plan.h"

namespace rondetafel::workplan {

// nullptr when the person is not in the case.
const v1::Participant* FindParticipant(const State& state, std::string_view person_id);
// Present at the meeting and still taking part.
bool AtTheTable(const v1::Participant& participant);
// Youth, parent or upbringing-responsible person.
bool IsClientSide(const type::v1::PersonInCase& person);
// The client of Q18, whose no ends a mandate: a youth from 12, or for a youth below 12 whoever
// raises it.
bool IsClient(const State& state, const type::v1::PersonInCase& person);
// May coordinate (R64, Q21): any involved helper, also outside the decree; nobody else.
bool MayCoordinate(const type::v1::PersonInCase& person);
v1::TaskSide SideOf(type::v1::PersonRole role);

// The answer of a person to the running mandate round; unspecified when there is none.
type::v1::Answer MandateAnswerOf(const v1::MandateRound& round, std::string_view person_id);
// The person's part in the current version; nullptr when nothing was handed over or said.
const v1::PlanAnswer* FindAnswer(const State& state, std::string_view person_id);

// Persons at the table, the candidate apart, who have not said yes to the mandate.
std::vector<std::string> OpenMandates(const State& state);
// Persons at the table who have not accepted the current version.
std::vector<std::string> OpenAcceptances(const State& state);
// Persons at the table who have not received the current version.
std::vector<std::string> OpenReceipts(const State& state);
// The mandate stands (Q21): everybody at the table said yes, at least one client-side person among
// those who did; absent client-side persons may be asked afterwards.
bool MandateComplete(const State& state);

// Refusals that several decisions share; nullopt when there is nothing against it.
base::Rejection Refuse(v1::WorkPlanReason reason, std::string rule);
base::Rejection RefuseField(v1::WorkPlanReason reason, std::string rule, std::string field,
                            std::string description);
// The plan exists, is not closed, and the actor has to do with it.
std::optional<base::Rejection> NotOpenFor(const State& state, const base::Context& context);
// The person is in the case and did not withdraw.
std::optional<base::Rejection> NotTakingPart(const State& state, std::string_view person_id,
                                             std::string field);
// `date`, or today when unset.
base::Date DateOrToday(const google::type::Date& date, const base::Context& context);
// The date is not before the meeting.
std::optional<base::Rejection> BeforeMeeting(const State& state, const base::Date& date,
                                             std::string field);

}  // namespace rondetafel::workplan
