#include "services/triage/views/views.h"

#include <set>

#include "services/triage/domain/assessment.h"
#include "shared/base/resource_name.h"

namespace rondetafel::triage {
namespace {

using projection::Key;

constexpr std::string_view kRows = "assessment_row";
constexpr std::string_view kList = "assessment_list";
constexpr std::string_view kSubjects = "assessment_subject";
constexpr std::string_view kFacilitators = "facilitator_list";

Key ListKey(const v1::AssessmentRow& row, const base::StreamId& stream) {
  const auto& day = row.has_waiting_since() ? row.waiting_since() : row.received_on();
  return AssessmentListPrefix(row.region(), ScopeOf(row))
      .Add(base::DayNumber(base::FromProto(day)))
      .Add(stream.raw());
}

Key SubjectKey(std::string_view subject_id, const base::CaseId& case_id,
               const base::StreamId& stream) {
  return SubjectPrefix(subject_id).Add(case_id.raw()).Add(stream.raw());
}

template <class Act>
void ForEachIndexKey(const v1::AssessmentRow& row, const base::CaseId& case_id,
                     const base::StreamId& stream, Act act) {
  act(ListKey(row, stream));
  for (const std::string& subject : row.subject_ids()) act(SubjectKey(subject, case_id, stream));
}

}  // namespace

Key AssessmentRowKey(const base::StreamId& stream) { return Key(kRows).Add(stream.raw()); }
Key AssessmentListPrefix(type::v1::Region region, v1::AssessmentScope scope) {
  return Key(kList).Add(static_cast<int>(region)).Add(static_cast<int>(scope));
}
Key SubjectPrefix(std::string_view subject_id) { return Key(kSubjects).Add(subject_id); }
Key FacilitatorListPrefix() { return Key(kFacilitators); }

base::StreamId StreamInListKey(std::string_view key) {
  Key::Reader reader(key);
  reader.Number();  // region
  reader.Number();  // scope
  reader.Number();  // day
  return base::StreamId::FromRaw(reader.Text());
}

SubjectEntry EntryInSubjectKey(std::string_view key) {
  Key::Reader reader(key);
  reader.Text();  // subject
  const auto case_id = base::CaseId::FromRaw(reader.Text());
  return {case_id, base::StreamId::FromRaw(reader.Text())};
}

base::StreamId StreamInFacilitatorKey(std::string_view key) {
  return base::StreamId::FromRaw(Key::Reader(key).Text());
}

v1::AssessmentScope ScopeOf(const v1::AssessmentRow& row) {
  return row.has_waiting_since() ? v1::ASSESSMENT_SCOPE_WAITING : v1::ASSESSMENT_SCOPE_SETTLED;
}

v1::AssessmentRow RowOf(const v1::AssessmentState& state, const base::CaseId& case_id,
                        const base::StreamId& stream) {
  const intake::v1::RequestContent& content = state.content();
  v1::AssessmentRow row;
  row.set_name(base::FormatName("assessments", case_id, stream));
  row.set_request_name(state.request_name());
  row.set_reference(content.reference());
  row.set_region(state.region());
  row.set_status(state.status());
  *row.mutable_received_on() = content.received_on();
  if (state.has_waiting_since()) *row.mutable_waiting_since() = state.waiting_since();
  row.set_procedure(content.procedure());
  row.set_follow_up(IsFollowUp(content));
  row.set_facilitator_name(state.chair().facilitator_name());
  row.set_independence_questioned(!state.chair().questioned_organisation_ids().empty());
  row.set_requester_role(content.requester_role());
  row.set_contacts_tried(state.contacts_size());
  for (const auto& contact : state.contacts()) {
    row.set_contacts_reached(row.contacts_reached() + (contact.reached() ? 1 : 0));
  }
  if (state.has_admission()) *row.mutable_decided_on() = state.admission().decided_on();
  if (state.has_rejection()) *row.mutable_decided_on() = state.rejection().decided_on();
  std::set<std::string> subjects;
  for (const auto& person : content.persons()) subjects.insert(person.subject_id());
  subjects.erase("");
  for (const std::string& subject : subjects) row.add_subject_ids(subject);
  return row;
}

void AssessmentView::Apply(const runtime::AcceptedCommit& commit, projection::Rows& rows) {
  if (commit.stream_kind != "assessment" || commit.topic != "triage" || commit.events.empty()) {
    return;
  }
  const base::CaseId& case_id = commit.envelope().case_id;
  const base::StreamId& stream = commit.envelope().stream_id;
  const Key key = AssessmentRowKey(stream);
  if (const auto* before = rows.Find<v1::AssessmentRow>(key)) {
    ForEachIndexKey(*before, case_id, stream, [&](const Key& index) { rows.Erase(index); });
  }
  v1::AssessmentRow row =
      RowOf(static_cast<const v1::AssessmentState&>(*commit.state_after), case_id, stream);
  ForEachIndexKey(row, case_id, stream, [&](const Key& index) { rows.PutRaw(index, ""); });
  *rows.Mutable<v1::AssessmentRow>(key) = std::move(row);
}

void FacilitatorView::Apply(const runtime::AcceptedCommit& commit, projection::Rows& rows) {
  if (commit.stream_kind != "facilitator" || commit.topic != "triage") return;
  for (std::size_t i = 0; i < commit.events.size(); ++i) {
    if (!commit.event<v1::FacilitatorEvent>(i).has_facilitator_registered()) continue;
    rows.PutRaw(FacilitatorListPrefix().Add(commit.envelope().stream_id.raw()), "");
  }
}

}  // namespace rondetafel::triage
