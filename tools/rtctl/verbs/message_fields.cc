#include "tools/rtctl/verbs/message_fields.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "rondetafel/type/v1/type.pb.h"
#include "shared/base/civil_date.h"
#include "shared/base/status.h"
#include "shared/base/text.h"
#include "tools/rtctl/json_fault.h"
#include "tools/rtctl/json_text.h"

namespace rondetafel::rtctl {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

absl::Status Wrong(const FieldDescriptor& field, std::string_view what) {
  return absl::InvalidArgumentError(base::Cat(field.name(), " ", what));
}

template <class Number>
std::optional<Number> ParseNumber(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool IsDate(const FieldDescriptor& field) {
  return field.message_type() != nullptr && field.message_type()->full_name() == "google.type.Date";
}

bool IsMoment(const FieldDescriptor& field) {
  return field.message_type() != nullptr &&
         field.message_type()->full_name() == "rondetafel.type.v1.LocalMoment";
}

bool IsTimestamp(const FieldDescriptor& field) {
  return field.message_type() != nullptr &&
         field.message_type()->full_name() == "google.protobuf.Timestamp";
}

// "2021-05-03T14:30" on the wall clock of Brussels.
std::optional<type::v1::LocalMoment> ParseMoment(std::string_view text) {
  if (text.size() != 16 || (text[10] != 'T' && text[10] != ' ') || text[13] != ':') {
    return std::nullopt;
  }
  const auto date = base::ParseIsoDate(text.substr(0, 10));
  const auto hour = ParseNumber<int>(text.substr(11, 2));
  const auto minute = ParseNumber<int>(text.substr(14, 2));
  if (!date || !base::IsValid(*date) || !hour || !minute || *hour > 23 || *minute > 59) {
    return std::nullopt;
  }
  return base::ToProto(base::Local{*date, *hour * 60 + *minute});
}

// Sets or adds a value through the reflection call of its type.
template <class Set, class Add>
void Put(const FieldDescriptor& field, Set set, Add add) {
  if (field.is_repeated()) {
    add();
  } else {
    set();
  }
}

absl::Status PutMessage(Message& message, const FieldDescriptor& field, std::string_view text) {
  const auto* reflection = message.GetReflection();
  const auto target = [&]() -> Message& {
    return field.is_repeated() ? *reflection->AddMessage(&message, &field)
                               : *reflection->MutableMessage(&message, &field);
  };
  if (IsDate(field)) {
    const auto date = ParseDate(text);
    if (!date) return Wrong(field, "must be a date, YYYY-MM-DD");
    target().CopyFrom(*date);
    return absl::OkStatus();
  }
  if (IsMoment(field)) {
    const auto moment = ParseMoment(text);
    if (!moment) return Wrong(field, "must be a moment in Brussels, YYYY-MM-DDTHH:MM");
    target().CopyFrom(*moment);
    return absl::OkStatus();
  }
  if (IsTimestamp(field)) {
    const auto at = ParseKnownOn(text);
    if (!at) return Wrong(field, "must be a date or a moment in RFC 3339");
    target().CopyFrom(*at);
    return absl::OkStatus();
  }
  return MergeJson(target(), text);
}

absl::Status PutEnum(Message& message, const FieldDescriptor& field, std::string_view text) {
  const auto value = ParseEnum(*field.enum_type(), text);
  if (!value) return Wrong(field, "must be one of " + EnumChoices(*field.enum_type()));
  const auto* reflection = message.GetReflection();
  Put(
      field, [&] { reflection->SetEnumValue(&message, &field, *value); },
      [&] { reflection->AddEnumValue(&message, &field, *value); });
  return absl::OkStatus();
}

template <class Number>
absl::Status PutNumber(Message& message, const FieldDescriptor& field, std::string_view text,
                       void (google::protobuf::Reflection::*set)(Message*, const FieldDescriptor*,
                                                                 Number) const,
                       void (google::protobuf::Reflection::*add)(Message*, const FieldDescriptor*,
                                                                 Number) const) {
  const auto number = ParseNumber<Number>(text);
  if (!number) return Wrong(field, "must be a whole number");
  const auto* reflection = message.GetReflection();
  Put(
      field, [&] { (reflection->*set)(&message, &field, *number); },
      [&] { (reflection->*add)(&message, &field, *number); });
  return absl::OkStatus();
}

absl::Status PutBool(Message& message, const FieldDescriptor& field, std::string_view text) {
  const bool yes = text == "true" || text == "yes" || text == "1";
  if (!yes && text != "false" && text != "no" && text != "0") {
    return Wrong(field, "must be true or false");
  }
  const auto* reflection = message.GetReflection();
  Put(
      field, [&] { reflection->SetBool(&message, &field, yes); },
      [&] { reflection->AddBool(&message, &field, yes); });
  return absl::OkStatus();
}

absl::Status PutValue(Message& message, const FieldDescriptor& field, std::string_view text) {
  using google::protobuf::Reflection;
  const auto* reflection = message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return PutNumber<std::int32_t>(message, field, text, &Reflection::SetInt32,
                                     &Reflection::AddInt32);
    case FieldDescriptor::CPPTYPE_INT64:
      return PutNumber<std::int64_t>(message, field, text, &Reflection::SetInt64,
                                     &Reflection::AddInt64);
    case FieldDescriptor::CPPTYPE_UINT32:
      return PutNumber<std::uint32_t>(message, field, text, &Reflection::SetUInt32,
                                      &Reflection::AddUInt32);
    case FieldDescriptor::CPPTYPE_UINT64:
      return PutNumber<std::uint64_t>(message, field, text, &Reflection::SetUInt64,
                                      &Reflection::AddUInt64);
    case FieldDescriptor::CPPTYPE_BOOL:
      return PutBool(message, field, text);
    case FieldDescriptor::CPPTYPE_ENUM:
      return PutEnum(message, field, text);
    case FieldDescriptor::CPPTYPE_STRING:
      Put(
          field, [&] { reflection->SetString(&message, &field, std::string(text)); },
          [&] { reflection->AddString(&message, &field, std::string(text)); });
      return absl::OkStatus();
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return PutMessage(message, field, text);
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_DOUBLE:
      break;
  }
  return Wrong(field, "is of a type the command line does not write; use --body");
}

struct Step {
  std::string name;
  std::optional<int> index;  // of a repeated field; the next one is added
};

std::optional<Step> ParseStep(std::string_view text) {
  const std::size_t open = text.find('[');
  Step step{std::string(text.substr(0, open)), std::nullopt};
  std::ranges::replace(step.name, '-', '_');
  if (open == std::string_view::npos) return step;
  if (!text.ends_with(']')) return std::nullopt;
  step.index = ParseNumber<int>(text.substr(open + 1, text.size() - open - 2));
  if (!step.index || *step.index < 0) return std::nullopt;
  return step;
}

// The message inside `field` that a path goes on into.
absl::StatusOr<Message*> Enter(Message& message, const FieldDescriptor& field, const Step& step) {
  if (field.message_type() == nullptr) return Wrong(field, "has no fields of its own");
  const auto* reflection = message.GetReflection();
  if (!field.is_repeated()) return reflection->MutableMessage(&message, &field);
  const int size = reflection->FieldSize(message, &field);
  const int index = step.index.value_or(size);
  if (index > size)
    return Wrong(field, base::Cat("has ", size, " entries so far: give that one first"));
  if (index == size) return reflection->AddMessage(&message, &field);
  return reflection->MutableRepeatedMessage(&message, &field, index);
}

std::string FieldNames(const google::protobuf::Descriptor& type) {
  std::string names;
  for (int i = 0; i < type.field_count(); ++i) {
    names += (i == 0 ? "" : ", ") + type.field(i)->name();
  }
  return names;
}

}  // namespace

absl::Status SetField(Message& message, std::string_view path, std::string_view text) {
  const std::size_t dot = path.find('.');
  const auto step = ParseStep(path.substr(0, dot));
  if (!step) return absl::InvalidArgumentError(base::Cat("\"", path, "\" is no path of a field"));
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(step->name);
  if (field == nullptr) {
    return absl::InvalidArgumentError(base::Cat(message.GetDescriptor()->name(), " has no field \"",
                                                step->name, "\"; one of ",
                                                FieldNames(*message.GetDescriptor())));
  }
  if (dot == std::string_view::npos) return PutValue(message, *field, text);
  RT_ASSIGN_OR_RETURN(Message* const inner, Enter(message, *field, *step));
  return SetField(*inner, path.substr(dot + 1), text);
}

absl::Status SetAssignment(Message& message, std::string_view assignment) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    return absl::InvalidArgumentError(
        base::Cat("write PATH=VALUE, for example form.region=ANT, not \"", assignment, "\""));
  }
  return SetField(message, assignment.substr(0, equals), assignment.substr(equals + 1));
}

absl::Status MergeJson(Message& message, std::string_view json) {
  const std::unique_ptr<Message> parsed(message.New());
  if (const auto fault = ReadJson(json, *parsed)) {
    const std::string& place =
        fault->field.empty() ? message.GetDescriptor()->name() : fault->field;
    return absl::InvalidArgumentError(base::Cat(place, " ", fault->message));
  }
  message.MergeFrom(*parsed);
  return absl::OkStatus();
}

bool HasFlag(const FieldDescriptor& field) {
  if (field.is_repeated()) return false;
  return field.message_type() == nullptr || IsDate(field) || IsMoment(field) || IsTimestamp(field);
}

std::string FlagName(std::string_view field_name) {
  std::string flag(field_name);
  std::ranges::replace(flag, '_', '-');
  return flag;
}

std::string FlagHelp(const FieldDescriptor& field) {
  if (IsDate(field)) return "YYYY-MM-DD";
  if (IsMoment(field)) return "YYYY-MM-DDTHH:MM in Brussels";
  if (IsTimestamp(field)) return "YYYY-MM-DD or RFC 3339";
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumChoices(*field.enum_type());
    case FieldDescriptor::CPPTYPE_BOOL:
      return "true or false";
    case FieldDescriptor::CPPTYPE_STRING:
      return "text";
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  return "number";
}

}  // namespace rondetafel::rtctl
