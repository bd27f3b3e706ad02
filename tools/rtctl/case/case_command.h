// `rtctl case history`, `rtctl case show` and `rtctl request explain`.
#pragma once
#include <string>

#include "rondetafel/history/v1/service.pb.h"
#include "tools/rtctl/session.h"

namespace rondetafel::rtctl {

struct CaseArguments {
  std::string typed;        // reference, id or name
  std::string as_known_on;  // date or RFC 3339; empty: now
};

// All commits of the case in all five services, in causal order. `known_on` may be null.
absl::StatusOr<std::vector<history::v1::CaseCommit>> ReadCaseHistory(
    Connection& connection, const std::string& case_name,
    const google::protobuf::Timestamp* known_on, const type::v1::Position& position);
void PrintHistory(const std::vector<history::v1::CaseCommit>& commits);

void ShowHistory(Session& session, const CaseArguments& arguments);
// Each request of the case with its assessment, consultation and plan: states and codes.
void ShowCase(Session& session, const CaseArguments& arguments);
// The gates of a request, each with result, rule and explanation.
void ExplainRequest(Session& session, const CaseArguments& arguments);

}  // namespace rondetafel::rtctl
