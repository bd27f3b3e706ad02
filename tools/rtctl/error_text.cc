#include "tools/rtctl/error_text.h"

#include <google/protobuf/struct.pb.h>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "shared/base/text.h"
#include "shared/rpc/errors.h"
#include "tools/rtctl/exit_code.h"
#include "tools/rtctl/json_text.h"

namespace rondetafel::rtctl {
namespace {

// Where nothing answers, gRPC's own words say little about the way out.
std::string SentenceOf(const absl::Status& status, bool has_details) {
  const std::string message(status.message());
  if (has_details) return message;
  if (status.code() == absl::StatusCode::kUnavailable) {
    return base::Cat("the suite cannot be reached (", message,
                     "); start it with `make run`, or say where it is with --host or an address "
                     "flag");
  }
  if (status.code() == absl::StatusCode::kDeadlineExceeded) {
    return "no answer in time; repeat with the same --command-id, or see `rtctl status`";
  }
  return message;
}

std::string_view HeadOf(absl::StatusCode code) {
  const int exit_code = ExitCodeOf(absl::Status(code, "x"));
  if (exit_code == kExitUnavailable) return "unavailable";
  return exit_code == kExitUsage ? "not as it should be" : "refused";
}

// A single field is in the sentence already; several read better below it.
bool ListsFields(const ErrorText& text, std::string_view sentence) {
  if (text.fields.empty()) return false;
  return text.fields.size() > 1 ||
         sentence.find(text.fields.front().first) == std::string_view::npos;
}

std::string RenderJson(const ErrorText& text) {
  google::protobuf::Struct object;
  auto& fields = *object.mutable_fields();
  const std::pair<const char*, const std::string*> parts[] = {{"reason", &text.reason},
                                                              {"rule", &text.rule},
                                                              {"message", &text.english},
                                                              {"bericht", &text.dutch}};
  for (const auto& [name, value] : parts) {
    if (!value->empty()) fields[name].set_string_value(*value);
  }
  for (const auto& [path, what] : text.fields) {
    auto& entry = *fields["fields"].mutable_list_value()->add_values()->mutable_struct_value();
    (*entry.mutable_fields())["field"].set_string_value(path);
    (*entry.mutable_fields())["description"].set_string_value(what);
  }
  return JsonLine(object) + "\n";
}

}  // namespace

ErrorText DescribeError(const absl::Status& status) {
  ErrorText text;
  google::rpc::Status details;
  if (const auto payload = status.GetPayload(std::string(rpc::kDetailsPayload))) {
    details.ParseFromString(std::string(*payload));
  }
  for (const google::protobuf::Any& detail : details.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad;
    google::rpc::LocalizedMessage localized;
    if (detail.UnpackTo(&info)) {
      text.reason = info.reason();
      const auto rule = info.metadata().find("rule");
      if (rule != info.metadata().end()) text.rule = rule->second;
    } else if (detail.UnpackTo(&bad)) {
      for (const auto& violation : bad.field_violations()) {
        text.fields.emplace_back(violation.field(), violation.description());
      }
    } else if (detail.UnpackTo(&localized)) {
      text.dutch = localized.message();
    }
  }
  text.english = SentenceOf(status, details.details_size() > 0);
  return text;
}

std::string RenderError(const absl::Status& status, const ErrorStyle& style) {
  const ErrorText text = DescribeError(status);
  if (style.json) return RenderJson(text);
  const bool dutch = style.dutch && !text.dutch.empty();
  std::string out = dutch ? "geweigerd" : std::string(HeadOf(status.code()));
  if (!text.rule.empty()) out += base::Cat(" [", text.rule, "]");
  const std::string sentence = dutch ? text.dutch : text.english;
  if (!ListsFields(text, sentence)) return base::Cat(out, ": ", sentence, "\n");
  out += base::Cat(": ", sentence.substr(0, sentence.find(": ")), "\n");
  for (const auto& [path, what] : text.fields) out += base::Cat("  ", path, ": ", what, "\n");
  return out;
}

absl::Status InItsOwnWords(const absl::Status& status) {
  if (status.code() != absl::StatusCode::kUnavailable) return status;
  return rpc::MakeError(status.code(), "UNAVAILABLE", "", std::string(status.message()), "");
}

int ExitCodeOf(const absl::Status& status) {
  const absl::StatusCode code = status.code();
  if (code == absl::StatusCode::kOk) return kExitOk;
  if (code == absl::StatusCode::kInvalidArgument) return kExitUsage;
  if (code == absl::StatusCode::kDataLoss) return kExitUnequal;
  const bool away =
      code == absl::StatusCode::kUnavailable || code == absl::StatusCode::kDeadlineExceeded ||
      code == absl::StatusCode::kResourceExhausted || code == absl::StatusCode::kCancelled;
  return away ? kExitUnavailable : kExitRefused;
}

}  // namespace rondetafel::rtctl
