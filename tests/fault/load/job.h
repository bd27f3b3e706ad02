// A command or query until it has its answer, however many tries that takes.
#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "tests/fault/load/script.h"

namespace rondetafel::fault {

enum class Purpose { kFirst, kRepeat, kOtherBody };

struct Job {
  Ask ask;
  std::string body;  // of the request, serialised
  Purpose purpose = Purpose::kFirst;
  std::shared_ptr<CaseFile> file;  // whose it is, if it is somebody's
  bool scripted = false;           // the file's next step, not something aside
  int code = -1;                   // of the answer; of a repeat: the answer that is expected
  std::string reason;
  std::string reply;
  bool settled = false;
  int tries = 0;
  int under_way = 0;
  std::int64_t began_us = 0;  // open loop: when its turn was, though it left later
  std::string last_replica;
  std::string last_said;  // of the last try: code and reason
};

}  // namespace rondetafel::fault
