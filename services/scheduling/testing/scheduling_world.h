// Scheduling in one process, for tests of its handlers: the real runtime on a log in memory, a
// keyring in memory, and a hand to write what intake and triage would.
#pragma once
#include <map>
#include <memory>
#include <string>

#include "services/scheduling/definition.h"
#include "services/scheduling/scheduling_handlers.h"
#include "shared/projection/temp_dir.h"
#include "shared/runtime/testing/rig.h"
#include "shared/sealing/fake_keyring.h"

namespace rondetafel::scheduling::testing {

inline const std::string kChair = "33333333-3333-4333-8333-333333333333";
inline const std::string kOtherChair = "44444444-4444-4444-8444-444444444444";
inline const std::string kDesk = "22222222-2222-4222-8222-222222222222";
// In every name, phone number, address and text of the case, so that it is found wherever it leaks.
inline constexpr char kMarker[] = "zorro";

type::v1::Actor Chair(const std::string& id = kChair);
type::v1::Actor Desk(type::v1::Region region = type::v1::REGION_LIMBURG);
type::v1::Actor ActorOf(const std::string& id, type::v1::Role role,
                        type::v1::Region region = type::v1::REGION_UNSPECIFIED);
// A call at noon in Brussels on 2021-05-10, with time enough.
rpc::Call CallOf(const std::string& method, const type::v1::Actor& actor);
// A command id of a test, a new one each time.
std::string NewCommandId();

// A youth of 15 with a mother and a father who live apart, and the helper who asked; the chair was
// appointed on 2021-05-03.
class World {
 public:
  World();
  SchedulingHandlers& handlers() { return *handlers_; }
  runtime::ServiceRuntime& runtime() { return *runtime_; }
  const std::string& name() const { return name_; }
  const type::v1::Position& position() const { return position_; }

  // A command with its id and name filled in.
  template <class Request>
  Request Of(Request request = {}) const {
    request.set_name(name_);
    if constexpr (requires { request.set_command_id(""); }) request.set_command_id(NewCommandId());
    return request;
  }
  v1::Consultation Get(const type::v1::Actor& actor);
  // Writes one commit of triage or intake; returns a token that shows it and the reaction to it.
  type::v1::Position Upstream(const std::string& topic, const std::string& kind,
                              const base::StreamId& stream, const google::protobuf::Message& event);
  base::StreamId request() const { return request_; }
  base::CaseId case_id() const { return case_id_; }
  // The appointment as triage wrote it.
  triage::v1::AssessmentEvent Appointment();
  // Everything in the log of scheduling, as text to search: records, and their events decoded.
  std::string LogText() const;

 private:
  type::v1::PersonInCase Person(const std::string& id, type::v1::PersonRole role);
  runtime::ServiceRuntime& Other(const std::string& topic, const std::string& kind,
                                 const google::protobuf::Message& event);

  commit::MacKeySet keys_;
  projection::TempDir dir_;
  std::unique_ptr<eventlog::SimEventLog> log_;
  sealing::FakeKeyring keyring_;
  std::map<std::string, std::unique_ptr<runtime::ServiceRuntime>> others_;
  std::unique_ptr<runtime::ServiceRuntime> runtime_;
  std::unique_ptr<SchedulingHandlers> handlers_;
  base::CaseId case_id_;
  base::StreamId request_;
  std::string name_;
  type::v1::Position position_;
};

}  // namespace rondetafel::scheduling::testing
