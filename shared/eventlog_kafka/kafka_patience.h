// Asking a broker again. While leaders are elected, or a broker comes back, Kafka answers questions
// with errors that it calls retriable itself: they say "not now" and nothing about the log.
// librdkafka repeats some questions and hands other errors on at once, that of a deposed leader
// among them; what it calls retriable (rd_kafka_error_is_retriable) it says of transactions alone.
// So which errors pass is said here.
//
//   const Patience patience(options.query_timeout_ms);
//   patience.Ask([&](int timeout_ms) {
//     return AnswerOf(rd_kafka_metadata(…, timeout_ms), "cannot ask …");
//   });
//
// For questions alone. An append is never asked again here: it may be in the log already.
#pragma once
#include <absl/status/status.h>
#include <librdkafka/rdkafka.h>

#include <chrono>
#include <functional>
#include <string_view>

namespace rondetafel::eventlog {

// What an error says about asking again.
enum class Outlook {
  kFinal,    // an answer, good or bad: asking again brings the same
  kNotNow,   // a broker cannot answer yet
  kSilence,  // no broker said anything
};
Outlook OutlookOf(rd_kafka_resp_err_t error);

struct Answer {
  absl::Status status;
  Outlook outlook = Outlook::kFinal;
};
// As FromKafka.
Answer AnswerOf(rd_kafka_resp_err_t error, std::string_view doing);

// The time that questions may take together, beginning with its making.
class Patience {
 public:
  struct Time {
    std::function<std::chrono::steady_clock::time_point()> now;
    std::function<void(std::chrono::milliseconds)> pause;
  };

  // On the monotonic clock, and pausing.
  explicit Patience(int timeout_ms);
  Patience(int timeout_ms, Time time);

  int spent_ms() const;
  // 0 when none is left.
  int left_ms() const;
  // As long as between two questions.
  void Pause() const;

  // Asks, told how long it may wait, until the answer is final; pauses between two questions. When
  // the time is up: what a broker said last, or that none did, and how often was asked. Asks once
  // at least.
  absl::Status Ask(const std::function<Answer(int timeout_ms)>& question) const;

 private:
  int timeout_ms_;
  Time time_;
  std::chrono::steady_clock::time_point begin_;
};

}  // namespace rondetafel::eventlog
