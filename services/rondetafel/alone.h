// One service in a process of its own: on Kafka unless configured otherwise, with the keyring over
// gRPC.
//
//   int main(int argc, char** argv) {
//     return suite::RunAlone(suite::kIntakePorts, intake::MakeIntake, argc, argv);
//   }
#pragma once
#include <memory>

#include "services/rondetafel/ports.h"
#include "shared/host/program.h"

namespace rondetafel::suite {

using MakeService = std::unique_ptr<host::Service> (*)(const host::Environment&);

int RunAlone(const Ports& ports, MakeService make, int argc, char** argv);
// Statistics: holds no keyring, sees codes only (architecture: privacy built in).
int RunAloneWithoutKeyring(const Ports& ports, MakeService make, int argc, char** argv);
// The keyring itself.
int RunKeyringAlone(int argc, char** argv);

}  // namespace rondetafel::suite
