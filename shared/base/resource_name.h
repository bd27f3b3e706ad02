// Resource names (Google AIP-122): cases/{case}/requests/{request}, facilitators/{facilitator}.
// They hold derived ids only, so they may stand in logs, and they carry the case, so a call finds
// its partition.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "shared/base/id.h"

namespace rondetafel::base {

struct ResourceName {
  CaseId case_id;
  StreamId stream_id;
};

// FormatName("requests", case, stream) → "cases/…/requests/…"
std::string FormatName(std::string_view collection, const CaseId& case_id, const StreamId& stream);
std::optional<ResourceName> ParseName(std::string_view name, std::string_view collection);
// For streams that stand for themselves: FormatName("desks", stream) → "desks/…"; case id = stream
// id.
std::string FormatName(std::string_view collection, const StreamId& stream);
std::optional<ResourceName> ParseOwnName(std::string_view name, std::string_view collection);

// The streams that reactions open are a function of the stream before them, so every service, tool
// and test finds them without asking.
StreamId AssessmentOf(const StreamId& request);
StreamId ConsultationOf(const StreamId& request);
StreamId WorkPlanOf(const StreamId& consultation);
// The request that intake opens when a follow-up is asked in a work plan.
StreamId FollowUpRequestOf(const StreamId& work_plan, std::string_view follow_up_id);

}  // namespace rondetafel::base
