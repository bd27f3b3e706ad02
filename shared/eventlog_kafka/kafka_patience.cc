#include "shared/eventlog_kafka/kafka_patience.h"

#include <algorithm>
#include <array>
#include <string>
#include <thread>
#include <utility>

#include "shared/base/text.h"
#include "shared/eventlog_kafka/kafka_client.h"

namespace rondetafel::eventlog {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kAskAgain(50);

// What Kafka's protocol calls retriable of what a question may be answered with, and what
// librdkafka says in its place. A topic is unknown to a broker that has not read the cluster's
// metadata yet.
constexpr std::array kPassing = {RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
                                 RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
                                 RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
                                 RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
                                 RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE,
                                 RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE,
                                 RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION,
                                 RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS,
                                 RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE,
                                 RD_KAFKA_RESP_ERR_NOT_COORDINATOR,
                                 RD_KAFKA_RESP_ERR_NOT_CONTROLLER,
                                 RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR,
                                 RD_KAFKA_RESP_ERR_LISTENER_NOT_FOUND,
                                 RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH,
                                 RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH,
                                 RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE,
                                 RD_KAFKA_RESP_ERR_PREFERRED_LEADER_NOT_AVAILABLE,
                                 RD_KAFKA_RESP_ERR_ELIGIBLE_LEADERS_NOT_AVAILABLE,
                                 RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED,
                                 RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,
                                 RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION,
                                 RD_KAFKA_RESP_ERR__WAIT_COORD};
constexpr std::array kSilent = {RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__TIMED_OUT,
                                RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE,
                                RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN};

// A broker does not say when it can answer.
void Rest(milliseconds pause) {
  std::this_thread::sleep_for(pause);  // lasts: between two questions
}

absl::Status GaveUp(const absl::Status& said, int times, int spent_ms) {
  if (times == 1) return said;
  return {said.code(), base::Cat(std::string(said.message()), " (asked ", times, " times in ",
                                 spent_ms, " ms)")};
}

}  // namespace

Outlook OutlookOf(rd_kafka_resp_err_t error) {
  if (std::find(kPassing.begin(), kPassing.end(), error) != kPassing.end()) return Outlook::kNotNow;
  if (std::find(kSilent.begin(), kSilent.end(), error) != kSilent.end()) return Outlook::kSilence;
  return Outlook::kFinal;
}

Answer AnswerOf(rd_kafka_resp_err_t error, std::string_view doing) {
  return {FromKafka(error, doing), OutlookOf(error)};
}

Patience::Patience(int timeout_ms) : Patience(timeout_ms, {steady_clock::now, Rest}) {}

Patience::Patience(int timeout_ms, Time time)
    : timeout_ms_(timeout_ms), time_(std::move(time)), begin_(time_.now()) {}

int Patience::spent_ms() const {
  return static_cast<int>(std::chrono::duration_cast<milliseconds>(time_.now() - begin_).count());
}

int Patience::left_ms() const { return std::max(0, timeout_ms_ - spent_ms()); }

void Patience::Pause() const { time_.pause(kAskAgain); }

absl::Status Patience::Ask(const std::function<Answer(int timeout_ms)>& question) const {
  absl::Status said;
  for (int times = 1;; ++times) {
    Answer answer = question(left_ms());
    if (answer.outlook == Outlook::kFinal) return answer.status;
    // That nobody answered in the little time that was left says less than what was answered
    // before.
    if (said.ok() || answer.outlook == Outlook::kNotNow) said = std::move(answer.status);
    if (left_ms() <= kAskAgain.count()) return GaveUp(said, times, spent_ms());
    Pause();
  }
}

}  // namespace rondetafel::eventlog
