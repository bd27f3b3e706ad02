// Fields of a protobuf message by their paths, as the command line writes them.
#pragma once
#include <absl/status/status.h>
#include <google/protobuf/message.h>

#include <string>
#include <string_view>

namespace rondetafel::rtctl {

// "form.region=ANTWERPEN", "statuses=admissible" (adds to a repeated field),
// "decided_on=2021-05-03", "held_at=2021-05-03T14:30", "persons[0].name=…". INVALID_ARGUMENT names
// the field and what would be right.
absl::Status SetField(google::protobuf::Message& message, std::string_view path,
                      std::string_view text);
// "PATH=VALUE".
absl::Status SetAssignment(google::protobuf::Message& message, std::string_view assignment);
// Protobuf JSON, in which unknown fields are errors.
absl::Status MergeJson(google::protobuf::Message& message, std::string_view json);

// True for a field that a flag of its own can set: single, and a scalar, an enum, a date or a
// moment.
bool HasFlag(const google::protobuf::FieldDescriptor& field);
// "decided_on" → "decided-on".
std::string FlagName(std::string_view field_name);
// What a flag takes: "text", "number", "true or false", "YYYY-MM-DD", or the values of an enum.
std::string FlagHelp(const google::protobuf::FieldDescriptor& field);

}  // namespace rondetafel::rtctl
