// The key file behind development tokens: 64 hex digits, readable by its owner alone. The server
// that accepts tokens and `rtctl token` that mints them read the same file.
#pragma once
#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <string>
#include <string_view>

namespace rondetafel::access {

// Its name in the folder of keys, data/keys.
inline constexpr std::string_view kDevelopmentKeyFile = "development_token.key";

// NOT_FOUND when there is none; FAILED_PRECONDITION when others than the owner may read it or it is
// not of the right form. Never says what it holds.
absl::StatusOr<std::string> ReadDevelopmentKey(const std::string& path);
// Creates it with a random key, mode 0600. ALREADY_EXISTS leaves it as it is.
absl::Status CreateDevelopmentKey(const std::string& path);

}  // namespace rondetafel::access
