// Errors to the wire: gRPC status + google.rpc.ErrorInfo (reason, domain "rondetafel",
// metadata["rule"])
// + BadRequest field violations + LocalizedMessage in plain Dutch. An absl::Status made here
// carries them as a payload; rpc/serve.h puts it into the trailers. Anything a user can do ends in
// one of these.
#pragma once
#include <absl/status/status.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "rondetafel/log/v1/body.pb.h"
#include "shared/base/decision.h"

namespace rondetafel::rpc {

// Payload of an absl::Status made here: a serialised google.rpc.Status with the details.
inline constexpr std::string_view kDetailsPayload = "type.googleapis.com/google.rpc.Status";
// A text of at most so many characters is a single line; a longer one may have line ends and tabs.
inline constexpr std::size_t kLineCharactersMax = 200;

// One row of a service's table: what a refusal reason becomes.
struct ErrorRow {
  std::string reason;  // name of the enum value
  absl::StatusCode code;
  std::string english;  // one sentence, what is wrong and the way out
  std::string dutch;    // the same in plain Dutch
};

class ErrorTable {
 public:
  // CHECKs: one row per reason, both texts given, never OK, INTERNAL or UNKNOWN.
  explicit ErrorTable(std::vector<ErrorRow> rows);
  // CHECKs that the reason has a row: the table's test walks the enum.
  absl::Status ToStatus(const log::v1::Refusal& refusal) const;
  bool Has(std::string_view reason) const;

 private:
  std::vector<ErrorRow> rows_;
};

// Shape errors, before anything is recorded: INVALID_ARGUMENT with every field at fault.
absl::Status InvalidFields(std::vector<base::FieldFault> faults);
// NOT_FOUND, PERMISSION_DENIED, … with a reason and both texts.
absl::Status MakeError(absl::StatusCode code, std::string_view reason, std::string_view rule,
                       std::string_view english, std::string_view dutch);

log::v1::Refusal ToRefusal(const base::Rejection& rejection);

// Collects faults while a request's shape is checked.
class FieldFaults {
 public:
  void Add(std::string field, std::string rule, std::string description);
  // UUID of version other than 8.
  void CheckCommandId(std::string_view value);
  void CheckUuid(std::string_view field, std::string_view value);
  // Valid UTF-8, at most `max` characters (code points), no control characters (line ends and tabs
  // are taken when max > kLineCharactersMax), nothing that turns the writing direction; given when
  // `required`.
  void CheckText(std::string_view field, std::string_view value, std::size_t max, bool required,
                 std::string_view rule);
  bool empty() const { return faults_.empty(); }
  const std::vector<base::FieldFault>& faults() const { return faults_; }
  // OK when nothing was found.
  absl::Status ToStatus() &&;

 private:
  std::vector<base::FieldFault> faults_;
};

}  // namespace rondetafel::rpc
