#include "services/rondetafel/alone.h"

#include "services/rondetafel/keyring_route.h"
#include "shared/base/text.h"

namespace rondetafel::suite {
namespace {

host::Program AloneProgram(const Ports& ports) {
  host::Program program;
  program.name = base::Cat("rondetafel-", ports.service);
  program.log_kind = "kafka";
  program.admin_port = ports.admin;
  program.connect_keyring = ConnectOverGrpc();
  program.create_keys = CreateKeyringFile;
  program.try_next = "Try:  bin/rtctl status\n";
  return program;
}

host::HostedService Hosted(const Ports& ports, MakeService make) {
  host::HostedService hosted;
  hosted.name = std::string(ports.service);
  hosted.port = ports.grpc;
  hosted.make = [make](const host::Environment& environment)
      -> absl::StatusOr<std::unique_ptr<host::Service>> { return make(environment); };
  return hosted;
}

}  // namespace

int RunAlone(const Ports& ports, MakeService make, int argc, char** argv) {
  host::Program program = AloneProgram(ports);
  program.services.push_back(Hosted(ports, make));
  return host::Main(program, argc, argv);
}

int RunAloneWithoutKeyring(const Ports& ports, MakeService make, int argc, char** argv) {
  host::Program program = AloneProgram(ports);
  program.connect_keyring = nullptr;
  program.services.push_back(Hosted(ports, make));
  program.services.back().holds_keyring = false;
  return host::Main(program, argc, argv);
}

int RunKeyringAlone(int argc, char** argv) {
  host::Program program = AloneProgram(kKeyringPorts);
  program.connect_keyring = nullptr;
  program.services.push_back(HostedKeyring(nullptr));
  return host::Main(program, argc, argv);
}

}  // namespace rondetafel::suite
