// A refusal of triage, by reason and rule.
#pragma once
#include <string>
#include <string_view>

#include "rondetafel/triage/v1/service.pb.h"
#include "shared/base/decision.h"

namespace rondetafel::triage {

inline base::Rejection Refuse(v1::TriageReason reason, std::string_view rule) {
  return {v1::TriageReason_Name(reason), std::string(rule), {}};
}

}  // namespace rondetafel::triage
