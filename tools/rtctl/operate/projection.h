// `rtctl projection verify` and `rtctl migration close`.
#pragma once
#include <string>

#include "tools/rtctl/session.h"

namespace rondetafel::rtctl {

// Has each service (or the one named) rebuild its projection from offset 0 beside the live one and
// compare. Exit code 4 when they differ.
void VerifyProjections(Session& session, const std::string& service);
// Says in every service that no old registrations come any more.
void CloseMigration(Session& session);

}  // namespace rondetafel::rtctl
