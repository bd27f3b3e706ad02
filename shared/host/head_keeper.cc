#include "shared/host/head_keeper.h"

#include "shared/base/status.h"
#include "shared/heads/heads_folder.h"
#include "shared/telemetry/log.h"

namespace rondetafel::host {

HeadKeeper::HeadKeeper(HeadKeeperOptions options, std::vector<Draft> drafts)
    : options_(std::move(options)), drafts_(std::move(drafts)), thread_([this] { Keep(); }) {}

HeadKeeper::~HeadKeeper() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  thread_.join();
}

void HeadKeeper::Keep() {
  std::unique_lock lock(mutex_);
  do {
    lock.unlock();
    Round();
    lock.lock();
    stop_.wait_for(lock, options_.interval, [this] { return stopping_; });
  } while (!stopping_);
}

void HeadKeeper::Round() {
  for (const Draft& make : drafts_) {
    const auto draft = make();
    const absl::Status kept = draft.ok()
                                  ? heads::WriteHeadsFile(options_.folder, draft->name, draft->file)
                                  : draft.status();
    if (kept.ok()) {
      telemetry::Log(telemetry::Level::kInfo, "heads_signed", {{"file", draft->name}});
    } else {
      telemetry::Log(telemetry::Level::kError, "heads_not_signed",
                     {{"reason", std::string(kept.message())}});
    }
  }
}

}  // namespace rondetafel::host
