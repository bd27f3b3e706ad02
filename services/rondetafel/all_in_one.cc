#include "services/rondetafel/all_in_one.h"

#include "services/intake/wiring.h"
#include "services/rondetafel/keyring_route.h"
#include "services/rondetafel/ports.h"
#include "services/scheduling/wiring.h"
#include "services/statistics/wiring.h"
#include "services/triage/wiring.h"
#include "services/workplan/wiring.h"

namespace rondetafel::suite {
namespace {

using Make = std::unique_ptr<host::Service> (*)(const host::Environment&);

host::HostedService Hosted(const Ports& ports, bool holds_keyring, Make make) {
  return {std::string(ports.service), ports.grpc, holds_keyring,
          [make](const host::Environment& environment)
              -> absl::StatusOr<std::unique_ptr<host::Service>> { return make(environment); }};
}

}  // namespace

host::Program AllInOne() {
  auto door = std::make_shared<keyring::LocalDoor>();
  host::Program program;
  program.name = "rondetafel";
  program.admin_port = kAllInOneAdminPort;
  // The keyring first: the others seal with it. Ended in the opposite order.
  program.services = {HostedKeyring(door),
                      Hosted(kIntakePorts, true, intake::MakeIntake),
                      Hosted(kTriagePorts, true, triage::MakeTriage),
                      Hosted(kSchedulingPorts, true, scheduling::MakeScheduling),
                      Hosted(kWorkplanPorts, true, workplan::MakeWorkplan),
                      Hosted(kStatisticsPorts, false, statistics::MakeStatistics)};
  program.connect_keyring = ConnectThrough(door);
  program.create_keys = CreateKeyringFile;
  program.try_next =
      "Try:  bin/rtctl demo      one case told step by step\n"
      "      bin/rtctl status    where each service stands\n"
      "      bin/rtctl --help    everything else\n";
  return program;
}

}  // namespace rondetafel::suite
