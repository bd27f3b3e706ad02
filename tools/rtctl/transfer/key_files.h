// The key files a log cannot be read without: how they travel, and what of them a folder has.
#pragma once
#include <absl/status/statusor.h>

#include <string>
#include <vector>

#include "tools/rtctl/operate/log_place.h"
#include "tools/rtctl/transfer/log_export.h"

namespace rondetafel::rtctl {

// Names of the files that belong to a log's history: MAC keys, the keyring's keys, the signing key.
// The key of development tokens does not: tokens are minted anew.
const std::vector<std::string>& HistoryKeyFiles();

// Those that are there.
absl::StatusOr<std::vector<KeyFileCopy>> ReadKeyFilesOf(const LogPlace& place);
// Writes key files that travelled in a file, mode 0600. FAILED_PRECONDITION when another one of
// that name is there: a key file is never replaced.
absl::Status PutKeyFiles(const LogPlace& place,
                         const std::vector<log::v1::ExportKeyFile>& key_files);

}  // namespace rondetafel::rtctl
