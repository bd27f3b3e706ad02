// `rtctl log create|info|verify`.
#pragma once
#include "tools/rtctl/operate/log_place.h"
#include "tools/rtctl/session.h"

namespace rondetafel::rtctl {

void CreateLogAt(Session& session, LogPlace place);
void ShowLog(Session& session, LogPlace place);
// Exit code 4 when a partition is not as the fold rule says.
void VerifyLog(Session& session, LogPlace place);

}  // namespace rondetafel::rtctl
