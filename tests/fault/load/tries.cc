#include "tests/fault/load/tries.h"

#include <absl/status/status.h>
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <time.h>

#include <chrono>

#include "shared/access/access.h"
#include "shared/access/development_key.h"
#include "shared/base/check.h"
#include "shared/base/text.h"
#include "shared/base/time.h"
#include "shared/commit/envelope.h"
#include "tests/fault/load/job.h"
#include "tests/fault/load/messages.h"

namespace rondetafel::fault {
namespace {

constexpr std::int64_t kTokenLifeUs = 24 * 3'600'000'000LL;
constexpr std::int64_t kTakeUs = 100'000;
constexpr unsigned kOperationBits = 40;  // the number of the load is above

grpc::ByteBuffer BufferOf(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

std::string BytesOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Dump(&slices).ok()) return bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

// Reason of the error; empty when the answer did not come from a service.
std::string ReasonOf(const grpc::ClientContext& context) {
  const auto& trailers = context.GetServerTrailingMetadata();
  const auto found = trailers.find("grpc-status-details-bin");
  if (found == trailers.end()) return "";
  google::rpc::Status details;
  if (!details.ParseFromArray(found->second.data(), static_cast<int>(found->second.size()))) {
    return "";
  }
  for (const auto& packed : details.details()) {
    google::rpc::ErrorInfo info;
    if (packed.UnpackTo(&info)) return info.reason();
  }
  return "";
}

template <class Places>
void AddPlaces(const type::v1::Position& position, Places* places) {
  for (const auto& topic : position.topics()) {
    auto& place = *places->Add();
    place.set_topic(topic.topic());
    place.set_partition(topic.partition());
    place.set_offset(topic.offset());
  }
}

}  // namespace

std::int64_t MonotonicUs() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000'000 + now.tv_nsec / 1000;
}

struct Tries::Call {
  Ended ended;
  grpc::ClientContext context;
  grpc::ByteBuffer request;
  grpc::ByteBuffer reply;
};

Tries::Tries(const Settings& settings)
    : settings_(settings), client_(base::Cat("load-", settings.number)) {
  const auto key =
      access::ReadDevelopmentKey(base::Cat(settings.keys_dir, "/", access::kDevelopmentKeyFile));
  RT_CHECK(key.ok());
  token_key_ = *key;
  if (!settings.observed.empty()) {
    recorder_ = std::make_unique<checker::FileRecorder>(settings.observed);
  }
}

Tries::~Tries() {
  for (const auto& [operation, call] : calls_) call->context.TryCancel();
  while (!calls_.empty()) Take(kTakeUs);
}

const std::string& Tries::BearerOf(const type::v1::Actor& actor) {
  std::string& bearer = bearers_[actor.actor_id()];
  if (bearer.empty()) {
    const std::int64_t until = base::SystemClock().Now().us + kTokenLifeUs;
    bearer = "Bearer " + access::MintDevelopmentToken(actor, until, token_key_);
  }
  return bearer;
}

void Tries::Send(const std::shared_ptr<Job>& job, const Replica& replica) {
  const std::uint64_t operation = (settings_.number << kOperationBits) + ++operations_;
  auto& call = *calls_.emplace(operation, std::make_unique<Call>()).first->second;
  call.ended.job = job;
  call.ended.operation = operation;
  call.ended.sent_us = MonotonicUs();
  call.ended.replica = replica.address;
  call.request = BufferOf(job->body);
  call.context.AddMetadata("authorization", BearerOf(*job->ask.actor));
  call.context.set_deadline(std::chrono::system_clock::now() +
                            std::chrono::milliseconds(settings_.timeout_ms));
  ++job->tries;
  ++job->under_way;
  job->last_replica = replica.address;
  RecordLeaving(call);
  replica.stub->UnaryCall(&call.context, PathOf(job->ask.service, job->ask.method),
                          grpc::StubOptions(), &call.request, &call.reply,
                          [this, &call](const grpc::Status& status) { Finish(call, status); });
}

void Tries::Finish(Call& call, const grpc::Status& status) {
  Ended& ended = call.ended;
  ended.ended_us = MonotonicUs();
  ended.code = status.error_code();
  ended.message = status.error_message();
  const Ask& ask = ended.job->ask;
  if (status.ok()) {
    const auto reply = NewReply(ask.service, ask.method);
    RT_CHECK(reply->ParseFromString(BytesOf(call.reply)));
    ended.position = TakePosition(*reply);
    ended.reply = reply->SerializeAsString();
  } else {
    ended.reason = ReasonOf(call.context);
  }
  const std::scoped_lock lock(mutex_);
  ended_.push_back(std::move(ended));
  some_.notify_one();
}

std::vector<Ended> Tries::Take(std::int64_t wait_us) {
  std::vector<Ended> ended;
  {
    std::unique_lock lock(mutex_);
    some_.wait_for(lock, std::chrono::microseconds(wait_us), [this] { return !ended_.empty(); });
    ended.swap(ended_);
  }
  for (const Ended& one : ended) {
    calls_.erase(one.operation);
    --one.job->under_way;
    RecordEnd(one);
  }
  return ended;
}

void Tries::RecordLeaving(const Call& call) {
  if (!recorder_) return;
  const Job& job = *call.ended.job;
  checker::v1::Observed observed;
  observed.set_at_us(call.ended.sent_us);
  const bool known = !job.ask.about.case_id.is_nil();
  const auto fill = [&](auto& leaving) {
    leaving.set_operation(call.ended.operation);
    leaving.set_topic(job.ask.service);
    if (known) leaving.set_case_id(std::string(job.ask.about.case_id.raw()));
    if (known) leaving.set_stream_id(std::string(job.ask.about.stream_id.raw()));
    leaving.set_client(client_);
  };
  if (job.ask.query) {
    fill(*observed.mutable_asked());
    const std::unique_ptr<Message> copy(job.ask.request->New());
    copy->CopyFrom(*job.ask.request);
    AddPlaces(TakePosition(*copy), observed.mutable_asked()->mutable_token());
  } else {
    auto& sent = *observed.mutable_sent();
    fill(sent);
    sent.set_method(job.ask.method);
    sent.set_body_digest(std::string(commit::HashBytes(commit::Blake2b(job.body))));
    const auto command = base::CommandId::Parse(TextOf(*job.ask.request, "command_id"));
    RT_CHECK(command.has_value());
    sent.set_command_id(std::string(command->raw()));
    sent.set_actor_id(std::string(base::ActorId::Parse(job.ask.actor->actor_id())->raw()));
  }
  RT_CHECK(recorder_->Write(observed).ok());
}

void Tries::RecordEnd(const Ended& ended) {
  if (!recorder_) return;
  checker::v1::Observed observed;
  observed.set_at_us(ended.ended_us);
  if (ended.job->ask.query) {
    auto& shown = *observed.mutable_shown();
    shown.set_operation(ended.operation);
    shown.set_code(ended.code);
    shown.set_replica(ended.replica);
    AddPlaces(ended.position, shown.mutable_positions());
  } else {
    auto& answered = *observed.mutable_answered();
    answered.set_operation(ended.operation);
    answered.set_code(ended.code);
    // Reasons of the services' own enums are of decisions; what is not found is answered
    // unrecorded.
    answered.set_refused(ended.code != grpc::StatusCode::NOT_FOUND &&
                         ended.reason.find("_REASON_") != std::string::npos);
    answered.set_reason(ended.reason);
    answered.set_reply(ended.reply);
    answered.set_replica(ended.replica);
    AddPlaces(ended.position, answered.mutable_token());
  }
  RT_CHECK(recorder_->Write(observed).ok());
}

}  // namespace rondetafel::fault
