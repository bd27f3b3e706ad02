#include "tools/rtctl/json_fault.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>

#include "shared/base/text.h"

namespace rondetafel::rtctl {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;

// What the parser says of the text before it knows of fields; nothing else of its words is kept.
constexpr std::string_view kSyntaxFaults[] = {
    "Expected a value or ] within an array",
    "Expected a value",
    "Expected , or ] after array value",
    "Expected , or } after key:value pair",
    "Expected : between key:value pair",
    "Expected an object key or }",
    "Closing quote expected in string",
    "Unexpected token",
    "Invalid escape sequence",
    "Illegal hex string",
    "Missing low surrogate",
    "Invalid low surrogate",
    "Invalid unicode code point",
    "Unable to parse number",
    "Number exceeds the range of double",
    "Parsing terminated before end of input",
    "Encountered non UTF-8 code points",
    "Message too deep",
};

const FieldDescriptor* FindField(const Descriptor& type, const std::string& name) {
  const FieldDescriptor* field = type.FindFieldByName(name);
  return field ? field : type.FindFieldByCamelcaseName(name);
}

// Where the parser was, as far as the message's own fields name it.
struct Place {
  const Descriptor* type;        // the object around the fault
  const FieldDescriptor* field;  // null at the root
  std::string path;
};

// "[12]" of a repeated field, or nothing. A longer number is no place in a file: a member of the
// text may look like a place.
bool IsIndex(const FieldDescriptor& field, std::string_view text) {
  if (text.empty()) return true;
  if (!field.is_repeated() || text.size() < 3 || text.size() > 6) return false;
  if (text.front() != '[' || text.back() != ']') return false;
  return text.substr(1, text.size() - 2).find_first_not_of("0123456789") == text.npos;
}

// False, and the place as it was, when `step` names no field there.
bool Enter(Place& place, std::string_view step) {
  const std::string_view name = step.substr(0, step.find('['));
  const std::string_view index = step.substr(name.size());
  const FieldDescriptor* field = place.type ? FindField(*place.type, std::string(name)) : nullptr;
  if (!field || !IsIndex(*field, index)) return false;
  if (!place.path.empty()) place.path += '.';
  place.path += base::Cat(field->name(), index);
  place.field = field;
  place.type = field->message_type();
  return true;
}

// Takes "(a.b[2].c)" off the front of `said`.
Place TakePlace(const Descriptor& root, std::string_view& said) {
  Place place{&root, nullptr, ""};
  const std::size_t end = said.find(')');
  if (!said.starts_with('(') || end == said.npos) return place;
  std::string_view path = said.substr(1, end - 1);
  said.remove_prefix(end + 1);
  while (!path.empty()) {
    const std::string_view step = path.substr(0, path.find('.'));
    if (!Enter(place, step)) break;
    path.remove_prefix(std::min(path.size(), step.size() + 1));
  }
  return place;
}

std::string MembersOf(const Descriptor& type) {
  std::string names;
  for (int i = 0; i < type.field_count(); ++i) {
    names += (i == 0 ? "" : ", ") + type.field(i)->json_name();
  }
  return names;
}

// Without 0, which is UNSPECIFIED everywhere and never right.
std::string ValuesOf(const EnumDescriptor& type) {
  std::string names;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() != 0) names += (names.empty() ? "" : ", ") + type.value(i)->name();
  }
  return names;
}

std::string WhatWouldBeRight(const Place& place) {
  if (place.type) {
    if (place.type->full_name() == "google.protobuf.Timestamp") {
      return "must be a moment such as \"2021-02-01T16:00:00Z\"";
    }
    return "must be an object of " + MembersOf(*place.type) + ", each of its own kind";
  }
  switch (place.field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      return "must be one of " + ValuesOf(*place.field->enum_type());
    case FieldDescriptor::CPPTYPE_STRING:
      return "must be text in quotes";
    case FieldDescriptor::CPPTYPE_BOOL:
      return "must be true or false";
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      return "must be a number";
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
      return "must be a whole number in the range of its field";
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;  // has a type: above
  }
  return "must be what its field describes";
}

JsonFault Tell(const Descriptor& root, std::string_view said) {
  for (const std::string_view fault : kSyntaxFaults) {
    if (said.starts_with(fault)) return {"", base::Cat("is not JSON: ", fault)};
  }
  Place place = TakePlace(root, said);
  if (place.type && said.starts_with(": invalid value oneof")) {
    return {place.path, "must hold only one of " + MembersOf(*place.type)};
  }
  // "dossier: Proto field is not repeating", " Kanarie: Cannot find field."
  const std::string_view name =
      said.substr(said.find_first_not_of(' ') == 1 ? 1 : 0, std::string_view::npos);
  const bool of_a_member = !said.starts_with(':') && !Enter(place, name.substr(0, name.find(':')));
  if (of_a_member && place.type) {
    return {place.path, "holds a member that is not one of its own: " + MembersOf(*place.type)};
  }
  return {place.path, WhatWouldBeRight(place)};
}

}  // namespace

std::optional<JsonFault> ReadJson(std::string_view json, google::protobuf::Message& message) {
  const auto status = google::protobuf::util::JsonStringToMessage(std::string(json), &message);
  if (status.ok()) return std::nullopt;
  return Tell(*message.GetDescriptor(), status.message().as_string());
}

}  // namespace rondetafel::rtctl
