// Files of heads in a folder: written once each, whole or not at all, never changed.
#pragma once
#include <absl/status/statusor.h>

#include <string>
#include <string_view>
#include <vector>

#include "shared/heads/heads.h"

namespace rondetafel::heads {

inline constexpr std::string_view kHeadsSuffix = ".heads";

// Makes the folder when absent, writes the file, syncs both. FAILED_PRECONDITION in one sentence
// when it cannot.
absl::Status WriteHeadsFile(const std::string& folder, const std::string& name,
                            std::string_view file);

// Whether a folder has a *.heads file. One that is not there has none, nor one that a writer left
// half a file in.
bool HoldsHeads(const std::string& folder);

struct HeadsFile {
  std::string path;
  // What it holds, or why it is no file of heads.
  absl::StatusOr<SignedHeads> content;
};
// Every *.heads file of a folder, in order of name, or the one file `path` names. NOT_FOUND:
// neither is there, or the folder holds none.
absl::StatusOr<std::vector<HeadsFile>> ReadHeadsFiles(const std::string& path);

}  // namespace rondetafel::heads
