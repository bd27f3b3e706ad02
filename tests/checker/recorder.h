// Recorder: keeps what a run observed, in memory or in a file (observed.proto).
//
//   Recorder recorder;                              // simulations: in memory
//   recorder.Add(now_us).mutable_sent()->…;
//   MemoryObservations observed(&recorder.observed());
//
//   FileRecorder file(path);                        // load generators: length-delimited file
//   absl::Status status = file.Write(observed);
//
// Recorder is not thread-safe. FileRecorder is: writes are whole messages in call order.
#pragma once
#include <absl/status/status.h>

#include <cstdint>
#include <fstream>
#include <mutex>
#include <string>
#include <vector>

#include "tests/checker/observed.pb.h"

namespace rondetafel::checker {

class Recorder {
 public:
  // The next observation, to be filled in. Valid until the next call.
  v1::Observed& Add(std::int64_t at_us) {
    observed_.emplace_back().set_at_us(at_us);
    return observed_.back();
  }
  // Unique in this recorder, from 1.
  std::uint64_t NextOperation() { return ++operations_; }
  const std::vector<v1::Observed>& observed() const { return observed_; }
  // Forgets everything and keeps the memory.
  void Clear() {
    observed_.clear();
    operations_ = 0;
  }

 private:
  std::vector<v1::Observed> observed_;
  std::uint64_t operations_ = 0;
};

class FileRecorder {
 public:
  // Creates the file, or goes on at its end.
  explicit FileRecorder(const std::string& path);
  // UNKNOWN when the file cannot be written. Each message is handed to the system before this
  // returns, so a killed recorder loses at most the one it was writing.
  absl::Status Write(const v1::Observed& observed);

 private:
  std::mutex mutex_;
  std::ofstream out_;
};

}  // namespace rondetafel::checker
