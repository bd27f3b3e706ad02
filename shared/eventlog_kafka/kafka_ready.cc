#include "shared/eventlog_kafka/kafka_ready.h"

#include <chrono>

#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/eventlog_kafka/kafka_client.h"
#include "shared/eventlog_kafka/kafka_topics.h"

namespace rondetafel::eventlog {

absl::Status WaitForBroker(const std::string& bootstrap, int timeout_ms) {
  constexpr int kAskAgainMs = 50;
  const KafkaLogOptions options{.bootstrap = bootstrap, .open_timeout_ms = timeout_ms};
  ClientContext context{options};
  RT_ASSIGN_OR_RETURN(ConfHandle conf, MakeConf(&context, {}));
  RT_ASSIGN_OR_RETURN(const ClientHandle client, MakeClient(RD_KAFKA_PRODUCER, std::move(conf)));
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  for (;;) {
    absl::Status status = CheckAllLeaders(client.get(), options);
    if (status.ok() || std::chrono::steady_clock::now() >= deadline) return status;
    rd_kafka_poll(client.get(), kAskAgainMs);
  }
}

}  // namespace rondetafel::eventlog
