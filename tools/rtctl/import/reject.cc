#include "tools/rtctl/import/reject.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "shared/base/text.h"
#include "shared/rpc/errors.h"

namespace rondetafel::rtctl {

std::vector<Reject> RejectsOf(const absl::Status& status, const std::string& step) {
  Reject general;
  general.step = step;
  general.message = std::string(status.message());
  std::vector<Reject> fields;
  google::rpc::Status details;
  if (const auto payload = status.GetPayload(std::string(rpc::kDetailsPayload))) {
    details.ParseFromString(std::string(*payload));
  }
  for (const google::protobuf::Any& detail : details.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad;
    if (detail.UnpackTo(&info)) {
      const auto rule = info.metadata().find("rule");
      if (rule != info.metadata().end()) general.rule = rule->second;
      general.gates_disagree = info.reason().find("GATE") != std::string::npos ||
                               info.reason().find("GROUND") != std::string::npos;
    } else if (detail.UnpackTo(&bad)) {
      for (const auto& violation : bad.field_violations()) {
        Reject& field = fields.emplace_back();
        field.field = violation.field();
        field.message = violation.description();
      }
    }
  }
  if (fields.empty()) return {general};
  for (Reject& field : fields) {
    field.step = step;
    field.rule = general.rule;
    field.gates_disagree = general.gates_disagree;
  }
  return fields;
}

std::string Describe(const Reject& reject) {
  std::string text = base::Cat("line ", reject.line);
  if (!reject.dossier_id.empty()) text += ", dossier " + reject.dossier_id;
  if (!reject.step.empty()) text += ", " + reject.step;
  text += ": ";
  if (!reject.rule.empty()) text += "[" + reject.rule + "] ";
  if (!reject.field.empty()) text += reject.field + " ";
  return text + reject.message;
}

std::string ToJson(const Reject& reject) {
  google::protobuf::Struct object;
  auto& fields = *object.mutable_fields();
  fields["line"].set_number_value(static_cast<double>(reject.line));
  const std::pair<const char*, const std::string*> texts[] = {{"dossier_id", &reject.dossier_id},
                                                              {"step", &reject.step},
                                                              {"field", &reject.field},
                                                              {"rule", &reject.rule},
                                                              {"message", &reject.message}};
  for (const auto& [name, text] : texts) {
    if (!text->empty()) fields[name].set_string_value(*text);
  }
  if (reject.gates_disagree) fields["gates_disagree"].set_bool_value(true);
  std::string json;
  const bool ok = google::protobuf::util::MessageToJsonString(object, &json).ok();
  return ok ? json : "{}";
}

}  // namespace rondetafel::rtctl
