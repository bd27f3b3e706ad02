#include "shared/host/verification.h"

namespace rondetafel::host {

Verification::~Verification() {
  stop_ = true;
  if (thread_.joinable()) thread_.join();
}

operations::v1::Verification Verification::Start(const std::string& command_id) {
  std::lock_guard lock(mutex_);
  const bool running = state_.state() == operations::v1::VERIFICATION_STATE_RUNNING;
  if (running || state_.command_id() == command_id) return state_;
  if (thread_.joinable()) thread_.join();  // it has ended: its last act was to set the state
  state_.Clear();
  state_.set_state(operations::v1::VERIFICATION_STATE_RUNNING);
  state_.set_command_id(command_id);
  thread_ = std::thread([this] { Work(); });
  return state_;
}

operations::v1::Verification Verification::Get() const {
  std::lock_guard lock(mutex_);
  return state_;
}

bool Verification::Note(const runtime::RebuildProgress& progress) {
  std::lock_guard lock(mutex_);
  state_.set_records_done(static_cast<std::int64_t>(progress.records));
  state_.set_records_total(static_cast<std::int64_t>(progress.records_total));
  return !stop_;
}

void Verification::Work() {
  const auto check =
      run_([this](const runtime::RebuildProgress& progress) { return Note(progress); });
  std::lock_guard lock(mutex_);
  if (!check.ok()) {
    state_.set_state(operations::v1::VERIFICATION_STATE_FAILED);
    state_.set_failure(std::string(check.status().message()));
    return;
  }
  state_.set_records_done(state_.records_total());
  state_.set_live_hash(check->live_hash);
  state_.set_rebuilt_hash(check->rebuilt_hash);
  for (const auto& difference : check->differences) state_.add_differences(ToString(difference));
  state_.set_state(check->equal() ? operations::v1::VERIFICATION_STATE_EQUAL
                                  : operations::v1::VERIFICATION_STATE_DIFFERENT);
}

}  // namespace rondetafel::host
