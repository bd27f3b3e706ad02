// A commit of a case history for people.
#pragma once
#include <string>

#include "rondetafel/history/v1/service.pb.h"

namespace rondetafel::rtctl {

// A few lines: moment, service, method, who; both clocks; events; cause; the rule of a refusal.
std::string CommitText(const history::v1::CaseCommit& commit, std::size_t ordinal);

}  // namespace rondetafel::rtctl
