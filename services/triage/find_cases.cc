// Looking for a person's files. The look is on record before anything is shown (P-29).
#include <algorithm>
#include <map>

#include "services/triage/domain/assessment_access.h"
#include "services/triage/domain/case_search.h"
#include "services/triage/edge/request_check.h"
#include "services/triage/errors.h"
#include "services/triage/triage_handlers.h"
#include "services/triage/views/views.h"
#include "shared/base/status.h"
#include "shared/commit/envelope.h"
#include "shared/rpc/page_token.h"
#include "shared/sealing/national_number.h"

namespace rondetafel::triage {
namespace {

constexpr std::size_t kNameCharactersMax = 200;

// By number or by name and birth date, not both: the answer must be about who was asked for.
sealing::PersonIdentity IdentityOf(const v1::FindCasesRequest& request, RequestCheck& check) {
  sealing::PersonIdentity identity;
  const bool by_name = !request.full_name().empty() || base::IsSet(request.birth_date());
  if (!request.national_number().empty()) {
    const auto number = sealing::NationalNumber::Parse(request.national_number());
    check.Choice("national_number", number.has_value() && !by_name, "P-33");
    if (number) identity.national_number = number->digits();
    return identity;
  }
  check.faults().CheckText("full_name", request.full_name(), kNameCharactersMax, true, "P-29");
  identity.name = request.full_name();
  identity.birth_date = base::FormatIso(check.AnyDate("birth_date", request.birth_date(), "P-29"));
  return identity;
}

bool IsOpen(const v1::AssessmentRow& row) {
  return row.has_waiting_since() || row.status() == v1::ASSESSMENT_STATUS_ADMISSIBLE;
}

type::v1::PersonRole RoleIn(const v1::AssessmentState& state, const std::string& subject_id) {
  for (const auto& person : state.content().persons()) {
    if (person.subject_id() == subject_id) return person.role();
  }
  return type::v1::PERSON_ROLE_UNSPECIFIED;
}

using Cases = std::map<std::string, v1::FoundCase>;  // by case id

void AddCases(const projection::Snapshot& snapshot, const std::string& subject_id, Cases& cases) {
  snapshot.Scan(SubjectPrefix(subject_id), "", [&](std::string_view key, std::string_view) {
    const SubjectEntry entry = EntryInSubjectKey(key);
    auto row = snapshot.Get<v1::AssessmentRow>(AssessmentRowKey(entry.stream_id));
    const auto state =
        snapshot.Get<v1::AssessmentState>(runtime::StateKey("assessment", entry.stream_id));
    if (!row || !state) return true;
    v1::FoundCase& found = cases[entry.case_id.ToString()];
    found.set_case_name("cases/" + entry.case_id.ToString());
    found.set_role(RoleIn(*state, subject_id));
    found.set_open_file(found.open_file() || IsOpen(*row));
    row->clear_subject_ids();
    *found.add_assessments() = *std::move(row);
    return true;
  });
}

void SortByReceipt(v1::FoundCase& found) {
  auto& rows = *found.mutable_assessments();
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    const auto on = [](const auto& row) { return base::FromProto(row.received_on()); };
    return on(a) != on(b) ? on(a) < on(b) : a.name() < b.name();
  });
}

runtime::Command SearchCommand(const rpc::Call& call, v1::CaseSearchMade search) {
  const auto actor = base::ActorId::Parse(call.actor.actor_id()).value_or(base::ActorId());
  runtime::Command command;
  command.method = call.method;
  command.stream_kind = "case_search";
  command.stream_id = CaseSearchesOf(actor);
  command.case_id = base::CaseId(command.stream_id.bytes());
  command.command_id = base::CommandId::Random();  // each look is a look of its own
  command.actor = call.actor;
  command.traceparent = call.traceparent;
  command.fingerprint = std::string(commit::HashBytes(commit::Blake2b(search.SerializeAsString())));
  command.decide = runtime::DecideWith<v1::CaseSearchState, v1::CaseSearchEvent>(
      [search = std::move(search)](const v1::CaseSearchState& state, const base::Context& context) {
        return Decide(state, RecordSearch{search}, context);
      });
  return command;
}

}  // namespace

absl::StatusOr<v1::FindCasesResponse> TriageHandlers::FindCases(
    const rpc::Call& call, const v1::FindCasesRequest& request) {
  RequestCheck check(call);
  const sealing::PersonIdentity identity = IdentityOf(request, check);
  check.Code("reason_code", request.reason_code(), true, "P-29");
  RT_RETURN_IF_ERROR(std::move(check).ToStatus());
  RT_ASSIGN_OR_RETURN(const std::vector<base::SubjectId> subjects,
                      keyring_.FindSubjects(identity, call.deadline));
  v1::CaseSearchMade search;
  search.set_kind(identity.national_number.empty() ? v1::CASE_SEARCH_KIND_NAME_AND_BIRTH_DATE
                                                   : v1::CASE_SEARCH_KIND_NATIONAL_NUMBER);
  search.set_reason_code(request.reason_code());
  RT_ASSIGN_OR_RETURN(const runtime::ReadView view,
                      runtime_.Read(request.position(), call.deadline));
  Cases cases;
  std::string asked_for;
  for (const base::SubjectId& subject : subjects) {
    search.add_subject_ids(subject.ToString());
    asked_for += subject.ToString();
    AddCases(*view.snapshot, subject.ToString(), cases);
  }
  const std::string query = rpc::PageQuery("FindCases", {asked_for});
  RT_ASSIGN_OR_RETURN(const rpc::Page page,
                      rpc::ReadPage(request.page_size(), request.page_token(), query));
  v1::FindCasesResponse response;
  for (auto it = cases.lower_bound(page.from); it != cases.end(); ++it) {
    if (response.cases_size() == page.size) {
      response.set_next_page_token(rpc::MakePageToken(it->first, query));
      break;
    }
    SortByReceipt(it->second);
    search.add_case_names(it->second.case_name());
    response.set_open_file(response.open_file() || it->second.open_file());
    *response.add_cases() = std::move(it->second);
  }
  RT_RETURN_IF_ERROR(Run(call, SearchCommand(call, std::move(search))).status());
  *response.mutable_position() = view.position;
  return response;
}

}  // namespace rondetafel::triage
