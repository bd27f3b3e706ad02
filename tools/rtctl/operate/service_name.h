// The name of a service on a command line.
#pragma once
#include <string>

#include "tools/rtctl/session.h"

namespace rondetafel::rtctl {

// Empty is good: all of them. False after telling which names there are.
bool CheckServiceName(Session& session, const std::string& service);

}  // namespace rondetafel::rtctl
