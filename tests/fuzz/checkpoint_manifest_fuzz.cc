// The manifest of a checkpoint, which may come from anywhere.
#include "shared/base/text.h"
#include "shared/projection/checkpoint_manifest.h"
#include "tests/fuzz/target.h"

namespace rondetafel::fuzz {
namespace {

constexpr std::string_view kHashKey = "manifest_hash ";
constexpr std::string_view kNameCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

void Decode(const std::string& text) {
  const auto manifest = projection::DecodeManifest(text);
  if (!manifest.ok()) {
    Expect(absl::IsInvalidArgument(manifest.status()), "not a manifest");
    return;
  }
  Expect(projection::EncodeManifest(*manifest) == text, "each manifest is one text");
  for (const projection::CheckpointFile& file : manifest->files) {
    Expect(!file.name.empty() && file.name.front() != '.' &&
               file.name.find_first_not_of(kNameCharacters) == std::string::npos,
           "a file stays in the checkpoint's folder");
  }
}

}  // namespace

void FuzzCheckpointManifest(std::string_view bytes) {
  Decode(std::string(bytes));
  // With the hash made right: what lies behind it is looked at too.
  const std::string_view lines = bytes.substr(0, bytes.rfind(kHashKey));
  Decode(base::Cat(lines, kHashKey, commit::HashToHex(commit::Blake2b(lines)), "\n"));
}

}  // namespace rondetafel::fuzz
