// Names and derived streams of the suite, read a second time.
#pragma once
#include <string>
#include <string_view>

#include "tests/checker/record.h"

namespace rondetafel::checker {

struct StreamName {
  Id case_id{};
  Id stream_id{};
  bool valid() const { return stream_id != Id{}; }
};

// "cases/{case}/{collection}/{stream}"; not valid when it is none.
StreamName InCase(std::string_view name, std::string_view collection);
// "{collection}/{stream}", a stream that stands for itself.
StreamName OnItsOwn(std::string_view name, std::string_view collection);
std::string NameInCase(std::string_view collection, const Id& case_id, const Id& stream);

}  // namespace rondetafel::checker
