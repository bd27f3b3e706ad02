// The admissibility gates of a consultation, CO-1 to CO-8 (domain 1b), as pure functions of a
// request's codes. intake asks them for a dry run (ValidateRequest), triage for its decisions; both
// get the same.
//
//   for (const v1::GateResult& result : Evaluate({content, agreements, capacity}, decided_on)) …
//
// Rules are versioned in time (R173): a decision is judged and explained by the rules of its own
// day. Total: every input has an answer for every gate. Deterministic: the same input and day, the
// same bytes. Sealed fields are never read. Mediation (ME-1 …) adds its own rows to the book.
#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "rondetafel/gates/v1/gates.pb.h"
#include "rondetafel/intake/v1/content.pb.h"
#include "shared/base/time.h"
#include "shared/gates/client.h"

namespace rondetafel::gates {

// What the gates are asked about. Refers to its parts; they outlive it.
struct Question {
  const intake::v1::RequestContent& content;
  // Oldest first: the latest of a person counts.
  const Agreements& agreements;
  const Judgements& capacity;
};

// A fixed explanation, without any value that was given.
struct Explanation {
  std::string_view english;
  std::string_view dutch;
};

// What one version of a rule found.
struct Finding {
  v1::GateOutcome outcome = v1::GATE_OUTCOME_UNSPECIFIED;
  v1::Ground ground = v1::GROUND_UNSPECIFIED;
  const Explanation* explanation = nullptr;
  v1::GateNotice notice = v1::GATE_NOTICE_UNSPECIFIED;
};

// One version of one gate.
struct RuleVersion {
  v1::Gate gate;
  std::string_view rule;                // "CO-3"
  std::vector<std::string_view> rules;  // the rules behind it: "R24"
  base::Date valid_from;
  Finding (*judge)(const Question& question);
};

// Versions of rules, ordered by gate, then by valid_from. Before the first version of a gate, the
// first holds.
class RuleBook {
 public:
  explicit RuleBook(std::vector<RuleVersion> versions);
  // One result per gate, in the order of their numbers. No result at all for a procedure without
  // gates.
  std::vector<v1::GateResult> Evaluate(const Question& question,
                                       const base::Date& by_rules_of) const;
  std::span<const RuleVersion> versions() const { return versions_; }

 private:
  std::vector<RuleVersion> versions_;
};

// The rules of the consultation.
const RuleBook& ConsultationRules();
inline std::vector<v1::GateResult> Evaluate(const Question& question,
                                            const base::Date& by_rules_of) {
  return ConsultationRules().Evaluate(question, by_rules_of);
}

// True when there is a result and every gate passes.
bool AllPass(std::span<const v1::GateResult> results);

// A ground in words for people: "the only purpose is …", "het enige doel is …". Sentences without a
// full stop, for lists in letters.
Explanation DescribeGround(v1::Ground ground);

}  // namespace rondetafel::gates
