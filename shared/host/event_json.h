// Events as people and tools read them in a case history: protobuf JSON, every sealed field shown
// as the word "sealed". Nothing is opened here.
#pragma once
#include <google/protobuf/message.h>

#include <string>

namespace rondetafel::host {

struct EventText {
  std::string name;  // "RequestSubmitted"
  std::string json;  // of the event inside the `oneof event`
};

// `event` is the wrapping message of a stream kind (RequestEvent). Empty texts when its oneof is
// not set: an event of a newer version.
EventText DescribeEvent(const google::protobuf::Message& event);

}  // namespace rondetafel::host
