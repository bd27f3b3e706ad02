// A record as any producer may write it: 248 bytes of envelope and a body.
#include "shared/commit/record_kit.h"
#include "tests/fuzz/target.h"

namespace rondetafel::fuzz {
namespace {

// Nobody without the key gets anything accepted, and every record moves the running hash.
void FoldIt(const commit::RecordKit& kit, std::string_view bytes) {
  commit::FoldRun run(kit);
  const commit::FoldCursor before = run.fold.cursor();
  const commit::Verdict& verdict = run.Take(std::string(bytes));
  const commit::FoldCursor& after = run.fold.cursor();
  if (verdict.kind == commit::Verdict::kHalt) {
    Expect(after.next == before.next && after.running == before.running, "a halt changes nothing");
    return;
  }
  Expect(after.next == before.next + 1, "every record is one position");
  Expect(after.running == commit::NextRunning(before.running, bytes),
         "the running hash covers every record");
  Expect(verdict.kind != commit::Verdict::kIgnored || after.accepted == before.accepted,
         "what is ignored is not counted as accepted");
}

}  // namespace

void FuzzRecord(std::string_view bytes) {
  static const commit::RecordKit kKit;
  // On the heap and no longer than it says, so that a read beyond it is seen.
  const std::vector<char> copy(bytes.begin(), bytes.end());
  const std::string_view record(copy.data(), copy.size());
  commit::RecordFault fault = commit::RecordFault::kNone;
  const auto parsed = commit::ParseRecord(record, &fault);
  Expect(parsed.has_value() == (fault == commit::RecordFault::kNone), "parsed, or a fault");
  if (parsed) {
    Expect(record.size() == commit::kEnvelopeBytes + parsed->body.size(), "envelope, then body");
    Expect(commit::CommitHashOf(record) == parsed->commit_hash, "one commit hash");
    commit::VerifyMac(record, kKit.key);
    // What was read, written again, is the same record.
    if (parsed->envelope.mac_key_id == kKit.key_id && commit::VerifyMac(record, kKit.key)) {
      Expect(commit::EncodeRecord(parsed->envelope, parsed->body, kKit.key) == record,
             "read and written again it is the same record");
    }
  }
  FoldIt(kKit, record);
  // And in the place of record 0.
  commit::MemoryFoldIndex index;
  commit::PartitionFold first(kKit.Options(), &index, commit::FoldCursor{});
  first.Next(0, record);
}

}  // namespace rondetafel::fuzz
