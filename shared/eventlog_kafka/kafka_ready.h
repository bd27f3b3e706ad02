// Is the broker ready? An open port says nothing: it is ready when it answers and every partition
// that it holds has a leader.
#pragma once
#include <absl/status/status.h>

#include <string>

namespace rondetafel::eventlog {

// Asks until it is ready, at most `timeout_ms`. UNAVAILABLE: not ready by then, and why.
absl::Status WaitForBroker(const std::string& bootstrap, int timeout_ms);

}  // namespace rondetafel::eventlog
