#include "tests/fault/load/messages.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <array>

#include "shared/base/check.h"
#include "shared/base/id.h"
#include "shared/base/text.h"

namespace rondetafel::fault {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;

std::string ServiceNameOf(std::string_view service) {
  std::string name(service);
  name[0] = static_cast<char>(name[0] - 'a' + 'A');
  if (service == "workplan") name = "WorkPlan";
  return base::Cat("rondetafel.", service, ".v1.", name, "Service");
}

const MethodDescriptor& MethodOf(std::string_view service, std::string_view method) {
  const auto* found = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
      base::Cat(ServiceNameOf(service), ".", method));
  RT_CHECK(found != nullptr);
  return *found;
}

std::unique_ptr<Message> New(const google::protobuf::Descriptor* type) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
}

const FieldDescriptor* FieldOf(const Message& message, const std::string& name,
                               FieldDescriptor::CppType type) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  const bool fits = field != nullptr && !field->is_repeated() && field->cpp_type() == type;
  return fits ? field : nullptr;
}

}  // namespace

std::unique_ptr<Message> NewRequest(std::string_view service, std::string_view method) {
  return New(MethodOf(service, method).input_type());
}

std::unique_ptr<Message> NewReply(std::string_view service, std::string_view method) {
  return New(MethodOf(service, method).output_type());
}

std::string PathOf(std::string_view service, std::string_view method) {
  return base::Cat("/", ServiceNameOf(service), "/", method);
}

void SetText(Message& message, const std::string& name, const std::string& value) {
  const auto* field = FieldOf(message, name, FieldDescriptor::CPPTYPE_STRING);
  if (field != nullptr) message.GetReflection()->SetString(&message, field, value);
}

void SetChoice(Message& message, const std::string& name, int value) {
  const auto* field = FieldOf(message, name, FieldDescriptor::CPPTYPE_ENUM);
  if (field != nullptr) message.GetReflection()->SetEnumValue(&message, field, value);
}

void SetNumber(Message& message, const std::string& name, std::int32_t value) {
  const auto* field = FieldOf(message, name, FieldDescriptor::CPPTYPE_INT32);
  if (field != nullptr) message.GetReflection()->SetInt32(&message, field, value);
}

std::string TextOf(const Message& message, const std::string& name) {
  const auto* field = FieldOf(message, name, FieldDescriptor::CPPTYPE_STRING);
  return field == nullptr ? "" : message.GetReflection()->GetString(message, field);
}

void SetPosition(Message& request, const type::v1::Position& token) {
  const auto* field = FieldOf(request, "position", FieldDescriptor::CPPTYPE_MESSAGE);
  if (field != nullptr) request.GetReflection()->MutableMessage(&request, field)->CopyFrom(token);
}

type::v1::Position TakePosition(Message& message) {
  type::v1::Position position;
  const auto* field = FieldOf(message, "position", FieldDescriptor::CPPTYPE_MESSAGE);
  if (field == nullptr) return position;
  position.CopyFrom(message.GetReflection()->GetMessage(message, field));
  message.GetReflection()->ClearField(&message, field);
  return position;
}

void MergePosition(const type::v1::Position& from, type::v1::Position& to) {
  if (to.log_id().empty()) to.set_log_id(from.log_id());
  for (const auto& place : from.topics()) {
    const auto known = std::ranges::find_if(*to.mutable_topics(), [&](const auto& other) {
      return other.topic() == place.topic() && other.partition() == place.partition();
    });
    if (known == to.mutable_topics()->end()) {
      *to.add_topics() = place;
    } else {
      known->set_offset(std::max(known->offset(), place.offset()));
    }
  }
}

std::string NewCommandId(std::mt19937_64& random) {
  base::IdBytes bytes{};
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
  return base::FormatUuid(bytes);
}

std::shared_ptr<Message> OtherBody(const Message& request) {
  std::shared_ptr<Message> other(request.New());
  other->CopyFrom(request);
  for (const char* name : {"note", "text"}) {
    if (TextOf(request, name).empty()) continue;
    SetText(*other, name, TextOf(request, name) + " En nog iets.");
    return other;
  }
  const auto* form = FieldOf(request, "form", FieldDescriptor::CPPTYPE_MESSAGE);
  if (form == nullptr) return nullptr;
  Message& inner = *other->GetReflection()->MutableMessage(other.get(), form);
  SetText(inner, "question", TextOf(inner, "question") + " En nog iets.");
  return other;
}

}  // namespace rondetafel::fault
