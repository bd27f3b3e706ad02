// The personal half of a plan: its texts, checked, sealed and opened.
#pragma once
#include <absl/status/statusor.h>

#include "services/workplan/domain/work_plan.h"
#include "shared/rpc/errors.h"
#include "shared/sealing/keyring_client.h"

namespace rondetafel::workplan {

inline constexpr std::string_view kGoalField = "goal.text";
inline constexpr std::string_view kTaskField = "task.text";
inline constexpr std::string_view kQuestionField = "request.question";
inline constexpr std::string_view kNameField = "person.name";

// Counts, ids and texts of goals and tasks; a migrated plan may have none (R186).
void CheckPlan(const v1::DraftPlanRequest& request, bool may_be_empty, const base::Date& today,
               rpc::FieldFaults& faults);
void CheckId(const std::string& path, const std::string& id, std::string_view rule,
             rpc::FieldFaults& faults);
// A date that is set is a day of the calendar, from 2008 on, and not later than `latest`.
void CheckDate(const std::string& path, const google::type::Date& date, const base::Date& latest,
               std::string_view rule, rpc::FieldFaults& faults);

v1::PlanVersion SealPlan(const v1::DraftPlanRequest& request, const sealing::DataKey& case_key,
                         const base::StreamId& stream);
// Texts of the current version; empty where the key was erased.
absl::Status OpenPlan(const State& state, sealing::KeyringClient& keyring, base::Instant deadline,
                      v1::WorkPlan* plan);

}  // namespace rondetafel::workplan
