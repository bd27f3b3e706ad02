// What still stands in the way of a confirmed meeting (ExplainConfirm; R158, Q14, Q19), and which
// steps were never recorded (R186). ConfirmConsultation asks the same function, so the two cannot
// disagree.
#pragma once
#include <vector>

#include "rondetafel/scheduling/v1/state.pb.h"
#include "services/scheduling/domain/commands.h"

namespace rondetafel::scheduling {

// In the order of ObstacleKind, then of the list; empty when the meeting is confirmed already.
std::vector<v1::Obstacle> ObstaclesOf(const v1::ConsultationState& state, const YouthAges& ages);
// Ascending. Meaningful once the meeting was held.
std::vector<v1::MissingStep> MissingStepsOf(const v1::ConsultationState& state,
                                            const YouthAges& ages);
// Checklist items that apply to this consultation (R49, R54, R184).
std::vector<v1::ChecklistItem> ChecklistOf(const v1::ConsultationState& state);
// Rule and texts of an obstacle, without person: one row per kind.
v1::Obstacle DescribeObstacle(v1::ObstacleKind kind);

}  // namespace rondetafel::scheduling
