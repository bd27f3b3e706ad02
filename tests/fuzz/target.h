// What is fuzzed: every decoder that reads bytes somebody else may have written. Each target takes
// any bytes and ends the process when a property of its decoder does not hold.
//
// One program per build holds them all; RONDETAFEL_FUZZ_TARGET names the one that runs
// (libfuzzer_main.cc), and corpus_test.cc gives each the bytes kept for it.
#pragma once
#include <string_view>
#include <vector>

namespace rondetafel::fuzz {

struct Target {
  std::string_view name;  // also its folder below tests/fuzz/corpus
  void (*run)(std::string_view bytes);
};
// In a fixed order.
const std::vector<Target>& Targets();

// Ends the process, saying which property does not hold.
void Expect(bool holds, const char* property);

void FuzzRecord(std::string_view bytes);
void FuzzCommit(std::string_view bytes);
void FuzzToken(std::string_view bytes);
void FuzzPageToken(std::string_view bytes);
void FuzzCheckpointManifest(std::string_view bytes);
void FuzzHeadFile(std::string_view bytes);
void FuzzImportLine(std::string_view bytes);
void FuzzSealedField(std::string_view bytes);

}  // namespace rondetafel::fuzz
