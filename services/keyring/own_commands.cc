#include "services/keyring/own_commands.h"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>

#include "shared/base/check.h"
#include "shared/base/steady.h"
#include "shared/base/text.h"
#include "shared/commit/envelope.h"

namespace rondetafel::keyring {
namespace {

constexpr std::chrono::seconds kAnswerGrace{1};

// Where the commands of one call meet; shared with the callbacks, the last of which may outlast the
// wait.
struct Meeting {
  std::mutex mutex;
  std::condition_variable all_ended;
  std::size_t running = 0;
  absl::Status first_failure;
};

}  // namespace

runtime::Command OwnCommand(const rpc::Call& call, std::string method, std::string kind,
                            const base::StreamId& stream, std::string_view content) {
  runtime::Command command;
  // The actor is part of it: the same id from another actor would be a clash, not a repeat.
  command.command_id = base::CommandId(
      base::DeriveUuid("keyring command", {method, stream.raw(), call.actor.actor_id(), content}));
  command.fingerprint = std::string(
      commit::HashBytes(commit::Blake2b(base::Cat(method, '|', stream.raw(), '|', content))));
  command.method = std::move(method);
  command.stream_kind = std::move(kind);
  command.case_id = base::CaseId(stream.bytes());
  command.stream_id = stream;
  command.actor = call.actor;
  command.traceparent = call.traceparent;
  return command;
}

absl::Status ExecuteAll(runtime::ServiceRuntime& runtime, const rpc::Call& call,
                        std::vector<runtime::Command> commands) {
  const auto meeting = std::make_shared<Meeting>();
  meeting->running = commands.size();
  for (runtime::Command& command : commands) {
    runtime.ExecuteAsync(std::move(command), call.deadline,
                         [meeting](absl::StatusOr<runtime::Outcome> outcome) {
                           // The keyring's decisions refuse nothing.
                           RT_CHECK(!outcome.ok() || !outcome->refused);
                           const std::lock_guard lock(meeting->mutex);
                           if (meeting->first_failure.ok())
                             meeting->first_failure = outcome.status();
                           if (--meeting->running == 0) meeting->all_ended.notify_all();
                         });
  }
  // The runtime answers by the deadline; the grace is for a runtime that stops meanwhile.
  const auto wait =
      std::chrono::microseconds(call.deadline.us - base::SteadyNow(base::SystemClock()).us) +
      kAnswerGrace;
  std::unique_lock lock(meeting->mutex);
  if (!meeting->all_ended.wait_for(lock, wait, [&] { return meeting->running == 0; })) {
    return absl::UnavailableError("no answer in time; repeat the call");
  }
  return meeting->first_failure;
}

}  // namespace rondetafel::keyring
