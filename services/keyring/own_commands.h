// Commands the keyring gives itself. No client chooses their ids: they are derived from what is
// asked, so asking again, here or at another replica, meets the first answer.
#pragma once
#include <absl/status/status.h>

#include <string>
#include <string_view>
#include <vector>

#include "shared/base/id.h"
#include "shared/rpc/call.h"
#include "shared/runtime/definition.h"
#include "shared/runtime/service_runtime.h"

namespace rondetafel::keyring {

// A command without its decide. `content` is what is asked for, without any random candidate: equal
// content is the same command. Whatever it asks for must hold for ever once it was done.
runtime::Command OwnCommand(const rpc::Call& call, std::string method, std::string kind,
                            const base::StreamId& stream, std::string_view content);

// Executes all, at the same time; the first failure, if any, once all have ended. UNAVAILABLE when
// some have not ended by the call's deadline.
absl::Status ExecuteAll(runtime::ServiceRuntime& runtime, const rpc::Call& call,
                        std::vector<runtime::Command> commands);

}  // namespace rondetafel::keyring
