// Protobuf JSON whose faults are told without a word of the text itself. The parser's own message
// quotes the text around a fault and the members it does not know, and each may be a name.
#pragma once
#include <google/protobuf/message.h>

#include <optional>
#include <string>
#include <string_view>

namespace rondetafel::rtctl {

struct JsonFault {
  std::string field;    // "dossier.filing.form.persons[0]", as far as it is known; may be empty
  std::string message;  // what would be right; holds no value and no name from the text
};

// Empty when `json` was read into `message`; unknown members are faults.
std::optional<JsonFault> ReadJson(std::string_view json, google::protobuf::Message& message);

}  // namespace rondetafel::rtctl
