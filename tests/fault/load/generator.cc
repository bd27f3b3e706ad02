#include "tests/fault/load/generator.h"

#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <cstdio>

#include "shared/base/check.h"
#include "shared/base/text.h"
#include "tests/fault/load/messages.h"

namespace rondetafel::fault {
namespace {

constexpr std::int64_t kTurnUs = 20'000;        // at most between two looks at the clock
constexpr std::int64_t kTellUs = 100'000;       // between two lines of progress
constexpr std::int64_t kRetryFirstUs = 10'000;  // doubled at each try
constexpr std::int64_t kRetryMaxUs = 400'000;
constexpr int kDoublingsMax = 6;
constexpr int kNotYetTriesMax = 200;  // of a thing that a reaction will make
constexpr int kPicksMax = 16;

// A replica that has not folded yet what a reaction made. A query waits for it by its token.
bool IsNotYet(const Job& job, int code) {
  return !job.ask.query && job.ask.service != "intake" && job.tries < kNotYetTriesMax &&
         (code == grpc::StatusCode::NOT_FOUND || code == grpc::StatusCode::PERMISSION_DENIED);
}

}  // namespace

Generator::Generator(const Settings& settings)
    : settings_(settings),
      random_(settings.seed),
      cast_(settings.seed),
      endpoints_(settings.endpoints),
      tries_(settings),
      began_us_(MonotonicUs()),
      counts_(began_us_) {}

int Generator::Run(const volatile bool& stop) {
  std::int64_t calm_since = 0;
  for (;;) {
    endpoints_.Reread();
    std::int64_t now = MonotonicUs();
    StartDue(now, stop);
    RetryDue(now);
    for (const Ended& ended : tries_.Take(settings_.rate > 0 ? kTurnUs / 20 : kTurnUs)) {
      Handle(ended);
    }
    now = MonotonicUs();
    Tell(now);
    const bool sending = MayStart(now, stop);
    if (sending) calm_since = now;
    if (!sending && open_ == 0 && tries_.under_way() == 0) break;
    if (!sending && now - calm_since > settings_.settle_seconds * 1'000'000) break;
  }
  counts_.Add("unsettled", open_);
  for (; !due_.empty(); due_.pop()) {
    const Job& job = *due_.top().job;
    std::printf("OPEN %s %s after %d tries: %s\n", job.ask.service.c_str(), job.ask.method.c_str(),
                job.tries, job.last_said.c_str());
  }
  std::printf("%s\n", counts_.Json(MonotonicUs()).c_str());
  if (counts_.Get("contradictions") > 0) return 1;
  return open_ > 0 ? 3 : 0;
}

bool Generator::MayStart(std::int64_t now, bool stop) const {
  if (stop) return false;
  if (settings_.commands > 0 && started_ >= settings_.commands) return false;
  return settings_.seconds == 0 || now - began_us_ < settings_.seconds * 1'000'000;
}

void Generator::StartDue(std::int64_t now, bool stop) {
  if (settings_.mix != Mix::kFigures && cast_.facilitator_name.empty()) {
    if (chair_asked_) return;
    chair_asked_ = true;
    auto job = std::make_shared<Job>();
    job->ask = cast_.RegisterChair(random_);
    return Begin(job);
  }
  while (MayStart(now, stop) && tries_.under_way() < settings_.in_flight) {
    const bool open_loop = settings_.rate > 0;
    const std::int64_t due = open_loop ? began_us_ + started_ * 1'000'000 / settings_.rate : now;
    if (open_loop ? due > now : open_ >= settings_.in_flight) return;
    const auto job = NewJob();
    if (!job) return;
    job->began_us = due;
    Begin(job);
  }
}

std::shared_ptr<Job> Generator::NewJob() {
  const bool figure = settings_.mix == Mix::kFigures || (settings_.mix == Mix::kBoth && Chance(10));
  if (!figure) return JobOfACase();
  auto job = std::make_shared<Job>();
  job->ask = RecordFigure(cast_, random_);
  return job;
}

std::shared_ptr<Job> Generator::JobOfACase() {
  std::erase_if(files_, [](const auto& file) { return file->ended() && !file->busy; });
  auto job = std::make_shared<Job>();
  for (int pick = 0; pick < kPicksMax; ++pick) {
    const bool full = files_.size() >= static_cast<std::size_t>(settings_.cases_open);
    if (!full && (files_.empty() || Chance(30))) {
      files_.push_back(std::make_shared<CaseFile>(
          static_cast<int>(settings_.number * 100'000) + files_made_++, &cast_));
      job->file = files_.back();
    } else {
      job->file = files_[random_() % files_.size()];
    }
    if (!job->file->busy && !job->file->ended() && !Chance(20)) {
      job->scripted = true;
      job->file->busy = true;
      job->ask = job->file->Next(random_);
      return job;
    }
    if (job->file->filed()) {
      job->ask = job->file->Aside(random_);
      return job;
    }
    if (!job->file->busy) continue;
  }
  return nullptr;
}

void Generator::Begin(const std::shared_ptr<Job>& job) {
  job->body = job->ask.request->SerializeAsString();
  if (job->began_us == 0) job->began_us = MonotonicUs();
  if (job->purpose == Purpose::kFirst) ++started_;
  ++open_;
  counts_.Add(job->ask.query ? "queries" : "commands");
  Try(job);
  if (!job->ask.query && job->under_way == 1 && Chance(settings_.race)) {
    counts_.Add("races");
    Try(job, job->last_replica);
  }
}

void Generator::Try(const std::shared_ptr<Job>& job, const std::string& not_this) {
  const Replica replica = endpoints_.Pick(job->ask.service, random_, not_this);
  if (!replica.stub) {
    due_.push({MonotonicUs() + kRetryMaxUs / 8, job});
    return;
  }
  tries_.Send(job, replica);
}

bool Generator::IsFinal(const Job& job, const Ended& ended) const {
  switch (ended.code) {
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
    case grpc::StatusCode::CANCELLED:
    case grpc::StatusCode::UNKNOWN:
    case grpc::StatusCode::INTERNAL:
    case grpc::StatusCode::ABORTED:
      return false;
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return settings_.shed > 0;
    default:
      return !IsNotYet(job, ended.code);
  }
}

void Generator::Handle(const Ended& ended) {
  const std::shared_ptr<Job>& job = ended.job;
  counts_.Add(base::Cat("code_", ended.code));
  // Open loop: a call that waited in this client for its turn waited all the same.
  const std::int64_t from_us = settings_.rate > 0 ? job->began_us : ended.sent_us;
  if (ended.code == grpc::StatusCode::OK) {
    counts_.Took(ended.ended_us, ended.ended_us - from_us);
  } else if (ended.code == grpc::StatusCode::RESOURCE_EXHAUSTED) {
    counts_.Shed(ended.ended_us, ended.ended_us - from_us);
  }
  job->last_said = base::Cat(ended.code, " ", ended.reason, " ", ended.message);
  const bool final = IsFinal(*job, ended);
  if (job->settled) {
    if (final && ended.code != grpc::StatusCode::RESOURCE_EXHAUSTED) Compare(*job, ended);
    return;
  }
  if (final) return Settle(job, ended);
  if (job->under_way > 0) return;  // the other one may still say
  const int doublings = std::min(job->tries, kDoublingsMax);
  const std::int64_t pause = std::min(kRetryFirstUs << doublings, kRetryMaxUs);
  due_.push(
      {ended.ended_us + pause / 2 + static_cast<std::int64_t>(random_() % 100) * pause / 200, job});
}

void Generator::Settle(const std::shared_ptr<Job>& job, const Ended& ended) {
  job->settled = true;
  --open_;
  counts_.Waited(ended.ended_us - job->began_us);
  if (job->purpose != Purpose::kFirst) return Compare(*job, ended);
  job->code = ended.code;
  job->reason = ended.reason;
  job->reply = ended.reply;
  if (!job->ask.query) counts_.Add("answered");
  if (ended.code == grpc::StatusCode::RESOURCE_EXHAUSTED) counts_.Add("shed");
  GoOn(*job, ended);
  if (job->ask.query || ended.code == grpc::StatusCode::RESOURCE_EXHAUSTED) return;
  if (Chance(settings_.repeat)) Repeat(*job, Purpose::kRepeat, job->ask.request);
  if (ended.code == grpc::StatusCode::OK && Chance(settings_.changed)) {
    if (auto other = OtherBody(*job->ask.request)) Repeat(*job, Purpose::kOtherBody, other);
  }
}

void Generator::GoOn(const Job& job, const Ended& ended) {
  const bool ok = ended.code == grpc::StatusCode::OK;
  if (!ok && ended.code != grpc::StatusCode::RESOURCE_EXHAUSTED) {
    counts_.Add(base::Cat("refused_", job.ask.method, "_", ended.reason));
  }
  const auto reply = NewReply(job.ask.service, job.ask.method);
  if (ok) RT_CHECK(reply->ParseFromString(ended.reply));
  if (job.ask.method == "RegisterFacilitator") {
    RT_CHECK(ok);
    cast_.facilitator_name = TextOf(*reply, "name");
  }
  if (!job.file) return;
  if (ok) job.file->Learn(job.ask, *reply, ended.position);
  if (!job.scripted) return;
  job.file->busy = false;
  if (ok || ended.code == grpc::StatusCode::FAILED_PRECONDITION) {
    job.file->Advance();  // a refused step was done by somebody else, or the next ones will say
  } else if (ended.code != grpc::StatusCode::RESOURCE_EXHAUSTED) {
    job.file->End();
  }
  if (job.file->ended()) counts_.Add("files_ended");
}

void Generator::Repeat(const Job& job, Purpose purpose, const std::shared_ptr<Message>& request) {
  auto again = std::make_shared<Job>();
  again->ask = job.ask;
  again->ask.request = request;
  again->ask.learn = nullptr;
  again->purpose = purpose;
  again->code = purpose == Purpose::kOtherBody ? grpc::StatusCode::ALREADY_EXISTS : job.code;
  again->reason = job.reason;
  again->reply = purpose == Purpose::kOtherBody ? "" : job.reply;
  counts_.Add(purpose == Purpose::kRepeat ? "repeats" : "other_bodies");
  Begin(again);
}

void Generator::Compare(const Job& job, const Ended& ended) {
  const bool same_reason = job.purpose == Purpose::kOtherBody || job.reason == ended.reason;
  if (job.code == ended.code && job.reply == ended.reply && same_reason) return;
  counts_.Add("contradictions");
  std::printf("CONTRADICTION %s %s command %s: %d %s, then %d %s\n", job.ask.service.c_str(),
              job.ask.method.c_str(), TextOf(*job.ask.request, "command_id").c_str(), job.code,
              job.reason.c_str(), ended.code, ended.reason.c_str());
}

void Generator::RetryDue(std::int64_t now) {
  while (!due_.empty() && due_.top().at_us <= now) {
    const std::shared_ptr<Job> job = due_.top().job;
    due_.pop();
    counts_.Add("retries");
    Try(job);
  }
}

void Generator::Tell(std::int64_t now) {
  if (now - told_us_ < kTellUs) return;
  told_us_ = now;
  std::printf("answered %lld of %lld, open %lld\n", static_cast<long long>(counts_.Get("answered")),
              static_cast<long long>(started_), static_cast<long long>(open_));
  std::fflush(stdout);
}

}  // namespace rondetafel::fault
