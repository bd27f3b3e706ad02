// What clients of the suite do: the way of a case through the services, command by command, and
// things that several people do to the same file at the same time.
//
//   CaseFile file(n, cast, random);
//   Ask ask = file.Next();           // the next command or query of its way
//   file.Learn(ask, *reply);         // names and token for what comes after
//   Ask also = file.Aside(random);   // something that may come at any moment
#pragma once
#include <google/protobuf/message.h>

#include <functional>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "rondetafel/type/v1/type.pb.h"
#include "shared/base/resource_name.h"

namespace rondetafel::fault {

using google::protobuf::Message;

class CaseFile;

// One command or query, ready to be sent again and again.
struct Ask {
  std::string service;  // "intake"
  std::string method;   // "SubmitRequest"
  const type::v1::Actor* actor = nullptr;
  std::shared_ptr<Message> request;
  bool query = false;
  base::ResourceName about;  // nil ids when the client does not know them
  std::function<void(const Message& reply, CaseFile& file)> learn;
};

// Who acts in a run. The chair's name is known once registered.
struct Cast {
  explicit Cast(std::uint64_t seed);
  type::v1::Actor helper;
  type::v1::Actor desk;
  type::v1::Actor chair;
  type::v1::Actor statistician;
  std::string facilitator_name;
  Ask RegisterChair(std::mt19937_64& random) const;
};

// A figure of an older report: one stream for all, no keys, no reactions.
Ask RecordFigure(const Cast& cast, std::mt19937_64& random);

class CaseFile {
 public:
  CaseFile(int number, const Cast* cast) : number_(number), cast_(cast) {}

  bool ended() const;
  Ask Next(std::mt19937_64& random);
  Ask Aside(std::mt19937_64& random) const;
  void Learn(const Ask& ask, const Message& reply, const type::v1::Position& position);
  // The step Next gave is done.
  void Advance();
  // The way goes no further.
  void End() { ended_ = true; }
  bool filed() const { return !request_name.empty(); }

  int number() const { return number_; }
  const Cast& cast() const { return *cast_; }

  std::string request_name, assessment_name, consultation_name, work_plan_name;
  std::string agenda_item_id, moment_id, place_id;
  bool scheduling_open = false, plan_open = false;
  bool busy = false;  // Next was asked and not answered

 private:
  int number_;
  const Cast* cast_;
  std::size_t step_ = 0;
  bool ended_ = false;
  type::v1::Position token_;
};

}  // namespace rondetafel::fault
