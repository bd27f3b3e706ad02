// `rtctl log heads`, `log add-key` and `log introduce-key`.
#pragma once
#include <string>

#include "tools/rtctl/operate/log_place.h"
#include "tools/rtctl/session.h"

namespace rondetafel::rtctl {

struct HeadsWanted {
  LogPlace place;
  std::string out;
  bool public_key = false;
};

// Asks every service for signed heads and keeps them, a file each.
void KeepHeads(Session& session, HeadsWanted wanted);
// Prints the new key's id.
void AddMacKey(Session& session, LogPlace place);
// In the topic of every service.
void IntroduceMacKey(Session& session, const std::string& key);

}  // namespace rondetafel::rtctl
