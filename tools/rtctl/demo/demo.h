// `rtctl demo`: the suite told by cases.
#pragma once
#include "tools/rtctl/session.h"

namespace rondetafel::rtctl {

void RunDemo(Session& session);

}  // namespace rondetafel::rtctl
