// What the fold costs per commit, against parsing the same commits alone. Ratios within one run:
// the machine's mood is in both. Usage: fold_benchmark [commits]
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <limits>

#include "shared/base/check.h"
#include "shared/commit/record_kit.h"
#include "shared/projection/bulk_builder.h"
#include "shared/projection/store.h"

namespace rondetafel {
namespace {

constexpr int kCommitsPerStream = 6;
constexpr int kRoundsPerFigure = 3;
constexpr int kRecordsPerGroup = 1000;

// Commits of about 400 bytes on streams of a case each, all in one partition.
std::vector<std::string> MakeCommits(const commit::RecordKit& kit, int count) {
  type::v1::Actor event;
  event.set_actor_id(base::FormatUuid(base::RandomUuid()));
  event.set_role(type::v1::ROLE_HELPER);
  std::vector<std::string> records = {kit.Identity()};
  commit::Hash head{};
  base::CaseId case_id;
  for (int i = 0; i < count; ++i) {
    const std::string stream = std::to_string(i / kCommitsPerStream);
    if (i % kCommitsPerStream == 0) {
      head = {};
      do {
        case_id = base::CaseId::Random();
      } while (commit::PartitionOf(case_id, commit::RecordKit::kPartitions) != kit.stamp.partition);
    }
    commit::CommitDraft draft = kit.Commit(stream, std::to_string(i), head);
    draft.envelope.case_id = case_id;
    draft.body.set_fingerprint(std::string(32, 'f'));
    draft.body.mutable_events()->set_event(0, event.SerializeAsString());
    records.push_back(draft.Record());
    head = commit::CommitHashOf(records.back());
  }
  return records;
}

// Nanoseconds of processor time per record, all threads, of the cheapest of a few rounds: a busy
// machine moves it less than the clock on the wall.
template <class Round>
double Measure(std::size_t records, Round round) {
  double best = std::numeric_limits<double>::max();
  for (int i = 0; i < kRoundsPerFigure; ++i) {
    const std::clock_t start = std::clock();
    round();
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    best = std::min(best, seconds * 1e9 / static_cast<double>(records));
  }
  return best;
}

// The baseline: body and event as messages, nothing else.
void ParseAlone(const std::vector<std::string>& records) {
  log::v1::CommitBody body;
  type::v1::Actor event;
  for (std::size_t i = 1; i < records.size(); ++i) {
    const std::string_view bytes = std::string_view(records[i]).substr(commit::kEnvelopeBytes);
    RT_CHECK(body.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
    RT_CHECK(event.ParseFromString(body.events().event(0)));
  }
}

// Body hash, commit hash, MAC and running hash.
void HashAndMac(const commit::RecordKit& kit, const std::vector<std::string>& records) {
  commit::Hash running{};
  for (const std::string& record : records) {
    RT_CHECK(commit::VerifyMac(record, kit.key));
    running = commit::NextRunning(running, record);
  }
  RT_CHECK(running != commit::Hash{});
}

void FoldAlone(const commit::RecordKit& kit, const std::vector<std::string>& records) {
  commit::FoldRun run(kit);
  commit::Verdict verdict;
  for (std::size_t i = 1; i < records.size(); ++i) {
    run.fold.NextInto(static_cast<eventlog::Offset>(i), records[i], &verdict);
    RT_CHECK(verdict.kind == commit::Verdict::kAccepted);
  }
}

// As a service does: head, command, a state row and a history row per commit.
void FoldIntoRows(const commit::RecordKit& kit, const std::vector<std::string>& records,
                  projection::ProjectionWriter& writer) {
  const eventlog::TopicPartition source{kit.stamp.topic, kit.stamp.partition};
  commit::PartitionFold fold(kit.Options(), &writer.index(source.topic), {});
  commit::Verdict verdict;
  type::v1::Actor event;
  for (std::size_t i = 0; i < records.size(); ++i) {
    fold.NextInto(static_cast<eventlog::Offset>(i), records[i], &verdict);
    if (verdict.kind == commit::Verdict::kAccepted) {
      const std::string_view stream = verdict.record.envelope.stream_id.raw();
      RT_CHECK(event.ParseFromString(verdict.body.events().event(0)));
      *writer.rows().Mutable<type::v1::Actor>(projection::Key("state").Add(stream)) = event;
      projection::Key history("history");
      history.Add(stream).Add(verdict.head.version);
      writer.rows().PutRaw(history, records[i]);
    }
    if (i % kRecordsPerGroup == 0 || i + 1 == records.size()) {
      writer.PutCursor(source, fold.cursor());
      RT_CHECK(writer.Commit().ok());
    }
  }
}

void Run(int commits) {
  const commit::RecordKit kit;
  const std::vector<std::string> records = MakeCommits(kit, commits);
  const std::string dir =
      (std::filesystem::temp_directory_path() / base::FormatUuid(base::RandomUuid())).string();
  projection::StoreOptions options;
  options.topic = kit.stamp.topic;
  options.log_id = kit.log_id;
  int round = 0;
  auto next_dir = [&] { return options.dir = dir + "/" + std::to_string(round++); };

  const double parse = Measure(records.size(), [&] { ParseAlone(records); });
  const auto print = [parse](const char* what, double ns) {
    std::printf("%-44s %8.0f ns  parse/this %5.2f\n", what, ns, parse / ns);
  };
  std::printf("%d commits of %zu bytes\n", commits, records.back().size());
  print("parse body and event", parse);
  const double hash = Measure(records.size(), [&] { HashAndMac(kit, records); });
  print("hashes and MAC", hash);
  const double fold = Measure(records.size(), [&] { FoldAlone(kit, records); });
  print("fold, index in memory", fold);
  const double bulk = Measure(records.size(), [&] {
    next_dir();
    projection::BulkBuilder builder;
    FoldIntoRows(kit, records, builder);
    RT_CHECK(builder.Finish(options).ok());
  });
  print("bulk rebuild to finished files", bulk);
  const double live = Measure(records.size(), [&] {
    next_dir();
    auto store = projection::RocksDbProjectionStore::Open(options);
    RT_CHECK(store.ok());
    FoldIntoRows(kit, records, **store);
  });
  print("live store, groups of 1000", live);
  std::printf("hashes and MAC, share of bulk rebuild %25.2f\n", hash / bulk);
  std::printf("live / bulk %51.2f\n", live / bulk);
  std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace rondetafel

int main(int argc, char** argv) {
  rondetafel::Run(argc > 1 ? std::max(std::atoi(argv[1]), 1) : 200'000);
  return 0;
}
