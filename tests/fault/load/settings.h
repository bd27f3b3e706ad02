// What a run of fault_load is told.
#pragma once
#include <absl/status/statusor.h>

#include <cstdint>
#include <string>
#include <vector>

namespace rondetafel::fault {

enum class Mix { kCases, kFigures, kBoth };

struct Settings {
  std::string endpoints;        // file, endpoints.h
  std::string keys_dir;         // with the key of development tokens
  std::string observed;         // file of observations; empty: none
  std::uint64_t seed = 1;       // commands and their ids
  std::uint64_t number = 1;     // of this load in the run: its operations are its own
  std::int64_t commands = 0;    // at most so many; 0: no bound
  std::int64_t seconds = 0;     // of sending; 0: no bound
  std::int64_t in_flight = 16;  // closed loop: calls under way; open loop: at most so many
  std::int64_t rate = 0;  // open loop: so many a second, times from each one's turn; 0: closed
  std::int64_t cases_open = 8;  // files that are worked on at the same time
  std::int64_t race = 0;        // percent of commands sent to two replicas at once
  std::int64_t repeat = 0;      // percent of answered commands sent again, and again compared
  std::int64_t changed = 0;     // percent sent again with another body: ALREADY_EXISTS
  std::int64_t shed = 0;        // 1: RESOURCE_EXHAUSTED ends a command
  std::int64_t timeout_ms = 10'000;
  std::int64_t settle_seconds = 60;  // after the last fault every command has its answer
  Mix mix = Mix::kCases;
};

// From "--name=value" arguments, names with '-' for '_'. INVALID_ARGUMENT names what is wrong.
absl::StatusOr<Settings> ParseSettings(const std::vector<std::string>& arguments);

}  // namespace rondetafel::fault
