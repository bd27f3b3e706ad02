#include <cstdio>
#include <map>

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "tools/rtctl/actor_text.h"
#include "tools/rtctl/case/case_command.h"
#include "tools/rtctl/case/causal_merge.h"
#include "tools/rtctl/case/find_case.h"
#include "tools/rtctl/case/history_text.h"
#include "tools/rtctl/json_text.h"

namespace rondetafel::rtctl {
namespace {

using history::v1::CaseCommit;
using history::v1::HistoryService;

absl::Status History(Session& session, const CaseArguments& arguments) {
  std::optional<google::protobuf::Timestamp> known_on;
  if (!arguments.as_known_on.empty()) {
    known_on = ParseKnownOn(arguments.as_known_on);
    if (!known_on) {
      return absl::InvalidArgumentError(
          "--as-known-on is a date, 2026-11-22, or a moment, 2026-11-22T10:00:00Z");
    }
  }
  RT_ASSIGN_OR_RETURN(Connection* const connection, session.Open());
  Caller caller(connection, ActorOf(type::v1::ROLE_AUDITOR));
  RT_ASSIGN_OR_RETURN(const FoundRequest found, FindCase(caller, *connection, arguments.typed));
  RT_ASSIGN_OR_RETURN(const auto commits,
                      ReadCaseHistory(*connection, found.case_name, known_on ? &*known_on : nullptr,
                                      caller.position()));
  if (session.json) {
    for (const CaseCommit& commit : commits) std::puts(JsonLine(commit).c_str());
    return absl::OkStatus();
  }
  std::puts(found.case_name.c_str());
  PrintHistory(commits);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<CaseCommit>> ReadCaseHistory(Connection& connection,
                                                        const std::string& case_name,
                                                        const google::protobuf::Timestamp* known_on,
                                                        const type::v1::Position& position) {
  std::vector<CaseCommit> commits;
  Caller caller(&connection, ActorOf(type::v1::ROLE_AUDITOR));
  for (const std::string_view service : kServices) {
    const auto stub = connection.History(service);
    history::v1::ListCaseCommitsRequest request;
    request.set_parent(case_name);
    request.set_page_size(500);
    *request.mutable_position() = position;
    if (known_on != nullptr) *request.mutable_as_known_on() = *known_on;
    do {
      RT_ASSIGN_OR_RETURN(const auto page,
                          caller.Unary(*stub, &HistoryService::Stub::ListCaseCommits, request));
      commits.insert(commits.end(), page.commits().begin(), page.commits().end());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
  }
  return MergeCausally(std::move(commits));
}

void PrintHistory(const std::vector<CaseCommit>& commits) {
  std::map<std::string, int> count;
  for (std::size_t i = 0; i < commits.size(); ++i) {
    std::fputs(CommitText(commits[i], i + 1).c_str(), stdout);
    ++count[commits[i].topic()];
  }
  std::string totals = base::Cat(commits.size(), " commits:");
  for (const std::string_view service : kServices) {
    totals += base::Cat(" ", service, " ", count[std::string(service)]);
  }
  std::puts(totals.c_str());
}

void ShowHistory(Session& session, const CaseArguments& arguments) {
  session.Finish(History(session, arguments));
}

}  // namespace rondetafel::rtctl
