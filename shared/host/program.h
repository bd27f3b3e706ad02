// A program of the suite: which services it hosts and how it is started.
//
//   int main(int argc, char** argv) {
//     return rondetafel::host::Main(program, argc, argv);
//   }
#pragma once
#include <absl/status/statusor.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "shared/host/config.h"
#include "shared/host/service.h"

namespace rondetafel::host {

// Default gRPC port of the keyring, which processes without one look for.
inline constexpr int kKeyringPort = 7406;

struct HostedService {
  std::string name;  // "intake": topic, settings, folder
  int port = 0;      // default of <name>.port
  // False for the keyring itself and for statistics, which may not hold one (architecture 6).
  bool holds_keyring = true;
  std::function<absl::StatusOr<std::unique_ptr<Service>>(const Environment&)> make;
};

// How a service of this process reaches the keyring.
struct KeyringRoute {
  std::string service;  // who asks: "intake"
  std::string address;  // keyring.address
  int port = 0;         // keyring.port
  // Value of the authorization metadata for a workload's actor; asked for at each call: tokens run
  // out.
  std::function<std::string(const type::v1::Actor&)> bearer_for;
  const base::Clock* clock = nullptr;
};
using KeyringConnect =
    std::function<absl::StatusOr<std::unique_ptr<sealing::KeyringClient>>(const KeyringRoute&)>;

struct Program {
  std::string name;                     // "rondetafel"
  std::string log_kind = "embedded";    // default of log.kind
  int admin_port = 0;                   // default of admin.port
  std::vector<HostedService> services;  // started in this order, stopped in the opposite one
  KeyringConnect connect_keyring;       // unset when no service holds one
  // First start on the embedded log: makes the program's own key files in the given folder.
  std::function<absl::Status(const std::string& keys_dir)> create_keys;
  std::string try_next;  // last lines of the start-up message
};

// Every setting of a program, for Config::Load.
std::vector<Setting> SettingsOf(const Program& program);

// Parses arguments and environment, starts, waits for SIGINT or SIGTERM, stops. Exit codes: 0 ended
// as asked, 1 could not start or failed while running (one sentence on standard error), 2 bad
// configuration.
int Main(const Program& program, int argc, char** argv);

}  // namespace rondetafel::host
