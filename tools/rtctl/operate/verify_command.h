// `rtctl log verify`.
#pragma once
#include <string>

#include "tools/rtctl/operate/log_place.h"
#include "tools/rtctl/session.h"

namespace rondetafel::rtctl {

struct VerifyWanted {
  LogPlace place;
  std::string against;          // folder or file of heads; empty: heads below the data directory
  std::string public_key_file;  // empty: the one of the installation's own signing key
  std::string from_head;        // folder or file; empty: from the first record
  std::size_t list_ignored = 0;
  bool strict = false;
  int threads = 0;  // 0: as many as there are processors
};

// Exit code 4 when a partition is not as the fold rule says, or not as a kept head says; 6 with
// --strict when nothing is wrong but foreign records lie in it.
void VerifyLog(Session& session, VerifyWanted wanted);

}  // namespace rondetafel::rtctl
