// `rtctl log export` and `rtctl log import`.
#pragma once
#include <string>

#include "tools/rtctl/operate/log_place.h"
#include "tools/rtctl/session.h"

namespace rondetafel::rtctl {

struct TransferWanted {
  LogPlace place;
  std::string file;
  bool with_keys = false;  // export: key files travel in the file
  int partitions = 0;      // import: what the operator expects; 0: whatever the file has
};

void ExportLogTo(Session& session, TransferWanted wanted);
// Prints the copy's id.
void ImportLogFrom(Session& session, TransferWanted wanted);

}  // namespace rondetafel::rtctl
