// A Kafka broker of a test's own: on free ports, with its own data, gone with the test.
//
//   auto broker = PrivateBroker::Start();
//   ASSERT_TRUE(broker.ok()) << broker.status();
//   … (*broker)->bootstrap() …
//
// Runs deploy/kafka/start.sh, so the scripts are what is tested too.
#pragma once
#include <absl/status/statusor.h>

#include <memory>
#include <string>

namespace rondetafel::testing_kafka {

// Not thread-safe.
class PrivateBroker {
 public:
  // Ready when it returns. UNAVAILABLE: Java or the jars are missing; the script's sentence is on
  // standard error.
  static absl::StatusOr<std::unique_ptr<PrivateBroker>> Start();
  // Stops the broker and removes its data.
  ~PrivateBroker();
  PrivateBroker(const PrivateBroker&) = delete;
  PrivateBroker& operator=(const PrivateBroker&) = delete;

  // "127.0.0.1:port"
  const std::string& bootstrap() const { return bootstrap_; }
  const std::string& dir() const { return dir_; }

  // Ends the broker and starts it again with the same data on the same port.
  absl::Status Stop();
  absl::Status StartAgain();
  // The broker's process stands still: connections stay, nothing is answered.
  void Pause();
  void Resume();

 private:
  PrivateBroker(std::string dir, int port, int controller_port);
  absl::Status Run(const char* script) const;
  int pid() const;

  const std::string dir_;
  const int port_;
  const int controller_port_;
  const std::string bootstrap_;
};

}  // namespace rondetafel::testing_kafka
