// The keyring as the runtime sees it: three kinds of stream and two views, no upstream, no
// reaction.
#pragma once
#include <absl/status/status.h>

#include "services/keyring/key_file.h"
#include "shared/projection/snapshot.h"
#include "shared/runtime/definition.h"

namespace rondetafel::keyring {

inline constexpr char kTopic[] = "keyring";
inline constexpr char kSubjectKind[] = "subject";
inline constexpr char kNamesakeKind[] = "namesake";
inline constexpr char kCaseKeysKind[] = "case_keys";

runtime::ServiceDefinition MakeDefinition();

}  // namespace rondetafel::keyring
