// Requests and replies by the names of their service and method, and the fields that many of them
// share.
#pragma once
#include <google/protobuf/message.h>

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>

#include "rondetafel/type/v1/type.pb.h"

namespace rondetafel::fault {

using google::protobuf::Message;

// A new object; CHECKs that there is such a method.
std::unique_ptr<Message> NewRequest(std::string_view service, std::string_view method);
std::unique_ptr<Message> NewReply(std::string_view service, std::string_view method);
// "/rondetafel.intake.v1.IntakeService/SubmitRequest"
std::string PathOf(std::string_view service, std::string_view method);

// Each does nothing when the message has no such field of that kind.
void SetText(Message& message, const std::string& field, const std::string& value);
void SetChoice(Message& message, const std::string& field, int value);
void SetNumber(Message& message, const std::string& field, std::int32_t value);
std::string TextOf(const Message& message, const std::string& field);
void SetPosition(Message& request, const type::v1::Position& token);

// The position of a request or reply, taken out of it; empty when it has none.
type::v1::Position TakePosition(Message& message);
// The larger offset of each partition.
void MergePosition(const type::v1::Position& from, type::v1::Position& to);

// Version 4, from a seeded source, so that a run can be had again.
std::string NewCommandId(std::mt19937_64& random);
// The same command id with another body; nullptr when the request has nothing to change.
std::shared_ptr<Message> OtherBody(const Message& request);

}  // namespace rondetafel::fault
