// A large log made of a small one: every commit of the suite copied again and again, each copy with
// cases, streams, commands and actors of its own, so that chains, reactions and timers of a copy
// fit together like those of the first. What is sealed is copied as it is: nobody opens it here.
//
//   grow_log DATA_DIR BIG_DATA_DIR EVENTS
//
// BIG_DATA_DIR must have the keys of DATA_DIR and no log yet; neither suite may run.
#include <absl/container/flat_hash_map.h>

#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <map>
#include <mutex>

#include "rondetafel/log/v1/body.pb.h"
#include "shared/base/check.h"
#include "shared/commit/genesis.h"
#include "shared/commit/mac_keys.h"
#include "shared/eventlog_rocksdb/rocksdb_event_log.h"
#include "shared/host/data_layout.h"
#include "shared/host/log_source.h"
#include "shared/runtime/tables.h"

namespace rondetafel {
namespace {

constexpr std::size_t kUuidText = 36;
constexpr std::size_t kUnderWayMax = 20'000;

// Which copy: changes 5 bytes of every id and leaves its version alone. Copy 0 is the original.
class Renaming {
 public:
  explicit Renaming(std::uint64_t copy) : mask_(copy * 0x9e3779b97f4a7c15ULL) {}

  std::string Raw(std::string_view id) const {
    std::string named(id);
    for (std::size_t i = 0; i < 5 && named.find_first_not_of('\0') != std::string::npos; ++i) {
      named[10 + i] = static_cast<char>(named[10 + i] ^ static_cast<char>(mask_ >> (8 * i)));
    }
    return named;
  }
  // Every UUID written out in the bytes of a message.
  void Texts(std::string* bytes) const {
    for (std::size_t at = bytes->find('-'); at != std::string::npos;
         at = bytes->find('-', at + 1)) {
      if (at < 8 || at - 8 + kUuidText > bytes->size()) continue;
      const std::string_view text = std::string_view(*bytes).substr(at - 8, kUuidText);
      const auto id = base::ParseUuid(std::string(text));
      if (!id) continue;
      const auto named = base::CaseId::FromRaw(Raw(base::CaseId(*id).raw()));
      bytes->replace(at - 8, kUuidText, named.ToString());
      at += kUuidText - 9;
    }
  }

 private:
  std::uint64_t mask_;
};

eventlog::RocksDbLogOptions OptionsOf(const host::DataLayout& layout) {
  eventlog::RocksDbLogOptions options;
  options.dir = layout.log_dir();
  return options;
}

std::unique_ptr<eventlog::EventLog> Open(const host::DataLayout& layout) {
  auto log = eventlog::RocksDbEventLog::Open(OptionsOf(layout), commit::ReadLogIdentity,
                                             *host::ReadDataIdentity(layout));
  RT_CHECK(log.ok());
  return *std::move(log);
}

std::unique_ptr<eventlog::EventLog> Create(const host::DataLayout& layout, int partitions,
                                           const commit::MacKeySet& keys) {
  const eventlog::LogIdentity identity{base::LogId::Random(), partitions};
  const base::Instant now{1'500'000'000'000'000};  // before everything that is copied
  RT_CHECK(eventlog::RocksDbEventLog::Create(
               OptionsOf(layout), host::SuiteTopics(), partitions,
               [&](const eventlog::TopicPartition& of) {
                 return commit::BuildLogIdentity(
                     commit::StampWith(keys, of.topic, of.partition, now), identity);
               })
               .ok());
  RT_CHECK(host::WriteDataIdentity(layout, identity).ok());
  return Open(layout);
}

struct Original {
  commit::Envelope envelope;
  commit::Hash hash{};
  log::v1::CommitBody body;
};

// The commits in an order in which causes come first. The keyring's stay behind.
std::vector<Original> ReadInOrder(eventlog::EventLog& log) {
  std::map<eventlog::TopicPartition, std::deque<Original>> queues;
  for (const std::string& topic : host::SuiteTopics()) {
    for (int p = 0; p < log.partition_count() && topic != "keyring"; ++p) {
      eventlog::Offset left = *log.EndOffset({topic, p});
      auto reader = log.OpenReader({{{topic, p}, 0}});
      while (left > 0) {
        auto records = (*reader)->Next(4096, std::chrono::seconds(1));
        RT_CHECK(records.ok());
        for (const eventlog::LogRecord& record : *records) {
          --left;
          commit::RecordFault fault;
          const auto parsed = commit::ParseRecord(record.bytes, &fault);
          if (!parsed || parsed->envelope.kind != commit::RecordKind::kCommit) continue;
          Original original{parsed->envelope, parsed->commit_hash, {}};
          RT_CHECK(original.body.ParseFromArray(parsed->body.data(),
                                                static_cast<int>(parsed->body.size())));
          queues[record.source].push_back(std::move(original));
        }
      }
    }
  }
  std::vector<Original> ordered;
  absl::flat_hash_map<std::string, bool> passed;
  for (bool moved = true; moved;) {
    moved = false;
    for (auto& [source, queue] : queues) {
      while (!queue.empty()) {
        const log::v1::Cause& cause = queue.front().body.cause();
        if (!cause.commit_hash().empty() && !passed.contains(cause.commit_hash())) break;
        passed[std::string(commit::HashBytes(queue.front().hash))] = true;
        ordered.push_back(std::move(queue.front()));
        queue.pop_front();
        moved = true;
      }
    }
  }
  for (const auto& [source, queue] : queues) RT_CHECK(queue.empty());
  return ordered;
}

class Copier {
 public:
  Copier(eventlog::EventLog* out, const commit::MacKeySet* keys) : out_(out), keys_(keys) {}
  ~Copier() { Await(0); }

  void Copy(const std::vector<Original>& originals, std::uint64_t copy) {
    const Renaming renaming(copy);
    absl::flat_hash_map<commit::Hash, commit::Hash> hashes;
    hashes[commit::Hash{}] = {};
    for (const Original& original : originals) {
      commit::Envelope envelope = original.envelope;
      log::v1::CommitBody body = original.body;
      envelope.case_id = base::CaseId::FromRaw(renaming.Raw(envelope.case_id.raw()));
      envelope.stream_id = base::StreamId::FromRaw(renaming.Raw(envelope.stream_id.raw()));
      envelope.command_id = base::CommandId::FromRaw(renaming.Raw(envelope.command_id.raw()));
      envelope.mac_key_id = keys_->current();
      envelope.head = hashes.at(envelope.head);
      if (body.has_cause()) Cause(original, hashes, envelope, body);
      std::string bytes = body.SerializeAsString();
      renaming.Texts(&bytes);
      const int partition = commit::PartitionOf(envelope.case_id, out_->partition_count());
      const std::string topic = envelope.topic;
      std::string record =
          commit::EncodeRecord(std::move(envelope), bytes, *keys_->Find(keys_->current()));
      hashes[original.hash] = commit::CommitHashOf(record);
      events_ += static_cast<std::uint64_t>(body.events().event_size());
      Append({topic, partition}, std::move(record));
    }
  }
  std::uint64_t events() const { return events_; }

 private:
  // The commit that the copy's cause led to has an id that derives from it.
  static void Cause(const Original& original,
                    const absl::flat_hash_map<commit::Hash, commit::Hash>& hashes,
                    commit::Envelope& envelope, log::v1::CommitBody& body) {
    commit::Hash before{};
    const std::string& bytes = original.body.cause().commit_hash();
    RT_CHECK(bytes.size() == before.size());
    std::copy(bytes.begin(), bytes.end(), before.begin());
    const commit::Hash now = hashes.at(before);
    const std::string text(commit::HashBytes(now));
    const std::string& name = body.cause().name();
    const bool timer =
        original.envelope.command_id == runtime::TimerCommandId(commit::HashBytes(before), name);
    envelope.command_id = timer ? runtime::TimerCommandId(text, name)
                                : runtime::ReactionCommandId(now, name, body.cause().ordinal());
    if (body.fingerprint() == bytes) body.set_fingerprint(text);
    body.mutable_cause()->set_commit_hash(text);
  }

  void Append(const eventlog::TopicPartition& to, std::string record) {
    Await(kUnderWayMax);
    {
      const std::scoped_lock lock(mutex_);
      ++under_way_;
    }
    out_->Append(to, std::move(record), [this](const eventlog::AppendResult& result) {
      RT_CHECK(result.fate == eventlog::AppendResult::Fate::kAppended);
      const std::scoped_lock lock(mutex_);
      --under_way_;
      changed_.notify_all();
    });
  }
  void Await(std::size_t most) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return under_way_ <= most; });
  }

  eventlog::EventLog* out_;
  const commit::MacKeySet* keys_;
  std::uint64_t events_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t under_way_ = 0;
};

int Main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: grow_log DATA_DIR BIG_DATA_DIR EVENTS\n", stderr);
    return 2;
  }
  const auto wanted = static_cast<std::uint64_t>(std::atoll(argv[3]));
  const auto keys = commit::ReadKeyFile(host::KeyFiles{std::string(argv[2]) + "/keys"}.mac());
  RT_CHECK(keys.ok());
  std::vector<Original> originals;
  int partitions = 0;
  {
    const auto log = Open({argv[1]});
    partitions = log->partition_count();
    originals = ReadInOrder(*log);
  }
  RT_CHECK(!originals.empty());
  const auto out = Create({argv[2]}, partitions, *keys);
  std::uint64_t copies = 0;
  Copier copier(out.get(), &*keys);
  while (copier.events() < wanted) copier.Copy(originals, copies++);
  std::printf("%llu events in %llu copies of %zu commits\n",
              static_cast<unsigned long long>(copier.events()),
              static_cast<unsigned long long>(copies), originals.size());
  return 0;
}

}  // namespace
}  // namespace rondetafel

int main(int argc, char** argv) { return rondetafel::Main(argc, argv); }
