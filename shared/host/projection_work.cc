#include "shared/host/projection_work.h"

#include "shared/base/status.h"
#include "shared/base/text.h"

namespace rondetafel::host {
namespace {

namespace v1 = operations::v1;

v1::ProjectionWorkState StateOf(const runtime::MoveResult& result) {
  switch (result.ended) {
    case runtime::MoveResult::Ended::kSwitched:
      return v1::PROJECTION_WORK_STATE_SWITCHED;
    case runtime::MoveResult::Ended::kAtNextStart:
      return v1::PROJECTION_WORK_STATE_SWITCHED_AT_NEXT_START;
    case runtime::MoveResult::Ended::kCompared:
      break;
  }
  return result.check.equal() ? v1::PROJECTION_WORK_STATE_EQUAL
                              : v1::PROJECTION_WORK_STATE_DIFFERENT;
}

absl::Status Tell(const absl::StatusOr<runtime::MoveResult>& result, v1::ProjectionWork& ended) {
  RT_RETURN_IF_ERROR(result.status());
  ended.set_state(StateOf(*result));
  ended.set_live_hash(result->check.live_hash);
  ended.set_other_hash(result->check.rebuilt_hash);
  ended.set_generation(result->generation);
  for (const auto& difference : result->check.differences) {
    ended.add_differences(ToString(difference));
  }
  return absl::OkStatus();
}

std::string Asked(std::string_view what, const runtime::MoveOptions& options) {
  return base::Cat(what, options.switch_over ? " switch" : "",
                   options.accept_difference ? " accept" : "");
}

absl::Status Busy() {
  return absl::FailedPreconditionError(
      "other work on this projection runs; ask again when it has ended");
}

}  // namespace

ProjectionWork::~ProjectionWork() {
  stop_ = true;
  if (thread_.joinable()) thread_.join();
}

ProjectionWork::Started ProjectionWork::Rebuild(const std::string& command_id,
                                                const runtime::MoveOptions& options) {
  return Start(command_id, Asked("rebuild", options), [this, options](v1::ProjectionWork& ended) {
    return Tell(runtime_->projection_move().Rebuild(options, Progress()), ended);
  });
}

ProjectionWork::Started ProjectionWork::RollBack(const std::string& command_id,
                                                 const runtime::MoveOptions& options) {
  return Start(command_id, Asked("roll back", options), [this, options](v1::ProjectionWork& ended) {
    return Tell(runtime_->projection_move().RollBack(options, Progress()), ended);
  });
}

ProjectionWork::Started ProjectionWork::Checkpoint(const std::string& command_id,
                                                   const std::string& directory) {
  if (!directory.starts_with('/')) {
    return absl::InvalidArgumentError("directory: must be an absolute path");
  }
  return Start(command_id, "checkpoint " + directory, [this, directory](v1::ProjectionWork& ended) {
    const auto made = runtime_->CreateCheckpoint(directory);
    RT_RETURN_IF_ERROR(made.status());
    std::int64_t records = 0;
    for (const auto& position : made->positions) records += position.next;
    ended.set_records_done(records);
    ended.set_records_total(records);
    ended.set_live_hash(made->hash);
    ended.set_state(v1::PROJECTION_WORK_STATE_WRITTEN);
    return absl::OkStatus();
  });
}

absl::Status ProjectionWork::ForgetPrevious() {
  const std::lock_guard lock(mutex_);
  if (state_.state() == v1::PROJECTION_WORK_STATE_RUNNING) return Busy();
  return runtime_->projection_move().ForgetPrevious();
}

v1::ProjectionWork ProjectionWork::Get() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

ProjectionWork::Started ProjectionWork::Start(const std::string& command_id, std::string asked,
                                              Run run) {
  const std::lock_guard lock(mutex_);
  if (state_.command_id() == command_id) {
    if (asked == asked_) return state_;
    return absl::AlreadyExistsError("command_id: this id started other work; take a new one");
  }
  if (state_.state() == v1::PROJECTION_WORK_STATE_RUNNING) return Busy();
  if (thread_.joinable()) thread_.join();  // it has ended: its last act was to set the state
  state_.Clear();
  state_.set_state(v1::PROJECTION_WORK_STATE_RUNNING);
  state_.set_command_id(command_id);
  asked_ = std::move(asked);
  thread_ = std::thread([this, run = std::move(run)] { Work(run); });
  return state_;
}

runtime::RebuildProgressFn ProjectionWork::Progress() {
  return [this](const runtime::RebuildProgress& progress) { return Note(progress); };
}

bool ProjectionWork::Note(const runtime::RebuildProgress& progress) {
  const std::lock_guard lock(mutex_);
  state_.set_records_done(static_cast<std::int64_t>(progress.records));
  state_.set_records_total(static_cast<std::int64_t>(progress.records_total));
  return !stop_;
}

void ProjectionWork::Work(const Run& run) {
  v1::ProjectionWork ended;
  const absl::Status status = run(ended);
  const std::lock_guard lock(mutex_);
  if (status.ok()) return state_.MergeFrom(ended);
  state_.set_state(v1::PROJECTION_WORK_STATE_FAILED);
  state_.set_failure(std::string(status.message()));
}

}  // namespace rondetafel::host
