// Projections of real services rebuilt from a whole log, beside reading and parsing the same
// records alone. Processor time of all threads: a busy machine moves it less than the clock on the
// wall, which is printed too.
//
//   rebuild_benchmark DATA_DIR SERVICE…       the suite stopped; leaves the projections in place
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <ctime>

#include "services/rondetafel/definitions.h"
#include "shared/base/check.h"
#include "shared/commit/fold.h"
#include "shared/commit/genesis.h"
#include "shared/commit/mac_keys.h"
#include "shared/eventlog_rocksdb/rocksdb_event_log.h"
#include "shared/host/data_layout.h"
#include "shared/host/log_source.h"
#include "shared/runtime/rebuild.h"
#include "shared/runtime/service_fold.h"

namespace rondetafel {
namespace {

using SteadyClock = std::chrono::steady_clock;

struct Took {
  double processor = 0;
  double wall = 0;
};

template <class Work>
Took Measure(Work work) {
  const std::clock_t start = std::clock();
  const auto began = SteadyClock::now();
  work();
  return {static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC,
          std::chrono::duration<double>(SteadyClock::now() - began).count()};
}

// Every record a service folds.
template <class Visit>
void ReadAll(eventlog::EventLog& log, const runtime::LogPositions& ends, Visit visit) {
  std::vector<eventlog::ReadStart> starts;
  eventlog::Offset left = 0;
  for (const auto& [of, end] : ends) {
    starts.push_back({of, 0});
    left += end;
  }
  auto reader = log.OpenReader(std::move(starts));
  RT_CHECK(reader.ok());
  while (left > 0) {
    auto records = (*reader)->Next(4096, std::chrono::seconds(1));
    RT_CHECK(records.ok());
    left -= static_cast<eventlog::Offset>(records->size());
    for (const eventlog::LogRecord& record : *records) visit(record);
  }
}

// The kinds a service knows, as its fold looks them up.
std::map<std::string, std::map<std::string, const runtime::StreamKind*>> KindsOf(
    const runtime::ServiceDefinition& definition) {
  std::map<std::string, std::map<std::string, const runtime::StreamKind*>> kinds;
  for (const runtime::StreamKind& kind : definition.kinds)
    kinds[definition.topic][kind.name] = &kind;
  for (const runtime::Upstream& upstream : definition.upstreams) {
    for (const runtime::StreamKind& kind : upstream.kinds) kinds[upstream.topic][kind.name] = &kind;
  }
  return kinds;
}

std::uint64_t ParseAll(eventlog::EventLog& log, const runtime::ServiceDefinition& definition,
                       const runtime::LogPositions& ends) {
  const auto kinds = KindsOf(definition);
  std::uint64_t events = 0;
  std::vector<std::unique_ptr<runtime::Message>> parsed;
  ReadAll(log, ends, [&](const eventlog::LogRecord& record) {
    const std::string_view bytes = std::string_view(record.bytes).substr(commit::kEnvelopeBytes);
    log::v1::CommitBody body;
    RT_CHECK(body.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
    const auto& of_topic = kinds.at(record.source.topic);
    const auto kind = of_topic.find(body.stream_kind());
    if (kind == of_topic.end()) return;
    RT_CHECK(runtime::ParseEvents(*kind->second, body, &parsed));
    events += parsed.size();
  });
  return events;
}

void HashAndMac(eventlog::EventLog& log, const commit::MacKeySet& keys,
                const runtime::LogPositions& ends) {
  std::map<eventlog::TopicPartition, commit::Hash> running;
  const commit::MacKey* key = keys.Find(keys.current());
  ReadAll(log, ends, [&](const eventlog::LogRecord& record) {
    RT_CHECK(commit::VerifyMac(record.bytes, *key));
    running[record.source] = commit::NextRunning(running[record.source], record.bytes);
  });
}

void Print(const char* what, const Took& took, std::uint64_t events, const Took& parse) {
  std::printf("  %-42s %7.2f s processor %7.2f s wall %9.0f events/s   parse/this %.2f\n", what,
              took.processor, took.wall, static_cast<double>(events) / took.processor,
              parse.processor / took.processor);
}

void Rebuild(eventlog::EventLog& log, const commit::MacKeySet& keys, const std::string& service,
             const std::string& dir) {
  const auto definition = suite::DefinitionOf(service);
  RT_CHECK(definition);
  const runtime::RebuildSource source{&*definition, &log, &keys};
  const runtime::LogPositions ends = *runtime::EndsOf(source);
  std::uint64_t events = 0;
  const Took read = Measure([&] { ReadAll(log, ends, [](const eventlog::LogRecord&) {}); });
  const Took parse = Measure([&] { events = ParseAll(log, *definition, ends); });
  const Took hash = Measure([&] { HashAndMac(log, keys, ends); });
  const Took rebuild =
      Measure([&] { RT_CHECK(runtime::RebuildProjection(source, dir, nullptr).ok()); });
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("%s: %llu events, peak memory so far %ld MB\n", service.c_str(),
              static_cast<unsigned long long>(events), usage.ru_maxrss / 1024);
  Print("reading alone", read, events, parse);
  Print("reading and parsing alone", parse, events, parse);
  Print("cold rebuild to a finished projection", rebuild, events, parse);
  std::printf("  hashes and MAC %45.2f s processor   share of the rebuild %.2f\n",
              hash.processor - read.processor,
              (hash.processor - read.processor) / rebuild.processor);
}

int Main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("usage: rebuild_benchmark DATA_DIR SERVICE…\n", stderr);
    return 2;
  }
  const host::DataLayout layout{argv[1]};
  const auto keys = commit::ReadKeyFile(host::KeyFiles{layout.root + "/keys"}.mac());
  RT_CHECK(keys.ok());
  eventlog::RocksDbLogOptions options;
  options.dir = layout.log_dir();
  auto log = eventlog::RocksDbEventLog::Open(options, commit::ReadLogIdentity,
                                             *host::ReadDataIdentity(layout));
  RT_CHECK(log.ok());
  for (int i = 2; i < argc; ++i) Rebuild(**log, *keys, argv[i], layout.service_dir(argv[i]));
  return 0;
}

}  // namespace
}  // namespace rondetafel

int main(int argc, char** argv) { return rondetafel::Main(argc, argv); }
