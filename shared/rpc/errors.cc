#include "shared/rpc/errors.h"

#include <absl/types/span.h>

#include <algorithm>
#include <set>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "shared/base/check.h"
#include "shared/base/text.h"
#include "shared/telemetry/json.h"

namespace rondetafel::rpc {
namespace {

constexpr std::string_view kDomain = "rondetafel";
constexpr std::string_view kLocale = "nl-BE";
// An error travels in trailers, of which clients take 8 KiB unless told otherwise, and names each
// fault in the message, in its details and there in the violations.
constexpr std::size_t kFaultBytesMax = 1000;

struct ErrorText {
  std::string_view reason;
  std::string_view rule;
  std::string_view english;
  std::string_view dutch;
};

// How many of the faults, from the first, can be told.
std::size_t CountToldOf(const std::vector<base::FieldFault>& faults) {
  std::size_t bytes = 0;
  std::size_t told = 0;
  for (const base::FieldFault& fault : faults) {
    bytes += fault.field.size() + fault.rule.size() + fault.description.size();
    if (bytes > kFaultBytesMax && told > 0) break;
    ++told;
  }
  return told;
}

absl::Status Build(absl::StatusCode code, const ErrorText& text,
                   const std::vector<base::FieldFault>& faults) {
  google::rpc::Status wire;
  wire.set_code(static_cast<int>(code));
  wire.set_message(std::string(text.english));
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(text.reason));
  info.set_domain(std::string(kDomain));
  if (!text.rule.empty()) (*info.mutable_metadata())["rule"] = std::string(text.rule);
  wire.add_details()->PackFrom(info);
  if (!faults.empty()) {
    google::rpc::BadRequest bad;
    for (const base::FieldFault& fault : absl::MakeConstSpan(faults).first(CountToldOf(faults))) {
      auto* violation = bad.add_field_violations();
      violation->set_field(fault.field);
      violation->set_description(
          fault.rule.empty() ? fault.description : base::Cat(fault.rule, ": ", fault.description));
    }
    wire.add_details()->PackFrom(bad);
  }
  google::rpc::LocalizedMessage localized;
  localized.set_locale(std::string(kLocale));
  localized.set_message(std::string(text.dutch));
  wire.add_details()->PackFrom(localized);

  absl::Status status(code, wire.message());
  status.SetPayload(std::string(kDetailsPayload), absl::Cord(wire.SerializeAsString()));
  return status;
}

bool IsControl(char32_t point) {
  const bool c0_or_c1 = point < 0x20 || (point >= 0x7F && point < 0xA0);
  // Characters that turn the direction of writing can make a text show as another one.
  const bool turns = (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
  return c0_or_c1 || turns || point == 0x2028 || point == 0x2029;
}

char32_t DecodePoint(std::string_view sequence) {
  const auto lead = static_cast<unsigned char>(sequence[0]);
  if (sequence.size() == 1) return lead;
  auto point = static_cast<char32_t>(lead & (0x7Fu >> sequence.size()));
  for (const char next : sequence.substr(1)) {
    point = (point << 6) | (static_cast<unsigned char>(next) & 0x3Fu);
  }
  return point;
}

enum class TextFault { kNone, kNotUtf8, kControl };

TextFault Examine(std::string_view text, bool lines_allowed, std::size_t* characters) {
  while (!text.empty()) {
    const auto length = static_cast<std::size_t>(telemetry::Utf8Length(text));
    if (length == 0) return TextFault::kNotUtf8;
    const char32_t point = DecodePoint(text.substr(0, length));
    const bool layout = point == U'\n' || point == U'\r' || point == U'\t';
    if (IsControl(point) && !(layout && lines_allowed)) return TextFault::kControl;
    ++*characters;
    text.remove_prefix(length);
  }
  return TextFault::kNone;
}

}  // namespace

ErrorTable::ErrorTable(std::vector<ErrorRow> rows) : rows_(std::move(rows)) {
  std::set<std::string_view> reasons;
  for (const ErrorRow& row : rows_) {
    RT_CHECK(reasons.insert(row.reason).second);
    RT_CHECK(row.code != absl::StatusCode::kOk && row.code != absl::StatusCode::kInternal &&
             row.code != absl::StatusCode::kUnknown);
    RT_CHECK(!row.english.empty() && !row.dutch.empty());
  }
}

bool ErrorTable::Has(std::string_view reason) const {
  return std::ranges::any_of(rows_, [&](const ErrorRow& row) { return row.reason == reason; });
}

absl::Status ErrorTable::ToStatus(const log::v1::Refusal& refusal) const {
  const auto row = std::ranges::find(rows_, refusal.reason(), &ErrorRow::reason);
  RT_CHECK(row != rows_.end());
  std::vector<base::FieldFault> faults;
  for (const auto& field : refusal.fields()) {
    faults.push_back({field.field(), field.rule(), field.description()});
  }
  return Build(row->code, {row->reason, refusal.rule(), row->english, row->dutch}, faults);
}

absl::Status InvalidFields(std::vector<base::FieldFault> faults) {
  std::string english = "these fields are not right: ";
  std::string dutch = "Deze velden kloppen niet: ";
  std::string rules;
  std::set<std::string_view> seen;
  const std::size_t told = CountToldOf(faults);
  for (std::size_t i = 0; i < told; ++i) {
    const base::FieldFault& fault = faults[i];
    if (i > 0) {
      english += "; ";
      dutch += ", ";
    }
    english += base::Cat(fault.field, " ", fault.description);
    if (!fault.rule.empty()) english += base::Cat(" (", fault.rule, ")");
    dutch += fault.field;
    if (!fault.rule.empty() && seen.insert(fault.rule).second) {
      rules += base::Cat(rules.empty() ? "" : ", ", fault.rule);
    }
  }
  if (const std::size_t more = faults.size() - told; more > 0) {
    english += base::Cat("; and ", more, " more");
    dutch += base::Cat(", en nog ", more, " andere");
  }
  return Build(absl::StatusCode::kInvalidArgument, {"INVALID_FIELDS", rules, english, dutch},
               faults);
}

absl::Status MakeError(absl::StatusCode code, std::string_view reason, std::string_view rule,
                       std::string_view english, std::string_view dutch) {
  return Build(code, {reason, rule, english, dutch}, {});
}

log::v1::Refusal ToRefusal(const base::Rejection& rejection) {
  log::v1::Refusal refusal;
  refusal.set_reason(rejection.reason);
  refusal.set_rule(rejection.rule);
  for (const base::FieldFault& fault : rejection.fields) {
    auto* field = refusal.add_fields();
    field->set_field(fault.field);
    field->set_rule(fault.rule);
    field->set_description(fault.description);
  }
  return refusal;
}

void FieldFaults::Add(std::string field, std::string rule, std::string description) {
  faults_.push_back({std::move(field), std::move(rule), std::move(description)});
}

void FieldFaults::CheckCommandId(std::string_view value) {
  const auto id = base::CommandId::Parse(value);
  if (!id) {
    Add("command_id", "", "must be a UUID, a new one for each intent, the same when repeating");
  } else if (id->version() == 8) {
    Add("command_id", "", "must not be a UUID of version 8: those are derived by the suite");
  }
}

void FieldFaults::CheckUuid(std::string_view field, std::string_view value) {
  if (!base::ParseUuid(value)) Add(std::string(field), "", "must be a UUID");
}

void FieldFaults::CheckText(std::string_view field, std::string_view value, std::size_t max,
                            bool required, std::string_view rule) {
  const auto add = [&](std::string description) {
    Add(std::string(field), std::string(rule), std::move(description));
  };
  if (value.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    if (required)
      add("must be given");
    else if (!value.empty())
      add("must be empty or hold more than white space");
    return;
  }
  std::size_t characters = 0;
  switch (Examine(value, max > kLineCharactersMax, &characters)) {
    case TextFault::kNotUtf8:
      return add("must be valid UTF-8");
    case TextFault::kControl:
      return add("must not hold control characters");
    case TextFault::kNone:
      break;
  }
  if (characters > max) add(base::Cat("must be at most ", max, " characters"));
}

absl::Status FieldFaults::ToStatus() && {
  return faults_.empty() ? absl::OkStatus() : InvalidFields(std::move(faults_));
}

}  // namespace rondetafel::rpc
