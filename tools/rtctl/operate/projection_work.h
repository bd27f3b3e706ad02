// `rtctl projection rebuild|rollback|forget` and `rtctl checkpoint create`: work of a running
// service on its own projection.
#pragma once
#include <string>

#include "tools/rtctl/session.h"

namespace rondetafel::rtctl {

struct RebuildFlags {
  bool switch_over = false;
  bool accept_difference = false;
};

// Of the service named, or of all, one after the other. Exit code 4 when the live projection was
// not what the log says.
void RebuildProjections(Session& session, const std::string& service, const RebuildFlags& flags);
void RollBackProjection(Session& session, const std::string& service, bool accept_difference);
void ForgetPreviousProjection(Session& session, const std::string& service);
// `directory` is on the machine of the service; a relative one counts from here.
void CreateCheckpoint(Session& session, const std::string& service, const std::string& directory);

}  // namespace rondetafel::rtctl
