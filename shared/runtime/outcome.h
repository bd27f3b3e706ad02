// What an accepted commit said.
#pragma once
#include <string>

#include "rondetafel/log/v1/body.pb.h"
#include "rondetafel/type/v1/type.pb.h"

namespace rondetafel::runtime {

// `reply` is the recorded one, so a repeat gets the same.
struct Outcome {
  bool refused = false;
  log::v1::Refusal refusal;
  std::string reply;
  type::v1::Position position;
};

}  // namespace rondetafel::runtime
