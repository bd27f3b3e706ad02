// Triage in one process, for tests of its handlers: the real runtime on a log in memory, a keyring
// in memory, and a hand to write what intake would.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "rondetafel/intake/v1/events.pb.h"
#include "services/triage/triage_handlers.h"
#include "shared/base/civil_date.h"
#include "shared/projection/temp_dir.h"
#include "shared/runtime/testing/rig.h"
#include "shared/sealing/fake_keyring.h"

namespace rondetafel::triage::testing {

// The day every call is made on, unless a test says otherwise.
inline constexpr base::Date kToday{2021, 3, 10};
// All personal data holds it, so that it is found wherever it leaks.
inline constexpr char kMarker[] = "zorro";

type::v1::Actor DeskWorker(type::v1::Region region = type::v1::REGION_ANTWERPEN);
type::v1::Actor Importer();
// A call at noon in Brussels on `today`, with time enough.
rpc::Call CallOf(const std::string& method, const type::v1::Actor& actor = DeskWorker(),
                 const base::Date& today = kToday);
std::string CommandId(int n);

// A request of intake in the world, and what reading after it has to show.
struct Filed {
  base::CaseId case_id;
  base::StreamId request;
  std::string assessment_name;
  type::v1::Position position;
};

class World {
 public:
  World();
  ~World();
  TriageHandlers& handlers() { return *handlers_; }
  sealing::FakeKeyring& keyring() { return keyring_; }
  runtime::ServiceRuntime& runtime() { return *runtime_; }
  // Another replica, from offset 0 to the end of the log.
  std::unique_ptr<runtime::ServiceRuntime> Rebuilt();

  // Writes RequestSubmitted: the example request of the gates, its people sealed, changed by
  // `change`. The youth "Youth zorro" of 1 September 2005 has the number 05090110105 in case `n`.
  Filed File(int n, void (*change)(intake::v1::RequestSubmitted&) = nullptr);
  // The same youth files again in the case of `before`.
  Filed FileAgain(int n, const Filed& before,
                  void (*change)(intake::v1::RequestSubmitted&, const Filed&));
  type::v1::Position Write(const Filed& filed, const intake::v1::RequestEvent& event);

  v1::Assessment Get(const Filed& filed, const type::v1::Actor& actor = DeskWorker());
  void Admit(const Filed& filed, int command);
  // Registers a trained chair; the n-th. Returns its name.
  std::string Chair(int n);
  // Everything in triage's log, as text to search: records, and their bodies decoded.
  std::string LogText() const;
  int Commits() const;

 private:
  std::unique_ptr<runtime::ServiceRuntime> Start(const std::string& dir,
                                                 runtime::ServiceDefinition definition);
  Filed Put(int n, const base::CaseId& case_id, intake::v1::RequestSubmitted submitted);

  commit::MacKeySet keys_;
  projection::TempDir dir_;
  std::unique_ptr<eventlog::SimEventLog> log_;
  sealing::FakeKeyring keyring_;
  std::unique_ptr<runtime::ServiceRuntime> intake_;
  std::unique_ptr<runtime::ServiceRuntime> runtime_;
  std::unique_ptr<TriageHandlers> handlers_;
  int upstream_commands_ = 0;
};

}  // namespace rondetafel::triage::testing
