// A file of signed heads, kept where others can write.
#include "shared/heads/heads.h"
#include "tests/fuzz/fuzz_key.h"
#include "tests/fuzz/target.h"

namespace rondetafel::fuzz {

void FuzzHeadFile(std::string_view bytes) {
  static const heads::SigningKey kKey = FuzzSigningKey();
  static const std::string kSigned =
      heads::DecodeHeads(heads::SignHeads(FuzzHeads(), kKey))->statement;
  const auto kept = heads::DecodeHeads(bytes);
  if (!kept.ok()) {
    Expect(absl::IsInvalidArgument(kept.status()), "not a file of heads");
    return;
  }
  Expect(!kept->heads.cursors.empty() && !kept->heads.topic.empty(), "a head for each partition");
  for (const commit::FoldCursor& cursor : kept->heads.cursors) {
    Expect(cursor.next >= 0, "a position");
  }
  const bool good = kept->SignedBy(kKey.public_key());
  Expect(!good || kept->statement == kSigned, "the key has signed one statement only");
}

}  // namespace rondetafel::fuzz
