#include "tests/checker/suite/suite_domain.h"

#include <absl/container/flat_hash_map.h>

#include "tests/checker/suite/lifecycles.h"
#include "tests/checker/suite/names.h"
#include "tests/checker/suite/reactions.h"

namespace rondetafel::checker {
namespace {

template <class Event>
bool Known(const log::v1::CommitBody& body) {
  for (const std::string& bytes : body.events().event()) {
    Event event;
    if (!event.ParseFromString(bytes) || event.event_case() == Event::EVENT_NOT_SET) return false;
  }
  return true;
}

class SuiteDomain final : public Domain {
 public:
  explicit SuiteDomain(int schema_version) : schema_version_(schema_version) {}

  bool Understands(std::string_view topic, const log::v1::CommitBody& body) override {
    const std::string& kind = body.stream_kind();
    if (body.schema_version() > schema_version_) return false;
    if (topic == "intake") return kind == "request" && Known<intake::v1::RequestEvent>(body);
    if (topic == "scheduling") {
      return kind == "consultation" && Known<scheduling::v1::ConsultationEvent>(body);
    }
    if (topic == "workplan") return kind == "work_plan" && Known<workplan::v1::WorkPlanEvent>(body);
    if (topic == "triage") return KnownInTriage(kind, body);
    if (topic == "statistics") return KnownInStatistics(kind, body);
    return topic == "keyring" && KnownInKeyring(kind, body);
  }

  void Next(const Commit& commit, const Report& report) override {
    const Step step{commit, report};
    const std::string& kind = commit.body->stream_kind();
    if (kind == "request") {
      Feed<intake::v1::RequestEvent>(requests_[commit.stream()], step);
    } else if (kind == "assessment") {
      AssessmentLife& life = assessments_[commit.stream()];
      names_[commit.stream()] = commit.case_id();
      life.Relation(step);
      Feed<triage::v1::AssessmentEvent>(life, step);
    } else if (kind == "facilitator") {
      Feed<triage::v1::FacilitatorEvent>(facilitators_[commit.stream()], step);
    } else if (kind == "consultation") {
      ConsultationLife& life = consultations_[commit.stream()];
      life.Relation(step);
      Feed<scheduling::v1::ConsultationEvent>(life, step);
    } else if (kind == "work_plan") {
      Feed<workplan::v1::WorkPlanEvent>(plans_[commit.stream()], step);
    } else if (kind == "frozen_report") {
      Feed<statistics::v1::FrozenReportEvent>(reports_[commit.stream()], step);
    } else if (kind == "subject") {
      Feed<keyring::v1::SubjectEvent>(subjects_[commit.stream()], step);
    } else if (kind == "namesake") {
      Feed<keyring::v1::NamesakeEvent>(namesakes_[commit.stream()], step);
    } else if (kind == "case_keys") {
      Feed<keyring::v1::CaseKeysEvent>(case_keys_[commit.stream()], step);
    }
    ++events_[commit.stream()];
  }

  void Reactions(const Commit& commit, std::vector<ReactionDue>* due) override {
    SuiteReactions(commit, due);
  }

  void End(bool settled, const Report& report) override {
    if (!settled) return;
    FindMergedPeople(report);
    FindUnflaggedTies(report);
  }

  std::int64_t Number(std::string_view, const Id& stream) override { return events_[stream]; }

 private:
  // Whoever has another number is somebody else.
  void FindMergedPeople(const Report& report) {
    std::set<std::string> numbered;
    for (const auto& [stream, life] : subjects_) {
      if (life.by_number && !numbered.insert(life.subject_id).second) {
        report(3, "two national numbers became one person");
      }
    }
  }

  // Q24: a tie of a chair to an organisation of the file, found from whichever side came last.
  void FindUnflaggedTies(const Report& report) {
    for (const auto& [stream, life] : assessments_) {
      const StreamName chair = OnItsOwn(life.chair, "facilitators");
      const auto register_entry = facilitators_.find(chair.stream_id);
      if (!chair.valid() || register_entry == facilitators_.end()) continue;
      const auto& appointments = register_entry->second.appointments;
      const auto noted = appointments.find(NameInCase("assessments", names_[stream], stream));
      if (noted == appointments.end()) {
        report(3, "an appointment did not reach the chair's register entry");
        continue;
      }
      for (const FacilitatorLife::Tie& tie : register_entry->second.ties) {
        const bool in_case = noted->second.organisations.contains(tie.organisation);
        const bool since = tie.from.empty() || tie.from <= noted->second.since;
        if (in_case && since && tie.until.empty() && !life.questioned.contains(tie.organisation)) {
          report(3, "a chair's tie to the case was never flagged");
        }
      }
    }
  }

  const int schema_version_;

  template <class Event, class Life>
  static void Feed(Life& life, const Step& step) {
    for (const std::string& bytes : step.commit.body->events().event()) {
      Event event;
      if (event.ParseFromString(bytes)) life.Next(event, step);
    }
  }

  static bool KnownInTriage(const std::string& kind, const log::v1::CommitBody& body) {
    if (kind == "assessment") return Known<triage::v1::AssessmentEvent>(body);
    if (kind == "facilitator") return Known<triage::v1::FacilitatorEvent>(body);
    if (kind == "desk") return Known<triage::v1::DeskEvent>(body);
    return kind == "case_search" && Known<triage::v1::CaseSearchEvent>(body);
  }
  static bool KnownInStatistics(const std::string& kind, const log::v1::CommitBody& body) {
    if (kind == "frozen_report") return Known<statistics::v1::FrozenReportEvent>(body);
    return kind == "figure_book" && Known<statistics::v1::FigureBookEvent>(body);
  }
  static bool KnownInKeyring(const std::string& kind, const log::v1::CommitBody& body) {
    if (kind == "subject") return Known<keyring::v1::SubjectEvent>(body);
    if (kind == "namesake") return Known<keyring::v1::NamesakeEvent>(body);
    return kind == "case_keys" && Known<keyring::v1::CaseKeysEvent>(body);
  }

  absl::flat_hash_map<Id, RequestLife> requests_;
  absl::flat_hash_map<Id, AssessmentLife> assessments_;
  absl::flat_hash_map<Id, FacilitatorLife> facilitators_;
  absl::flat_hash_map<Id, ConsultationLife> consultations_;
  absl::flat_hash_map<Id, WorkPlanLife> plans_;
  absl::flat_hash_map<Id, FrozenReportLife> reports_;
  absl::flat_hash_map<Id, SubjectLife> subjects_;
  absl::flat_hash_map<Id, NamesakeLife> namesakes_;
  absl::flat_hash_map<Id, CaseKeysLife> case_keys_;
  absl::flat_hash_map<Id, Id> names_;  // case of each assessment
  absl::flat_hash_map<Id, std::int64_t> events_;
};

}  // namespace

std::unique_ptr<Domain> MakeSuiteDomain(int schema_version) {
  return std::make_unique<SuiteDomain>(schema_version);
}

}  // namespace rondetafel::checker
