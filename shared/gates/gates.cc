#include "shared/gates/gates.h"

#include <algorithm>

#include "shared/base/check.h"
#include "shared/base/civil_date.h"
#include "shared/gates/consultation_rules.h"

namespace rondetafel::gates {
namespace {

v1::GateResult ToResult(const RuleVersion& version, const Finding& finding) {
  v1::GateResult result;
  result.set_gate(version.gate);
  result.set_outcome(finding.outcome);
  result.set_ground(finding.ground);
  result.set_rule(std::string(version.rule));
  for (std::string_view rule : version.rules) result.add_rules(std::string(rule));
  *result.mutable_rule_valid_from() = base::ToProto(version.valid_from);
  result.set_explanation_english(std::string(finding.explanation->english));
  result.set_explanation_dutch(std::string(finding.explanation->dutch));
  if (finding.notice != v1::GATE_NOTICE_UNSPECIFIED) result.add_notices(finding.notice);
  return result;
}

}  // namespace

RuleBook::RuleBook(std::vector<RuleVersion> versions) : versions_(std::move(versions)) {
  const auto before = [](const RuleVersion& a, const RuleVersion& b) {
    return a.gate != b.gate ? a.gate < b.gate : a.valid_from < b.valid_from;
  };
  RT_CHECK(std::is_sorted(versions_.begin(), versions_.end(), before));
}

std::vector<v1::GateResult> RuleBook::Evaluate(const Question& question,
                                               const base::Date& by_rules_of) const {
  std::vector<v1::GateResult> results;
  if (question.content.procedure() != type::v1::PROCEDURE_CONSULTATION) return results;
  for (std::size_t i = 0; i < versions_.size();) {
    const RuleVersion* holds = &versions_[i];
    for (const v1::Gate gate = holds->gate; i < versions_.size() && versions_[i].gate == gate;
         ++i) {
      if (versions_[i].valid_from <= by_rules_of) holds = &versions_[i];
    }
    results.push_back(ToResult(*holds, holds->judge(question)));
  }
  return results;
}

const RuleBook& ConsultationRules() {
  static const RuleBook book(MakeConsultationRules());
  return book;
}

bool AllPass(std::span<const v1::GateResult> results) {
  return !results.empty() && std::all_of(results.begin(), results.end(), [](const auto& result) {
    return result.outcome() == v1::GATE_OUTCOME_PASSED;
  });
}

}  // namespace rondetafel::gates
