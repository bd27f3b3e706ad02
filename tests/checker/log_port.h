// The raw records of a real log, through the log port and nothing above it: no fold, no projection.
#pragma once
#include <absl/status/statusor.h>

#include <memory>
#include <string>
#include <vector>

#include "shared/eventlog/event_log.h"
#include "tests/checker/checker.h"

namespace rondetafel::checker {

class PortRawLog : public RawLog {
 public:
  // An embedded log; its owner must have stopped.
  static absl::StatusOr<std::unique_ptr<PortRawLog>> OpenEmbedded(const std::string& dir);
  static absl::StatusOr<std::unique_ptr<PortRawLog>> OpenKafka(
      const std::string& bootstrap, const std::string& topic_prefix,
      const std::vector<std::string>& topics);

  std::string log_id() const { return log_->log_id().ToString(); }
  int partition_count() const { return log_->partition_count(); }
  std::vector<std::string> topics() const override { return topics_; }
  absl::Status Read(const std::string& topic, int partition, const Visit& visit) const override;

 private:
  PortRawLog(std::unique_ptr<eventlog::EventLog> log, std::vector<std::string> topics)
      : log_(std::move(log)), topics_(std::move(topics)) {}

  std::unique_ptr<eventlog::EventLog> log_;
  std::vector<std::string> topics_;
};

}  // namespace rondetafel::checker
