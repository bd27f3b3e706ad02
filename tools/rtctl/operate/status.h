// `rtctl status`: where each service stands.
#pragma once
#include "tools/rtctl/session.h"

namespace rondetafel::rtctl {

// Exit code 3 when a service cannot be reached, does not serve or has a halted partition.
void ShowStatus(Session& session);

}  // namespace rondetafel::rtctl
