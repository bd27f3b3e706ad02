// Tells a story while it happens: a sentence for people, the call behind it, what came back.
//
//   teller.Do(desk, "The desk admits the request.", triage, &Stub::AdmitRequest, request);
//
// The first thing that does not go as told ends the story: later calls do nothing and status() says
// why.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "rondetafel/gates/v1/gates.pb.h"
#include "tools/rtctl/case/names.h"
#include "tools/rtctl/connection.h"

namespace rondetafel::rtctl {

class Teller {
 public:
  explicit Teller(Connection* connection) : connection_(*connection) {}

  Connection& connection() { return connection_; }
  const absl::Status& status() const { return status_; }
  bool ok() const { return status_.ok(); }
  void Fail(const absl::Status& status);
  const type::v1::Position& position() const { return position_; }

  void Chapter(std::string_view title);
  // Something that is no call.
  void Say(std::string_view sentence);
  // Lines of a document, indented.
  void Show(std::string_view text);

  // A call that must succeed. A command id of its own and the position of what was told before are
  // filled in.
  template <class Stub, class Request, class Response>
  Response Do(const type::v1::Actor& actor, std::string_view sentence, Stub& stub,
              grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
              Request request) {
    const auto response = Call(actor, stub, method, request);
    if (!ok()) return {};
    if (!response.ok()) {
      Fail(response.status());
      return {};
    }
    Tell(sentence, actor, request, *response);
    return *response;
  }

  // A call that must be refused: the rule behind it is what is told.
  template <class Stub, class Request, class Response>
  void DoRefused(const type::v1::Actor& actor, std::string_view sentence, Stub& stub,
                 grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                 Request request) {
    const auto response = Call(actor, stub, method, request);
    if (ok()) TellRefused(sentence, actor, request, response.status());
  }

  // Looks, without telling, until `there` says the reaction has come; at most ten seconds.
  template <class Stub, class Request, class Response>
  Response Await(const type::v1::Actor& actor, Stub& stub,
                 grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                 const Request& request, const std::function<bool(const Response&)>& there) {
    for (int look = 0; ok() && look < kLooksMax; ++look) {
      const auto response = Call(actor, stub, method, request);
      if (response.ok() && there(*response)) return *response;
      PauseBeforeNextLook();
    }
    FailAwaiting(request);
    return {};
  }

 private:
  static constexpr int kLooksMax = 500;

  template <class Stub, class Request, class Response>
  absl::StatusOr<Response> Call(const type::v1::Actor& actor, Stub& stub,
                                grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                Request request) {
    if (!ok()) return status_;
    Fill(request);
    Caller caller(&connection_, actor);
    auto response = caller.Unary(stub, method, request);
    MergePosition(caller.position(), &position_);
    return response;
  }

  void Fill(google::protobuf::Message& request) const;
  void Tell(std::string_view sentence, const type::v1::Actor& actor,
            const google::protobuf::Message& request, const google::protobuf::Message& response);
  void TellRefused(std::string_view sentence, const type::v1::Actor& actor,
                   const google::protobuf::Message& request, const absl::Status& status);
  void TellStep(std::string_view sentence, const type::v1::Actor& actor,
                const google::protobuf::Message& request, std::string_view reply);
  void FailAwaiting(const google::protobuf::Message& request);
  static void PauseBeforeNextLook();

  Connection& connection_;
  type::v1::Position position_;
  absl::Status status_;
  int step_ = 0;
};

}  // namespace rondetafel::rtctl
