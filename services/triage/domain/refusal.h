// A refusal of triage, by reason and rule.
#pragma once
#include <string>
#include <string_view>

#include "rondetafel/triage/v1/service.pb.h"
#include "shared/base/decision.h"

namespace rondetafel::triage {

// Name of a reason as ErrorInfo carries it: without the enum's prefix.
inline std::string ReasonName(v1::TriageReason reason) {
  constexpr std::string_view kPrefix = "TRIAGE_REASON_";
  return v1::TriageReason_Name(reason).substr(kPrefix.size());
}

inline base::Rejection Refuse(v1::TriageReason reason, std::string_view rule) {
  return {ReasonName(reason), std::string(rule), {}};
}

}  // namespace rondetafel::triage
