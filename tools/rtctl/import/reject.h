// Why a line, or the rest of a dossier, was not taken: for the screen and the rejects file.
#pragma once
#include <absl/status/status.h>

#include <cstdint>
#include <string>
#include <vector>

namespace rondetafel::rtctl {

struct Reject {
  std::int64_t line = 0;        // from 1
  std::string dossier_id;       // empty when the line could not be read
  std::string step;             // "Decision"; empty when the line could not be read
  std::string field;            // may be empty
  std::string rule;             // may be empty
  std::string message;          // what would be right; holds no value from the line
  bool gates_disagree = false;  // the old decision and today's gates differ
};

// From a refused call: the rule and fields of its details.
std::vector<Reject> RejectsOf(const absl::Status& status, const std::string& step);
// "line 12, dossier D-7, Decision: [CO-3] …".
std::string Describe(const Reject& reject);
// One line of JSON.
std::string ToJson(const Reject& reject);

}  // namespace rondetafel::rtctl
