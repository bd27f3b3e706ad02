#include "shared/eventlog_kafka/kafka_options.h"

#include "shared/base/text.h"

namespace rondetafel::eventlog {

namespace {

constexpr int kSocketTimeoutMinMs = 2'000;

}  // namespace

absl::Status CheckKafkaOptions(const KafkaLogOptions& options) {
  if (options.bootstrap.empty()) {
    return absl::InvalidArgumentError("no Kafka bootstrap address is given: host:port");
  }
  if (options.topics.empty()) return absl::InvalidArgumentError("no topic is given");
  if (options.socket_timeout_ms < kSocketTimeoutMinMs) {
    return absl::InvalidArgumentError(base::Cat("a socket time-out of ", options.socket_timeout_ms,
                                                " ms is too short: a broker holds a fetch for "
                                                "half a second; ",
                                                kSocketTimeoutMinMs, " ms is the least"));
  }
  for (const auto& [name, value] : options.security) {
    if (!name.starts_with("security.") && !name.starts_with("ssl.") && !name.starts_with("sasl.")) {
      return absl::InvalidArgumentError(base::Cat(
          "Kafka setting ", name, " is not one of security: the others are fixed (ADR 4)"));
    }
  }
  return absl::OkStatus();
}

}  // namespace rondetafel::eventlog
