// What the decisions about an assessment share: who may decide, and small questions to its state.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/triage/domain/assessment.h"
#include "services/triage/domain/refusal.h"

namespace rondetafel::triage {

// A desk decides for the files of its own region (R180); the migration for all.
bool IsOwnRegion(const type::v1::Actor& actor, type::v1::Region region);
// No such assessment, or another region's.
std::optional<base::Rejection> RefuseAccess(const v1::AssessmentState& state,
                                            const base::Context& context);
// Rejected, withdrawn or redirected: nothing more comes of it.
bool IsClosed(const v1::AssessmentState& state);
// nullptr when the case has no such person.
const type::v1::PersonInCase* FindPerson(const v1::AssessmentState& state,
                                         std::string_view person_id);
// Organisations by which the chair would be in question with this content, and is not yet.
std::vector<std::string> NewConflict(const v1::AssessmentState& state,
                                     const intake::v1::RequestContent& content);
v1::AssessmentEvent IndependenceQuestioned(const v1::AssessmentState& state,
                                           const std::vector<std::string>& organisation_ids);

}  // namespace rondetafel::triage
