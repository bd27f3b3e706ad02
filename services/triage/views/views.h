// Triage's views: what the desk's lists, the search for a person and the register of facilitators
// read. Rows hold codes and random ids, never a person.
//
//   assessment_row/<stream>                                    AssessmentRow
//   assessment_list/<region>/<scope>/<day>/<stream>            index of rows, in list order
//   assessment_subject/<subject>/<case>/<stream>               index of rows, for a person's cases
//   facilitator_list/<stream>                                  index of states
#pragma once
#include <string_view>

#include "rondetafel/triage/v1/service.pb.h"
#include "rondetafel/triage/v1/state.pb.h"
#include "shared/runtime/definition.h"

namespace rondetafel::triage {

class AssessmentView : public runtime::View {
 public:
  void Apply(const runtime::AcceptedCommit& commit, projection::Rows& rows) override;
};

class FacilitatorView : public runtime::View {
 public:
  void Apply(const runtime::AcceptedCommit& commit, projection::Rows& rows) override;
};

projection::Key AssessmentRowKey(const base::StreamId& stream);
projection::Key AssessmentListPrefix(type::v1::Region region, v1::AssessmentScope scope);
projection::Key SubjectPrefix(std::string_view subject_id);
projection::Key FacilitatorListPrefix();

// Rows behind the keys of an index scan.
base::StreamId StreamInListKey(std::string_view key);
struct SubjectEntry {
  base::CaseId case_id;
  base::StreamId stream_id;
};
SubjectEntry EntryInSubjectKey(std::string_view key);
base::StreamId StreamInFacilitatorKey(std::string_view key);

// The row of an assessment's state.
v1::AssessmentRow RowOf(const v1::AssessmentState& state, const base::CaseId& case_id,
                        const base::StreamId& stream);
// The desk has work with it: undecided, or admitted without a chair.
v1::AssessmentScope ScopeOf(const v1::AssessmentRow& row);

}  // namespace rondetafel::triage
