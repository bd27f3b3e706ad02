// kafka_ready HOST:PORT TIMEOUT_MS: exits 0 once the broker answers and every partition has a
// leader, 1 when it has not by then, 2 when called wrongly. For deploy/kafka/start.sh.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "shared/eventlog_kafka/kafka_ready.h"

int main(int argc, char** argv) {
  const int timeout_ms = argc == 3 ? std::atoi(argv[2]) : 0;
  if (timeout_ms <= 0) {
    std::fprintf(stderr, "usage: kafka_ready HOST:PORT TIMEOUT_MS\n");
    return 2;
  }
  const absl::Status status = rondetafel::eventlog::WaitForBroker(argv[1], timeout_ms);
  return status.ok() ? 0 : 1;
}
