// check_history: holds a run of the suite to I1–I14 (docs/testing.md, "The checker").
//
// usage: check_history [--observed FILE]… --keys MAC_KEY_FILE
//                      (--embedded DIR | --kafka BROKERS [--topic-prefix PREFIX])
//                      [--schema-version N]   of the newest binary that wrote to it
//
// Prints a line of counts per invariant, then every finding. Exit code 0: none; 1: some, or a
// partition that could not be read to its end; 2: it could not be checked at all.
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/checker/checker.h"
#include "tests/checker/log_port.h"
#include "tests/checker/observations.h"
#include "tests/checker/suite/suite_domain.h"

namespace rondetafel::checker {
namespace {

struct Options {
  std::vector<std::string> observed;
  std::string keys, embedded, kafka;
  std::string topic_prefix = "rondetafel-";
  int schema_version = kSuiteSchemaVersion;
};

bool Parse(int count, char** words, Options* options) {
  for (int i = 1; i < count; ++i) {
    std::string name = words[i], value;
    const std::size_t equals = name.find('=');
    if (equals != std::string::npos) {
      value = name.substr(equals + 1);
      name.resize(equals);
    } else if (i + 1 < count) {
      value = words[++i];
    }
    if (name == "--observed") {
      options->observed.push_back(value);
    } else if (name == "--keys") {
      options->keys = value;
    } else if (name == "--embedded") {
      options->embedded = value;
    } else if (name == "--kafka") {
      options->kafka = value;
    } else if (name == "--topic-prefix") {
      options->topic_prefix = value;
    } else if (name == "--schema-version") {
      options->schema_version = std::atoi(value.c_str());
    } else {
      return false;
    }
  }
  return !options->keys.empty() && options->embedded.empty() != options->kafka.empty();
}

// "<uuid> <64 hex digits>" a line; # begins a comment.
bool ReadKeys(const std::string& path, MacKeys* keys) {
  std::ifstream in(path);
  std::string line;
  while (std::getline(in, line)) {
    if (line.empty() || line[0] == '#') continue;
    if (line.size() != 101) return false;
    const Id high =
        IdFromText(line.substr(37, 8) + "-" + line.substr(45, 4) + "-" + line.substr(49, 4) + "-" +
                   line.substr(53, 4) + "-" + line.substr(57, 12));
    const Id low =
        IdFromText(line.substr(69, 8) + "-" + line.substr(77, 4) + "-" + line.substr(81, 4) + "-" +
                   line.substr(85, 4) + "-" + line.substr(89, 12));
    (*keys)[IdFromText(line.substr(0, 36))] =
        HashOf(std::string(View(high)) + std::string(View(low)));
  }
  return !keys->empty();
}

int Fail(const std::string& sentence) {
  std::cerr << sentence << '\n';
  return 2;
}

void Print(const Findings& findings, double seconds) {
  std::printf("records %llu accepted %llu refused %llu control %llu ignored %llu, %.1f s\n",
              static_cast<unsigned long long>(findings.checked[0]),
              static_cast<unsigned long long>(findings.accepted),
              static_cast<unsigned long long>(findings.refused),
              static_cast<unsigned long long>(findings.control),
              static_cast<unsigned long long>(findings.ignored), seconds);
  for (int i = 1; i <= kInvariants; ++i) {
    std::printf("I%-2d checked %llu found %llu\n", i,
                static_cast<unsigned long long>(findings.checked[static_cast<std::size_t>(i)]),
                static_cast<unsigned long long>(findings.Count(i)));
  }
  for (const std::string& place : findings.halted) {
    std::printf("not understood, not read on: %s\n", place.c_str());
  }
  std::fputs(findings.Text().c_str(), stdout);
}

int Main(int count, char** words) {
  Options options;
  if (!Parse(count, words, &options)) {
    return Fail(
        "usage: check_history [--observed FILE]… --keys FILE (--embedded DIR | --kafka "
        "BROKERS [--topic-prefix PREFIX]) [--schema-version N]");
  }
  History history;
  if (!ReadKeys(options.keys, &history.keys)) return Fail("no MAC keys in " + options.keys);
  const auto observed = FileObservations::Open(options.observed);
  if (!observed.ok()) return Fail(std::string(observed.status().message()));
  const auto log = options.kafka.empty()
                       ? PortRawLog::OpenEmbedded(options.embedded)
                       : PortRawLog::OpenKafka(options.kafka, options.topic_prefix,
                                               {std::begin(kSuiteTopics), std::end(kSuiteTopics)});
  if (!log.ok()) return Fail(std::string(log.status().message()));
  const auto domain = MakeSuiteDomain(options.schema_version);
  history.log_id = (*log)->log_id();
  history.partition_count = (*log)->partition_count();
  history.log = log->get();
  history.observed = observed->get();
  history.domain = domain.get();
  const auto begin = std::chrono::steady_clock::now();
  const Findings findings = Check(history);
  Print(findings, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  return findings.clean() && findings.halted.empty() ? 0 : 1;
}

}  // namespace
}  // namespace rondetafel::checker

int main(int count, char** words) { return rondetafel::checker::Main(count, words); }
