// fault_load: clients of a running suite that do not give up (tests/fault/harness.py starts it).
#include <csignal>
#include <cstdio>

#include "tests/fault/load/generator.h"

namespace {
volatile bool stop = false;
void Stop(int) { stop = true; }
}  // namespace

int main(int argc, char** argv) {
  const auto settings =
      rondetafel::fault::ParseSettings(std::vector<std::string>(argv + 1, argv + argc));
  if (!settings.ok()) {
    std::fprintf(stderr, "%s\n", std::string(settings.status().message()).c_str());
    return 2;
  }
  std::signal(SIGINT, Stop);
  return rondetafel::fault::Generator(*settings).Run(stop);
}
