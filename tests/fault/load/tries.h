// Single calls: sent without waiting, recorded when they leave and when they end (observed.proto).
#pragma once
#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "tests/checker/recorder.h"
#include "tests/fault/load/endpoints.h"
#include "tests/fault/load/script.h"
#include "tests/fault/load/settings.h"

namespace rondetafel::fault {

struct Job;

// How a call ended.
struct Ended {
  std::shared_ptr<Job> job;
  std::uint64_t operation = 0;
  std::int64_t sent_us = 0;
  std::int64_t ended_us = 0;
  std::string replica;
  int code = 0;
  std::string reason;  // of a refusal; empty otherwise
  std::string message;
  std::string reply;  // bytes, without its position
  type::v1::Position position;
};

std::int64_t MonotonicUs();

// Calls, and with them connections, end on the thread that uses this object, never on gRPC's: there
// the end of the last connection would wait for that very thread. Not thread-safe.
class Tries {
 public:
  explicit Tries(const Settings& settings);
  // Cancels what is under way and waits until it has ended.
  ~Tries();

  // Sends the job's request once more, to this replica.
  void Send(const std::shared_ptr<Job>& job, const Replica& replica);
  // What ended since, waiting for at most so long when nothing has.
  std::vector<Ended> Take(std::int64_t wait_us);
  std::int64_t under_way() const { return static_cast<std::int64_t>(calls_.size()); }

 private:
  struct Call;
  void RecordLeaving(const Call& call);
  void RecordEnd(const Ended& ended);
  void Finish(Call& call, const grpc::Status& status);  // on a thread of gRPC
  const std::string& BearerOf(const type::v1::Actor& actor);

  const Settings& settings_;
  const std::string client_;
  std::string token_key_;
  std::map<std::string, std::string> bearers_;  // by actor id
  std::unique_ptr<checker::FileRecorder> recorder_;
  std::uint64_t operations_ = 0;
  std::map<std::uint64_t, std::unique_ptr<Call>> calls_;  // under way, by operation
  std::mutex mutex_;
  std::condition_variable some_;
  std::vector<Ended> ended_;
};

}  // namespace rondetafel::fault
