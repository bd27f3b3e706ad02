// How to reach a Kafka that holds a log, and how the topics of a new one are made.
#pragma once
#include <absl/status/status.h>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace rondetafel::eventlog {

struct KafkaLogOptions {
  // host:port, several with commas between.
  std::string bootstrap;
  // The topics of the log that this process reads or writes.
  std::vector<std::string> topics = {};
  // Topic "intake" of the log is the Kafka topic "rondetafel-intake".
  std::string topic_prefix = "rondetafel-";
  // Off, records stand in the broker's files as they were appended (for tests that search them).
  bool compression = true;
  // After this an append that got no answer ends unknown.
  int append_timeout_ms = 300'000;
  // For metadata, watermarks and record 0 when the log is opened or made: for the topics to have
  // leaders, and once more for what is in them.
  int open_timeout_ms = 30'000;
  // For one question about an end offset, and for opening one reader.
  int query_timeout_ms = 2'000;
  // An end below what was seen before is believed after this, if no answer said otherwise.
  int shorter_sure_ms = 10'000;
  // After this without an answer a connection is given up, and with it a broker that stands still:
  // how long the suite is without answers when one of several brokers goes away. 2000 at least.
  int socket_timeout_ms = 10'000;
  // Appends waiting for the broker; above either bound they are refused with RESOURCE_EXHAUSTED.
  int queued_records_max = 65'536;
  int queued_kbytes_max = 65'536;
  // librdkafka settings for a secured broker: names beginning with "security.", "ssl." or "sasl.".
  std::map<std::string, std::string> security = {};
  // Receives librdkafka's own messages: syslog level, text. Any thread. Unset: they are dropped.
  std::function<void(int level, std::string_view text)> on_message = nullptr;
};

struct KafkaTopicOptions {
  int replication_factor = 3;
  int insync_replicas_min = 2;
  // The broker syncs each batch to its disk before it answers; without it "nothing is lost" holds
  // for the loss of a minority of brokers, not for a power failure of all.
  bool sync_each_batch = false;
};

// INVALID_ARGUMENT, naming the setting, when one is missing or not allowed.
absl::Status CheckKafkaOptions(const KafkaLogOptions& options);

}  // namespace rondetafel::eventlog
