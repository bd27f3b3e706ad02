// What may follow what in one stream of the suite (docs/rules.md, lifecycles), as small machines
// over events. Each is fed with the accepted events of its stream and says what is wrong. Files
// moved in from an older registration may lack steps (R186): what came before their first step here
// is not asked for.
#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "rondetafel/intake/v1/events.pb.h"
#include "rondetafel/keyring/v1/events.pb.h"
#include "rondetafel/scheduling/v1/events.pb.h"
#include "rondetafel/statistics/v1/events.pb.h"
#include "rondetafel/triage/v1/events.pb.h"
#include "rondetafel/workplan/v1/events.pb.h"
#include "tests/checker/checker.h"

namespace rondetafel::checker {

// A commit on its way through a machine.
struct Step {
  const Commit& commit;
  const Domain::Report& report;

  bool migration() const { return commit.body->actor().role() == type::v1::ROLE_MIGRATION; }
  void Demand(bool holds, const char* sentence) const {
    if (!holds) report(3, sentence);
  }
};

struct RequestLife {
  bool filed = false, withdrawn = false, admitted = false, rejected = false, assigned = false;
  void Next(const intake::v1::RequestEvent& event, const Step& step);
};

struct AssessmentLife {
  bool opened = false, admitted = false, closed = false, moved_in = false;
  type::v1::Region region = type::v1::REGION_UNSPECIFIED;
  std::string chair, chair_actor;
  std::set<std::string> former_chairs;  // actors
  std::set<std::string> organisations;  // of the people in the file
  std::set<std::string> questioned;     // of the current chair
  void Next(const triage::v1::AssessmentEvent& event, const Step& step);
  // I14: whose relation had ended before this commit.
  void Relation(const Step& step) const;

 private:
  void Appoint(const triage::v1::CaseHandover& handover, const std::string& facilitator,
               const std::string& actor);
  template <class Event>
  void DemandIndependent(const Event& event, const Step& step) const;
};

struct FacilitatorLife {
  bool registered = false;
  struct Tie {
    std::string organisation;
    std::string from, until;  // ISO dates; empty: open
  };
  std::vector<Tie> ties;
  struct Appointment {
    std::set<std::string> organisations;
    std::string since;
  };
  std::map<std::string, Appointment> appointments;  // by assessment name
  void Next(const triage::v1::FacilitatorEvent& event, const Step& step);
};

struct ConsultationLife {
  bool assigned = false, confirmed = false, held = false, over = false, moved_in = false;
  type::v1::Region region = type::v1::REGION_UNSPECIFIED;
  std::string chair_actor;
  std::set<std::string> former_chairs;
  std::map<std::string, bool> agrees;  // the latest answer of each person
  void Next(const scheduling::v1::ConsultationEvent& event, const Step& step);
  void Relation(const Step& step) const;
};

struct WorkPlanLife {
  bool opened = false, closed = false, moved_in = false;
  int version = 0;
  int round = 0;
  bool round_open = false;
  std::string evaluate_on;
  std::map<std::string, bool> present;  // person → still takes part
  std::set<std::string> accepted;       // of the current version
  bool reminded = false;                // of the evaluation planned last
  void Next(const workplan::v1::WorkPlanEvent& event, const Step& step);
};

struct FrozenReportLife {
  bool frozen = false;
  void Next(const statistics::v1::FrozenReportEvent& event, const Step& step);
};

struct SubjectLife {
  std::string subject_id;  // empty: not identified
  bool by_number = false;
  void Next(const keyring::v1::SubjectEvent& event, const Step& step);
};

// Everybody of one name, and who of them gave a number.
struct NamesakeLife {
  std::map<std::string, std::string> number_of;  // by subject; empty: none yet
  void Next(const keyring::v1::NamesakeEvent& event, const Step& step);
};

struct CaseKeysLife {
  std::set<std::string> key_ids, subjects;
  void Next(const keyring::v1::CaseKeysEvent& event, const Step& step);
};

// ISO text of a date; empty when unset.
std::string DateText(const google::type::Date& date);

}  // namespace rondetafel::checker
