// The body of an authentic commit: a newer binary of ours may have written what this one cannot
// read.
#include "shared/commit/record_kit.h"
#include "tests/fuzz/target.h"

namespace rondetafel::fuzz {

void FuzzCommit(std::string_view bytes) {
  static const commit::RecordKit kKit;
  const commit::CommitDraft draft = kKit.Commit("stream", "command", {});
  const std::string record = commit::EncodeRecord(draft.envelope, bytes, kKit.key);

  commit::FoldRun run(kKit);
  const commit::Verdict& verdict = run.Take(record);
  // Fold rule 2: authentic and on the right head, it counts or this reader stops before it.
  Expect(verdict.kind == commit::Verdict::kAccepted || verdict.kind == commit::Verdict::kHalt,
         "nothing authentic is skipped");
  if (verdict.kind == commit::Verdict::kHalt) {
    Expect(verdict.why == commit::Verdict::Why::kNotUnderstood, "halted because not understood");
    return;
  }
  Expect(verdict.body.schema_version() <= kKit.Options().schema_version,
         "what a newer binary wrote is not taken for understood");
  Expect(verdict.body.has_events() != verdict.body.has_refusal(), "events or a refusal");
  const std::string cursor = run.fold.cursor().Encode();
  const auto decoded = commit::FoldCursor::Decode(cursor);
  Expect(decoded && decoded->Encode() == cursor, "a cursor survives being written");
  Expect(run.Take(record).kind == commit::Verdict::kIgnored, "the same commit counts once");
}

}  // namespace rondetafel::fuzz
