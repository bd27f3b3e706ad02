// What clients do: commands and their repeats, queries with tokens, strong reads, reports.
#include <algorithm>

#include "shared/base/check.h"
#include "shared/base/text.h"
#include "tests/simulation/world.h"

namespace rondetafel::simulation {
namespace {

constexpr std::int64_t kCommandTimeoutUs = 10'000'000;
constexpr std::int64_t kQueryTimeoutUs = 5'000'000;
// google.rpc.Code of a refusal by a rule, as most services give it.
constexpr int kRefusedCode = 9;

Met VariationMet(Variation variation) {
  switch (variation) {
    case Variation::kSame:
      break;
    case Variation::kOtherBody:
      return Met::kSentOtherBody;
    case Variation::kOtherActor:
      return Met::kSentOtherActor;
    case Variation::kOtherMethod:
      return Met::kSentOtherMethod;
    case Variation::kOtherStream:
      return Met::kSentOtherStream;
  }
  return Met::kRepeatedElsewhere;
}

void PutToken(const type::v1::Position& token,
              google::protobuf::RepeatedPtrField<checker::v1::Place>* places) {
  for (const type::v1::TopicPosition& topic : token.topics()) {
    checker::v1::Place& place = *places->Add();
    place.set_topic(topic.topic());
    place.set_partition(topic.partition());
    place.set_offset(topic.offset());
  }
}

// Tokens merge by maximum.
void Merge(const type::v1::Position& from, type::v1::Position* into) {
  into->set_log_id(from.log_id());
  for (const type::v1::TopicPosition& topic : from.topics()) {
    const auto same = std::find_if(
        into->mutable_topics()->begin(), into->mutable_topics()->end(), [&](const auto& other) {
          return other.topic() == topic.topic() && other.partition() == topic.partition();
        });
    if (same == into->mutable_topics()->end()) {
      *into->add_topics() = topic;
    } else {
      same->set_offset(std::max(same->offset(), topic.offset()));
    }
  }
}

struct AnswerText {
  std::string_view part;
  Met met;
};
// How the runtime says why it has no answer.
constexpr AnswerText kUnavailableTexts[] = {
    {"catching up", Met::kAnswerCatchingUp},
    {"departed from the monotonic clock", Met::kGuardDeparted},
    {"behind the newest recorded time", Met::kGuardBehind},
    {"ahead of the newest recorded time", Met::kGuardAhead},
    {"did not say what became", Met::kAnswerUnknownFate},
    {"others kept being first", Met::kAnswerOthersFirst},
    {"deadline", Met::kAnswerDeadline},
    {"is stopping", Met::kAnswerStopping},
    {"stopped before offset", Met::kAnswerHalted},
    {"cannot be read on", Met::kAnswerHalted},
    {"truncated, refilled or created anew", Met::kAnswerHalted},
};

}  // namespace

void World::Send(int index, int pick, Variation variation) {
  const std::size_t at = static_cast<std::size_t>(index) % clients_.size();
  Client& client = clients_[at];
  auto request = workload_->Prepare(plan_.operations[at], static_cast<int>(at), variation);
  if (!request) return;
  const int replica = ReplicaOfService(request->service, pick);
  Process& process = At(replica);
  if (!process.up() || (process.old_binary() && request->needs_new_binary)) return;
  if (variation != Variation::kSame) {
    coverage_.Count(VariationMet(variation));
    auto& tried = client.variations;
    if (std::find(tried.begin(), tried.end(), variation) == tried.end()) tried.push_back(variation);
  } else if (client.sent > 0) {
    if (client.last_process != replica) coverage_.Count(Met::kRepeatedElsewhere);
    if (client.open > 0) coverage_.Count(Met::kRepeatedWhileOpen);
    if (client.settled) coverage_.Count(Met::kRepeatedAfterAnswer);
  }
  ++client.sent;
  ++client.open;
  client.last_process = replica;
  const Sending sending{static_cast<int>(at), variation, recorder_.NextOperation(), replica,
                        process.life()};
  const runtime::Command& command = request->command;
  checker::v1::Sent& sent = *recorder_.Add(now_us()).mutable_sent();
  sent.set_operation(sending.operation);
  sent.set_topic(topics_[request->service]);
  sent.set_case_id(std::string(command.case_id.raw()));
  sent.set_stream_id(std::string(command.stream_id.raw()));
  sent.set_command_id(std::string(command.command_id.raw()));
  sent.set_actor_id(std::string(base::ActorId::Parse(command.actor.actor_id())->raw()));
  sent.set_method(command.method);
  sent.set_body_digest(command.fingerprint);
  sent.set_client(std::to_string(at));
  sent.set_may_give_up(plan_.operations[at].gives_up);
  Operation told = plan_.operations[at];
  if (variation == Variation::kOtherBody) ++told.amount;
  sent.set_model_argument(workload_->ModelArgument(told));
  trace_.Note(at, replica, variation);
  trace_.Say([&] {
    return base::Cat("client ", at, " sends ", command.method, ' ', command.fingerprint, " (",
                     ToString(variation), ") to ", Name(replica));
  });
  const base::Instant deadline{process.clock().Steady().us + kCommandTimeoutUs};
  auto done = [this, sending](const absl::StatusOr<runtime::Outcome>& outcome) {
    At(sending.process).At(Port::kBeforeAnswer);
    OnAnswer(sending, outcome);
    At(sending.process).At(Port::kAfterAnswer);
  };
  process.Post([command = std::move(request->command), deadline,
                done = std::move(done)](runtime::Replica& to) mutable {
    to.Submit(std::move(command), deadline, std::move(done));
  });
}

void World::OnAnswer(const Sending& sending, const absl::StatusOr<runtime::Outcome>& outcome) {
  Client& client = clients_[static_cast<std::size_t>(sending.index)];
  NoteAnswer(client, outcome);
  --client.open;
  trace_.Note(sending.operation, static_cast<int>(outcome.status().code()));
  trace_.Say([&] {
    const std::string said = !outcome.ok()      ? std::string(outcome.status().message())
                             : outcome->refused ? "refused " + outcome->refusal.reason()
                                                : "OK";
    return base::Cat("client ", sending.index, " hears from ", Name(sending.process), ": ", said);
  });
  // What somebody says who folded records that are gone proves nothing.
  if (Tainted(sending.process)) return;
  checker::v1::Answered& answered = *recorder_.Add(now_us()).mutable_answered();
  answered.set_operation(sending.operation);
  answered.set_replica(Name(sending.process));
  answered.set_code(static_cast<int>(outcome.status().code()));
  if (outcome.ok()) {
    answered.set_refused(outcome->refused);
    if (outcome->refused) answered.set_code(kRefusedCode);
    answered.set_reason(outcome->refusal.reason());
    answered.set_rule(outcome->refusal.rule());
    answered.set_reply(outcome->reply);
    answered.set_reply_is_recorded(true);
    trace_.NoteBytes(outcome->reply);
    if (!outcome->refused) answered.set_model_result(workload_->ModelResult(outcome->reply));
    PutToken(outcome->position, answered.mutable_token());
    Merge(outcome->position, &client.token);
  }
  if (sending.variation != Variation::kSame) return;
  if (outcome.ok() && !client.settled) {
    workload_->OnAnswered(plan_.operations[static_cast<std::size_t>(sending.index)], sending.index,
                          *outcome);
  }
  // What the log has lost is settled no more.
  if (at_rest_ && !truncated_ && client.was_ok && absl::IsFailedPrecondition(outcome.status())) {
    Violate("I6", "a repeat of a settled command was answered FAILED_PRECONDITION");
  }
  client.again = client.again && absl::IsUnavailable(outcome.status());
  client.was_ok = client.was_ok || (outcome.ok() && !outcome->refused);
  client.settled = client.settled || outcome.ok() || absl::IsAlreadyExists(outcome.status());
  client.ended = client.ended || absl::IsFailedPrecondition(outcome.status());
}

void World::NoteAnswer(const Client& client, const absl::StatusOr<runtime::Outcome>& outcome) {
  if (outcome.ok()) {
    if (client.settled) return coverage_.Count(Met::kAnswerRepeated);
    return coverage_.Count(outcome->refused ? Met::kAnswerRefused : Met::kAnswerAccepted);
  }
  const absl::Status& status = outcome.status();
  const std::string message(status.message());
  const auto says = [&message](std::string_view part) {
    return message.find(part) != std::string::npos;
  };
  if (absl::IsAlreadyExists(status)) {
    return coverage_.Count(says("is in use") ? Met::kAnswerInUse : Met::kAnswerUsedForOther);
  }
  if (absl::IsResourceExhausted(status)) {
    return coverage_.Count(says("queue is full") ? Met::kAnswerQueueFull
                                                 : Met::kAnswerLogTakesNone);
  }
  if (absl::IsFailedPrecondition(status)) return coverage_.Count(Met::kAnswerMigrationClosed);
  if (absl::IsUnavailable(status)) {
    for (const auto& [part, met] : kUnavailableTexts) {
      if (says(part)) return coverage_.Count(met);
    }
  }
  Violate("I8", base::Cat("an answer that no branch should give: ", message));
}

void World::Ask(int index, int pick, bool strong) {
  const std::size_t at = static_cast<std::size_t>(index) % clients_.size();
  auto request = workload_->Prepare(plan_.operations[at], static_cast<int>(at), Variation::kSame);
  if (!request) return;
  const int replica = ReplicaOfService(request->service, pick);
  Process& process = At(replica);
  if (!process.up()) return;
  Question question;
  question.process = replica;
  question.life = process.life();
  question.after_rest = at_rest_;
  question.operation = recorder_.NextOperation();
  question.about = std::move(request->command);
  question.until_us = now_us() + kQueryTimeoutUs;
  checker::v1::Asked& asked = *recorder_.Add(now_us()).mutable_asked();
  asked.set_operation(question.operation);
  asked.set_topic(topics_[request->service]);
  asked.set_case_id(std::string(question.about->case_id.raw()));
  asked.set_stream_id(std::string(question.about->stream_id.raw()));
  asked.set_strong(strong);
  asked.set_client(std::to_string(at));
  trace_.Note(at, replica, strong);
  if (!strong) {
    question.token = clients_[at].token;
    PutToken(question.token, asked.mutable_token());
    questions_.push_back(std::move(question));
    return AnswerQuestions(replica);
  }
  const int partition = commit::PartitionOf(question.about->case_id, plan_.partitions);
  auto done = [this, question](const absl::Status& status) {
    coverage_.Count(status.ok() ? Met::kStrongRead : Met::kStrongReadFailed);
    if (question.after_rest && !status.ok()) {
      Violate("I8", base::Cat("a strong read got no answer, with all faults healed: ",
                              std::string(status.message())));
    }
    Show(question, status.ok());
  };
  process.Post([partition, done = std::move(done)](runtime::Replica& replica_at) {
    replica_at.ReadStrong(partition, done);
  });
}

void World::Show(const Question& question, bool answered) {
  if (Tainted(question.process)) return;
  Process& process = At(question.process);
  checker::v1::Shown& shown = *recorder_.Add(now_us()).mutable_shown();
  shown.set_operation(question.operation);
  shown.set_replica(Name(question.process));
  shown.set_code(answered ? 0 : static_cast<int>(absl::StatusCode::kUnavailable));
  if (!answered) return;
  const int partition = commit::PartitionOf(question.about->case_id, plan_.partitions);
  PutToken(process.state()->PositionOf(broker_.options().log_id, partition),
           shown.mutable_positions());
  const Workload::View view = workload_->Show(*process.store().TakeSnapshot(), *question.about);
  shown.set_has_version(true);
  shown.set_version(view.version);
  shown.set_has_number(true);
  shown.set_number(view.number);
  trace_.Note(question.operation, view.version, view.number);
  trace_.Say([&] {
    return base::Cat(Name(question.process), " shows version ", view.version, ", ", view.number);
  });
}

void World::AskReport(int replica, std::int64_t after_start_us) {
  Process& process = At(replica);
  const base::Instant known_on{kStartUs + after_start_us};
  if (!process.up() || known_on > process.clock().Now()) return;
  Question question;
  question.process = replica;
  question.life = process.life();
  question.after_rest = at_rest_;
  question.known_on = known_on;
  question.until_us = now_us() + kQueryTimeoutUs;
  if (!process.state()->LaterThan(known_on)) {
    process.Post([known_on](runtime::Replica& at) { at.TickBeyond(known_on); });
  }
  questions_.push_back(std::move(question));
  if (std::find(report_times_.begin(), report_times_.end(), after_start_us) ==
      report_times_.end()) {
    report_times_.push_back(after_start_us);
  }
  AnswerQuestions(replica);
}

void World::AnswerQuestions(int replica) {
  if (questions_.empty()) return;
  Process& process = At(replica);
  std::erase_if(questions_, [&](Question& question) {
    if (question.process != replica) return false;
    if (question.life != process.life()) return true;
    return AnswerQuestion(process, question);
  });
}

bool World::AnswerQuestion(Process& process, Question& question) {
  const auto state = process.state();
  const bool enough =
      question.about ? state->Covers(question.token) : state->LaterThan(question.known_on);
  if (!enough && now_us() <= question.until_us) {
    if (!question.waited) coverage_.Count(Met::kQueryWaited);
    question.waited = true;
    return false;
  }
  coverage_.Count(enough ? Met::kQueryAnswered : Met::kQueryExpired);
  if (question.after_rest && !enough)
    Violate("I8", "a query got no answer, with all faults healed");
  if (question.about) {
    Show(question, enough);
  } else if (enough) {
    ShowReport(process, question);
  }
  return true;
}

void World::ShowReport(Process& process, const Question& question) {
  if (Tainted(question.process)) return;
  const auto state = process.state();
  const std::size_t service = process.setup().service;
  bool closed = true;
  checker::v1::Report& report = *recorder_.Add(now_us()).mutable_report();
  for (const runtime::SourceState& source : state->sources) {
    checker::v1::Place& place = *report.add_positions();
    place.set_topic(source.source.topic);
    place.set_partition(source.source.partition);
    place.set_offset(source.position);
    if (source.own) closed = closed && source.migration_closed;
  }
  report.set_name(topics_[service]);
  report.set_known_on_us(question.known_on.us);
  report.set_migration_closed(closed);
  report.set_digest(workload_->Report(service, *process.store().TakeSnapshot(), question.known_on));
  trace_.NoteBytes(report.digest());
  coverage_.Count(closed ? Met::kReportFinal : Met::kReportProvisional);
  trace_.Say([&] {
    return base::Cat(Name(question.process), " reports as known ", question.known_on.us - kStartUs,
                     " us after the start", closed ? "" : ", provisional");
  });
}

void World::CloseMigration(int replica) {
  if (!At(replica).up()) return;
  trace_.Say([&] { return base::Cat("an operator closes the migration at ", Name(replica)); });
  At(replica).Post([this](runtime::Replica& at) {
    at.CloseMigration([this](const absl::Status& status) {
      if (status.ok()) coverage_.Count(Met::kMigrationClosed);
    });
  });
}

}  // namespace rondetafel::simulation
