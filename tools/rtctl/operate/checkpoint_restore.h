// `rtctl checkpoint restore`: a checkpoint put in service below a data directory, with the suite
// stopped.
#pragma once
#include <string>

#include "tools/rtctl/operate/log_place.h"
#include "tools/rtctl/session.h"

namespace rondetafel::rtctl {

void RestoreCheckpointInto(Session& session, LogPlace place, const std::string& service,
                           const std::string& directory);

}  // namespace rondetafel::rtctl
