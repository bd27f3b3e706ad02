// Any unary method by its descriptor: the request is built from text, the reply read as JSON.
#pragma once
#include <absl/status/statusor.h>
#include <google/protobuf/descriptor.h>

#include <map>
#include <string>
#include <vector>

#include "tools/rtctl/session.h"

namespace rondetafel::rtctl {

struct CallArguments {
  std::string body;                      // JSON, "@file" or "-" for standard input; may be empty
  std::vector<std::string> assignments;  // "PATH=VALUE"
  std::map<std::string, std::string> fields;  // field name → text, from a flag of its own
  std::string as;                             // ROLE[:REGION][:ORGANISATION]; empty: the usual one
  std::string actor;                          // UUID; may be empty
};

struct ServiceVerbs {
  std::string_view service;  // "intake"
  const google::protobuf::ServiceDescriptor* type;
};
// The five services in the order of a case.
std::vector<ServiceVerbs> AllServices();

// The role that usually calls the method, as ParseActor reads it.
std::string UsualRole(std::string_view service, std::string_view method);
// "SubmitRequest" → "submit-request".
std::string VerbName(std::string_view method);

// Calls the method and prints the reply; a failed command is told with its command id, so that the
// same intent can be repeated.
void CallMethod(Session& session, std::string_view service,
                const google::protobuf::MethodDescriptor& method, const CallArguments& arguments);

}  // namespace rondetafel::rtctl
