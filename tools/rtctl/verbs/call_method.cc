#include "tools/rtctl/verbs/call_method.h"

#include <google/protobuf/dynamic_message.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <condition_variable>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <mutex>
#include <optional>

#include "shared/base/id.h"
#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/rpc/grpc_status.h"
#include "tools/rtctl/actor_text.h"
#include "tools/rtctl/json_text.h"
#include "tools/rtctl/verbs/message_fields.h"

namespace rondetafel::rtctl {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

absl::StatusOr<std::string> ReadBody(const std::string& body) {
  if (body == "-") {
    return std::string(std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>());
  }
  if (!body.starts_with('@')) return body;
  std::ifstream in(body.substr(1));
  if (!in) return absl::InvalidArgumentError(base::Cat("cannot read ", body.substr(1)));
  return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

absl::Status BuildRequest(const CallArguments& arguments, Message& request) {
  if (!arguments.body.empty()) {
    RT_ASSIGN_OR_RETURN(const std::string json, ReadBody(arguments.body));
    RT_RETURN_IF_ERROR(MergeJson(request, json));
  }
  for (const auto& [name, text] : arguments.fields) {
    RT_RETURN_IF_ERROR(SetField(request, name, text));
  }
  for (const std::string& assignment : arguments.assignments) {
    RT_RETURN_IF_ERROR(SetAssignment(request, assignment));
  }
  const auto* id = request.GetDescriptor()->FindFieldByName("command_id");
  if (id != nullptr && request.GetReflection()->GetString(request, id).empty()) {
    request.GetReflection()->SetString(&request, id, base::FormatUuid(base::RandomUuid()));
  }
  return absl::OkStatus();
}

absl::Status Invoke(const std::shared_ptr<grpc::Channel>& channel, grpc::ClientContext& context,
                    const MethodDescriptor& method, const Message& request, Message* response) {
  grpc::TemplatedGenericStub<Message, Message> stub(channel);
  std::mutex mutex;
  std::condition_variable done;
  std::optional<grpc::Status> status;
  stub.UnaryCall(&context, base::Cat("/", method.service()->full_name(), "/", method.name()),
                 grpc::StubOptions(), &request, response, [&](grpc::Status result) {
                   const std::lock_guard lock(mutex);
                   status = std::move(result);
                   done.notify_one();
                 });
  std::unique_lock lock(mutex);
  done.wait(lock, [&status] { return status.has_value(); });
  return rpc::FromGrpcStatus(*status);
}

std::string CommandIdOf(const Message& request) {
  const auto* id = request.GetDescriptor()->FindFieldByName("command_id");
  return id == nullptr ? std::string() : request.GetReflection()->GetString(request, id);
}

absl::Status Run(Session& session, std::string_view service, const MethodDescriptor& method,
                 const CallArguments& arguments, Message& request) {
  const std::string as = arguments.as.empty() ? UsualRole(service, method.name()) : arguments.as;
  RT_ASSIGN_OR_RETURN(const type::v1::Actor actor, ParseActor(as, arguments.actor));
  RT_RETURN_IF_ERROR(BuildRequest(arguments, request));
  RT_ASSIGN_OR_RETURN(Connection* const connection, session.Open());
  auto* factory = google::protobuf::MessageFactory::generated_factory();
  const std::unique_ptr<Message> response(factory->GetPrototype(method.output_type())->New());
  RT_ASSIGN_OR_RETURN(const auto channel, connection->Channel(service));
  grpc::ClientContext context;
  context.AddMetadata("authorization", connection->Authorization(actor));
  context.set_deadline(std::chrono::system_clock::now() + connection->timeout());
  RT_RETURN_IF_ERROR(Invoke(channel, context, method, request, response.get()));
  std::puts(session.json ? JsonLine(*response).c_str() : JsonPretty(*response).c_str());
  return absl::OkStatus();
}

}  // namespace

std::vector<ServiceVerbs> AllServices() {
  return {
      {"intake", intake::v1::SubmitRequestRequest::descriptor()->file()->service(0)},
      {"triage", triage::v1::AdmitRequestRequest::descriptor()->file()->service(0)},
      {"scheduling", scheduling::v1::HoldMeetingRequest::descriptor()->file()->service(0)},
      {"workplan", workplan::v1::DraftPlanRequest::descriptor()->file()->service(0)},
      {"statistics", statistics::v1::GetReportRequest::descriptor()->file()->service(0)},
  };
}

std::string UsualRole(std::string_view service, std::string_view method) {
  if (method == "ListStatusChanges") return "cobe";
  if (method == "LookUpReference" || method == "ListReferences") return "auditor";
  if (method == "RecordDesk") return "operator";
  if (service == "statistics") return "statistician";
  return "desk_worker:ANT";
}

std::string VerbName(std::string_view method) {
  std::string name;
  for (const char c : method) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && !name.empty()) name += '-';
    name += upper ? static_cast<char>(c + 32) : c;
  }
  return name;
}

void CallMethod(Session& session, std::string_view service, const MethodDescriptor& method,
                const CallArguments& arguments) {
  auto* factory = google::protobuf::MessageFactory::generated_factory();
  const std::unique_ptr<Message> request(factory->GetPrototype(method.input_type())->New());
  const absl::Status status = Run(session, service, method, arguments, *request);
  if (status.ok()) return;
  session.Fail(status);
  const std::string command_id = CommandIdOf(*request);
  if (!command_id.empty() && !session.json) {
    std::fputs(base::Cat("  command id ", command_id, "; repeat the same intent with --command-id ",
                         command_id, "\n")
                   .c_str(),
               stderr);
  }
}

}  // namespace rondetafel::rtctl
