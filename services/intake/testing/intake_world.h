// Intake in one process, for tests of its handlers: the real runtime on a log in memory, a keyring
// in memory, and a hand to write what triage, scheduling and workplan would.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "services/intake/definition.h"
#include "services/intake/intake_handlers.h"
#include "shared/base/civil_date.h"
#include "shared/projection/temp_dir.h"
#include "shared/runtime/testing/rig.h"
#include "shared/sealing/fake_keyring.h"

namespace rondetafel::intake::testing {

// The day every call is made on, unless a test says otherwise.
inline constexpr base::Date kToday{2021, 5, 10};
inline const std::string kHelperActor = "11111111-1111-4111-8111-111111111111";
inline const std::string kDeskActor = "22222222-2222-4222-8222-222222222222";
inline const std::string kChairActor = "33333333-3333-4333-8333-333333333333";
inline const std::string kStrangerActor = "44444444-4444-4444-8444-444444444444";

type::v1::Actor ActorOf(const std::string& id, type::v1::Role role,
                        type::v1::Region region = type::v1::REGION_UNSPECIFIED);
type::v1::Actor Helper();
type::v1::Actor Desk(type::v1::Region region = type::v1::REGION_LIMBURG);
type::v1::Actor Migration();

// A call at noon in Brussels on `today`, with time enough.
rpc::Call CallOf(const std::string& method, const type::v1::Actor& actor,
                 const base::Date& today = kToday);

// A command id of a test: the n-th.
std::string CommandId(int n);

// A filing that is right in every field: a helper asks for a youth of 15 with divorced parents. All
// personal data holds the marker "zorro", so that it is found wherever it leaks.
v1::SubmitRequestRequest Filing(int n = 1);
inline constexpr char kMarker[] = "zorro";

class World {
 public:
  World();
  IntakeHandlers& handlers() { return *handlers_; }
  sealing::FakeKeyring& keyring() { return keyring_; }
  runtime::ServiceRuntime& runtime() { return *runtime_; }

  // Files and expects success.
  v1::SubmitRequestResponse Submit(const v1::SubmitRequestRequest& request,
                                   const type::v1::Actor& actor = Helper());
  v1::Request Get(const v1::SubmitRequestResponse& of, const type::v1::Actor& actor,
                  const type::v1::Position& position = {});
  // Writes one commit of another service; returns a token that shows it and intake's reaction to
  // it.
  type::v1::Position Upstream(const std::string& topic, const std::string& kind,
                              const base::CaseId& case_id, const base::StreamId& stream,
                              const google::protobuf::Message& event);
  // Everything in the log of intake, as text to search: records, and their bodies decoded.
  std::string LogText() const;
  // Accepted commits of intake; control records not counted.
  int Commits() const;

 private:
  runtime::ServiceRuntime& Other(const std::string& topic, const std::string& kind,
                                 const google::protobuf::Message& event);

  commit::MacKeySet keys_;
  projection::TempDir dir_;
  std::unique_ptr<eventlog::SimEventLog> log_;
  sealing::FakeKeyring keyring_;
  std::map<std::string, std::unique_ptr<runtime::ServiceRuntime>> others_;
  std::unique_ptr<runtime::ServiceRuntime> runtime_;
  std::unique_ptr<IntakeHandlers> handlers_;
  int upstream_commands_ = 0;
};

base::ResourceName NameOf(const v1::SubmitRequestResponse& response);

}  // namespace rondetafel::intake::testing
