#include "shared/host/event_json.h"

#include <google/protobuf/util/json_util.h>

#include <memory>
#include <vector>

#include "rondetafel/type/v1/type.pb.h"

namespace rondetafel::host {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr std::string_view kMark = "sealed";
// What a masked field becomes in JSON. Quotes inside JSON texts are escaped, so no text can hold
// this.
constexpr std::string_view kMarkedJson = R"({"keyId":"sealed"})";
constexpr std::string_view kShownJson = R"("sealed")";

void Mask(Message& message) {
  if (message.GetDescriptor() == type::v1::Sealed::descriptor()) {
    auto& sealed = static_cast<type::v1::Sealed&>(message);
    sealed.Clear();
    sealed.set_key_id(std::string(kMark));
    return;
  }
  const auto* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      Mask(*reflection->MutableMessage(&message, field));
      continue;
    }
    for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
      Mask(*reflection->MutableRepeatedMessage(&message, field, i));
    }
  }
}

std::string ShowMarks(std::string json) {
  for (std::size_t at = json.find(kMarkedJson); at != std::string::npos;
       at = json.find(kMarkedJson, at)) {
    json.replace(at, kMarkedJson.size(), kShownJson);
  }
  return json;
}

}  // namespace

EventText DescribeEvent(const Message& event) {
  const auto* descriptor = event.GetDescriptor();
  if (descriptor->oneof_decl_count() == 0) return {};
  const FieldDescriptor* set =
      event.GetReflection()->GetOneofFieldDescriptor(event, descriptor->oneof_decl(0));
  if (set == nullptr || set->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return {};
  const Message& inner = event.GetReflection()->GetMessage(event, set);
  const std::unique_ptr<Message> copy(inner.New());
  copy->CopyFrom(inner);
  Mask(*copy);
  EventText text{set->message_type()->name(), {}};
  if (!google::protobuf::util::MessageToJsonString(*copy, &text.json).ok()) return {};
  text.json = ShowMarks(std::move(text.json));
  return text;
}

}  // namespace rondetafel::host
