// Where the services of the suite listen unless told otherwise.
#pragma once
#include <string_view>

namespace rondetafel::suite {

struct Ports {
  std::string_view service;
  int grpc = 0;
  int admin = 0;  // of a process of its own; the all-in-one has one for all
};

inline constexpr int kAllInOneAdminPort = 7400;
inline constexpr Ports kIntakePorts{"intake", 7401, 7411};
inline constexpr Ports kTriagePorts{"triage", 7402, 7412};
inline constexpr Ports kSchedulingPorts{"scheduling", 7403, 7413};
inline constexpr Ports kWorkplanPorts{"workplan", 7404, 7414};
inline constexpr Ports kStatisticsPorts{"statistics", 7405, 7415};
inline constexpr Ports kKeyringPorts{"keyring", 7406, 7416};

}  // namespace rondetafel::suite
