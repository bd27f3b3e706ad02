// `rtctl log create|info`.
#pragma once
#include "tools/rtctl/operate/log_place.h"
#include "tools/rtctl/session.h"

namespace rondetafel::rtctl {

// The place with the session's data directory in it: --data-dir, RONDETAFEL_DATA_DIR or "data".
LogPlace WithDataDir(LogPlace place, const Session& session);

void CreateLogAt(Session& session, LogPlace place);
void ShowLog(Session& session, LogPlace place);

}  // namespace rondetafel::rtctl
