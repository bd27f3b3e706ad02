// libFuzzer's entry: runs the target that RONDETAFEL_FUZZ_TARGET names.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/target.h"

namespace {

void (*Chosen())(std::string_view) {
  const char* wanted = std::getenv("RONDETAFEL_FUZZ_TARGET");
  for (const rondetafel::fuzz::Target& target : rondetafel::fuzz::Targets()) {
    if (wanted != nullptr && target.name == wanted) return target.run;
  }
  std::fprintf(stderr, "RONDETAFEL_FUZZ_TARGET must name a target of tests/fuzz/target.cc\n");
  std::exit(2);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto kRun = Chosen();
  kRun({reinterpret_cast<const char*>(data), size});
  return 0;
}
