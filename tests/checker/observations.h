// What a run observed, in its order, as the checker reads it: once through, and then again. A long
// run lies in files and stays there.
//
//   MemoryObservations observed(&recorder.observed());            // simulations
//   auto observed = FileObservations::Open({"observed-0.bin"});   // check_history
#pragma once
#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/checker/observed.pb.h"

namespace rondetafel::checker {

class Observations {
 public:
  using Visitor = std::function<void(const v1::Observed&)>;
  virtual ~Observations() = default;
  // All of them in order, each valid during the call.
  virtual void Visit(const Visitor& visitor) const = 0;
};

class MemoryObservations : public Observations {
 public:
  // `observed` outlives this.
  explicit MemoryObservations(const std::vector<v1::Observed>* observed) : observed_(observed) {}
  void Visit(const Visitor& visitor) const override {
    for (const v1::Observed& seen : *observed_) visitor(seen);
  }

 private:
  const std::vector<v1::Observed>* observed_;
};

// The files of one run as one, by at_us; equal times keep the order of the files. Holds 16 bytes
// for each observation; the files are read where they lie and must not change.
class FileObservations : public Observations {
 public:
  // A message cut off at the end of a file (its writer was killed) is left out; anything else that
  // does not parse is DATA_LOSS with its byte. NOT_FOUND: no such file.
  static absl::StatusOr<std::unique_ptr<FileObservations>> Open(
      const std::vector<std::string>& paths);
  ~FileObservations() override;
  FileObservations(const FileObservations&) = delete;
  FileObservations& operator=(const FileObservations&) = delete;

  void Visit(const Visitor& visitor) const override;
  std::size_t size() const { return places_.size(); }

 private:
  // Of a message in all files, as if they lay one behind the other.
  struct Place {
    std::int64_t at_us = 0;
    std::uint64_t begin = 0;
  };
  FileObservations() = default;
  absl::Status Map(const std::string& path);
  absl::Status Index(const std::string& path, std::string_view bytes);
  std::string_view From(std::uint64_t begin) const;

  std::vector<std::string_view> files_;
  std::vector<std::uint64_t> begins_;  // of each file
  std::uint64_t bytes_ = 0;            // of all
  std::vector<Place> places_;
};

}  // namespace rondetafel::checker
