// Writes the seeds of the binary targets anew: fuzz_seeds tests/fuzz/corpus
// Run after a format has changed; the kept files are then looked at like any other change.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "shared/projection/checkpoint_manifest.h"
#include "shared/rpc/page_token.h"
#include "tests/fuzz/fuzz_key.h"
#include "tests/fuzz/target.h"

namespace rondetafel::fuzz {
namespace {

class Corpus {
 public:
  explicit Corpus(std::filesystem::path root) : root_(std::move(root)) {}
  void Keep(std::string_view target, std::string_view name, std::string_view bytes) const {
    std::filesystem::create_directories(root_ / target);
    std::ofstream out(root_ / target / name, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }

 private:
  std::filesystem::path root_;
};

void KeepRecords(const Corpus& corpus) {
  const commit::RecordKit kit;
  const commit::CommitDraft commit = kit.Commit("stream", "command", {});
  const commit::CommitDraft refusal = kit.Refusal("stream", "other", {});
  corpus.Keep("record", "identity", kit.Identity());
  corpus.Keep("record", "tick", kit.Tick(5000));
  corpus.Keep("record", "commit", commit.Record());
  corpus.Keep("record", "refusal", refusal.Record());
  corpus.Keep("record", "cut", commit.Record().substr(0, 200));
  corpus.Keep("commit", "events", commit.body.SerializeAsString());
  corpus.Keep("commit", "refusal", refusal.body.SerializeAsString());
  log::v1::CommitBody newer = commit.body;
  newer.set_schema_version(9);
  corpus.Keep("commit", "newer", newer.SerializeAsString());
}

void KeepTokens(const Corpus& corpus) {
  type::v1::Position token;
  token.set_log_id(commit::TestId<base::LogId>("log").ToString());
  for (const auto& [topic, offset] : {std::pair("triage", 90), std::pair("intake", 30)}) {
    type::v1::TopicPosition* entry = token.add_topics();
    entry->set_topic(topic);
    entry->set_offset(offset);
  }
  corpus.Keep("token", "behind", token.SerializeAsString());
  token.mutable_topics(0)->set_offset(5000);
  corpus.Keep("token", "ahead", token.SerializeAsString());
  const std::string query = rpc::PageQuery("ListRequests", {"gent", "open"});
  corpus.Keep("page_token", "good", rpc::MakePageToken("r|2021|17", query));
  corpus.Keep("page_token", "other", rpc::MakePageToken("r|2021|17", "ListDesks"));
}

void KeepSealed(const Corpus& corpus) {
  type::v1::Sealed sealed = sealing::Seal(FuzzDataKey(), FuzzPlace(), kFuzzPlain);
  corpus.Keep("sealed_field", "name", sealed.SerializeAsString());
  sealed.mutable_ciphertext()->back() ^= 1;
  corpus.Keep("sealed_field", "altered", sealed.SerializeAsString());
}

void KeepManifest(const Corpus& corpus) {
  projection::CheckpointManifest manifest;
  manifest.log_id = commit::TestId<base::LogId>("log");
  manifest.topic = "triage";
  manifest.projection_version = 2;
  manifest.hash = std::string(32, 'a');
  manifest.positions = {{{"intake", 0}, 12, {}}, {{"triage", 0}, 34, {}}};
  manifest.files = {{"000012.sst", 4096, {}}, {"CURRENT", 16, {}}};
  const std::string text = projection::EncodeManifest(manifest);
  corpus.Keep("checkpoint_manifest", "whole", text);
  corpus.Keep("checkpoint_manifest", "without_hash", text.substr(0, text.rfind("manifest_hash")));
}

void KeepHeads(const Corpus& corpus) {
  const std::string file = heads::SignHeads(FuzzHeads(), FuzzSigningKey());
  corpus.Keep("head_file", "signed", file);
  corpus.Keep("head_file", "cut", file.substr(0, file.size() - 9));
}

}  // namespace
}  // namespace rondetafel::fuzz

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: fuzz_seeds CORPUS_DIR\n");
    return 2;
  }
  const rondetafel::fuzz::Corpus corpus(argv[1]);
  rondetafel::fuzz::KeepRecords(corpus);
  rondetafel::fuzz::KeepTokens(corpus);
  rondetafel::fuzz::KeepSealed(corpus);
  rondetafel::fuzz::KeepManifest(corpus);
  rondetafel::fuzz::KeepHeads(corpus);
  return 0;
}
