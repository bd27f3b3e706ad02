#include "shared/eventlog/sim_event_log.h"

#include <algorithm>

#include "shared/base/check.h"
#include "shared/base/text.h"
#include "shared/eventlog/append_result.h"
#include "shared/eventlog/local_reader.h"

namespace rondetafel::eventlog {

namespace {

absl::Status Unreachable() { return absl::UnavailableError("the simulated broker is away"); }

}  // namespace

SimEventLog::SimEventLog(SimOptions options)
    : options_(std::move(options)),
      ends_(options_.topics, options_.partition_count),
      random_(options_.seed),
      records_(ends_.size()),
      flights_(ends_.size()) {
  RT_CHECK(CheckLayout(options_.topics, options_.partition_count).ok());
  if (!options_.record0) return;
  for (std::size_t i = 0; i < ends_.size(); ++i) Land(i, options_.record0(ends_.at(i)));
}

SimEventLog::~SimEventLog() {
  for (std::deque<Flight>& flights : flights_) {
    for (Flight& flight : flights) flight.done(Unknown(LogClosed()));
  }
}

absl::Status SimEventLog::CheckAppend(const TopicPartition& to, std::size_t bytes) const {
  if (!ends_.Find(to)) return NoSuchPartition(to);
  return CheckRecordSize(bytes);
}

void SimEventLog::Append(const TopicPartition& to, std::string record, AppendDone done) {
  if (absl::Status fault = CheckAppend(to, record.size()); !fault.ok()) {
    done(Refused(std::move(fault)));
    return;
  }
  std::vector<Answer> answers;
  {
    std::lock_guard lock(mutex_);
    const std::size_t partition = IndexOf(to);
    Flight flight{partition, std::move(record), std::move(done), DrawFate()};
    if (options_.deliver_at_once) {
      if (!reachable_) flight.fate = SimFate::kLost;
      answers.push_back(Meet(std::move(flight)));
    } else if (flights_[partition].size() >= options_.in_flight_max) {
      answers.push_back({std::move(flight.done),
                         Refused(absl::ResourceExhaustedError("too many appends in flight"))});
    } else {
      flights_[partition].push_back(std::move(flight));
    }
  }
  for (Answer& answer : answers) answer.done(std::move(answer.result));
}

absl::StatusOr<std::unique_ptr<LogReader>> SimEventLog::OpenReader(std::vector<ReadStart> starts) {
  auto fetch = [this](std::size_t index, Offset from, std::size_t count,
                      std::vector<LogRecord>* out) { return Fetch(index, from, count, out); };
  return OpenLocalReader(&ends_, fetch, starts);
}

absl::StatusOr<Offset> SimEventLog::EndOffset(const TopicPartition& of) {
  const std::optional<std::size_t> index = ends_.Find(of);
  if (!index) return NoSuchPartition(of);
  std::lock_guard lock(mutex_);
  if (!reachable_) return Unreachable();
  return ends_.Get(*index);
}

std::size_t SimEventLog::Deliver(std::size_t steps_max) {
  std::size_t steps = 0;
  std::vector<Answer> answers;
  for (bool more = true; more && steps < steps_max;) {
    {
      std::lock_guard lock(mutex_);
      more = reachable_ && Step(&answers);
    }
    if (more) ++steps;
    for (Answer& answer : answers) answer.done(std::move(answer.result));
    answers.clear();
  }
  return steps;
}

std::size_t SimEventLog::in_flight() const {
  std::lock_guard lock(mutex_);
  std::size_t count = late_.size();
  for (const std::deque<Flight>& flights : flights_) count += flights.size();
  return count;
}

bool SimEventLog::Step(std::vector<Answer>* answers) {
  std::vector<std::size_t> waiting;
  for (std::size_t i = 0; i < flights_.size(); ++i) {
    if (!flights_[i].empty()) waiting.push_back(i);
  }
  const std::size_t choices = waiting.size() + late_.size();
  if (choices == 0) return false;
  const std::size_t choice = random_() % choices;
  if (choice >= waiting.size()) {
    const auto landing = late_.begin() + static_cast<std::ptrdiff_t>(choice - waiting.size());
    Land(landing->partition, std::move(landing->record));
    late_.erase(landing);
    return true;
  }
  std::deque<Flight>& flights = flights_[waiting[choice]];
  Flight flight = std::move(flights.front());
  flights.pop_front();
  answers->push_back(Meet(std::move(flight)));
  return true;
}

SimFate SimEventLog::DrawFate() {
  if (!script_.empty()) {
    const SimFate fate = script_.front();
    script_.pop_front();
    return fate;
  }
  const SimFaults& faults = options_.faults;
  int draw = static_cast<int>(random_() % 1000);
  for (auto [chance, fate] :
       {std::pair(faults.refused, SimFate::kRefused), std::pair(faults.lost, SimFate::kLost),
        std::pair(faults.lands_unseen, SimFate::kLandsUnseen),
        std::pair(faults.late, SimFate::kLandsLate),
        std::pair(faults.duplicated, SimFate::kDuplicated)}) {
    if (draw < chance) return fate;
    draw -= chance;
  }
  return SimFate::kAppended;
}

SimEventLog::Answer SimEventLog::Meet(Flight flight) {
  const AppendResult unknown =
      Unknown(absl::UnavailableError("no answer from the simulated broker"));
  switch (flight.fate) {
    case SimFate::kAppended:
      return {std::move(flight.done), Appended(Land(flight.partition, std::move(flight.record)))};
    case SimFate::kRefused:
      return {std::move(flight.done), Refused(absl::UnavailableError("refused by the simulation"))};
    case SimFate::kLost:
      return {std::move(flight.done), unknown};
    case SimFate::kLandsUnseen:
      Land(flight.partition, std::move(flight.record));
      return {std::move(flight.done), unknown};
    case SimFate::kLandsLate: {
      AppendDone done = std::exchange(flight.done, nullptr);
      late_.push_back(std::move(flight));
      return {std::move(done), unknown};
    }
    case SimFate::kDuplicated:
      Land(flight.partition, flight.record);
      return {std::move(flight.done), Appended(Land(flight.partition, std::move(flight.record)))};
  }
  RT_CHECK(false);
}

Offset SimEventLog::Land(std::size_t partition, std::string record) {
  records_[partition].push_back(std::move(record));
  const auto end = static_cast<Offset>(records_[partition].size());
  ends_.Set(partition, end);
  return end - 1;
}

absl::Status SimEventLog::Fetch(std::size_t index, Offset from, std::size_t count,
                                std::vector<LogRecord>* out) const {
  std::lock_guard lock(mutex_);
  if (!reachable_) return Unreachable();
  const std::vector<std::string>& records = records_[index];
  for (std::size_t i = 0; i < count; ++i) {
    const Offset offset = from + static_cast<Offset>(i);
    const auto place = static_cast<std::size_t>(offset);
    if (place >= records.size()) return absl::OkStatus();
    if (corrupt_.contains({index, offset})) {
      // What lies before the fault is still good: hand it over first.
      if (i > 0) return absl::OkStatus();
      return absl::DataLossError(
          base::Cat("record ", offset, " of ", ToString(ends_.at(index)), " is damaged"));
    }
    out->push_back({ends_.at(index), offset, records[place]});
  }
  return absl::OkStatus();
}

std::size_t SimEventLog::IndexOf(const TopicPartition& of) const {
  const std::optional<std::size_t> index = ends_.Find(of);
  RT_CHECK(index.has_value());
  return *index;
}

void SimEventLog::Script(std::vector<SimFate> fates) {
  std::lock_guard lock(mutex_);
  script_.insert(script_.end(), fates.begin(), fates.end());
}

void SimEventLog::SetReachable(bool reachable) {
  std::lock_guard lock(mutex_);
  reachable_ = reachable;
}

void SimEventLog::Truncate(const TopicPartition& of, Offset end) {
  std::lock_guard lock(mutex_);
  const std::size_t index = IndexOf(of);
  RT_CHECK(end >= 0 && static_cast<std::size_t>(end) <= records_[index].size());
  records_[index].resize(static_cast<std::size_t>(end));
  ends_.Set(index, end);
}

void SimEventLog::Overwrite(const TopicPartition& of, Offset at, std::string record) {
  std::lock_guard lock(mutex_);
  records_[IndexOf(of)].at(static_cast<std::size_t>(at)) = std::move(record);
}

void SimEventLog::Corrupt(const TopicPartition& of, Offset at) {
  std::lock_guard lock(mutex_);
  corrupt_.insert({IndexOf(of), at});
}

std::vector<std::string> SimEventLog::Records(const TopicPartition& of) const {
  std::lock_guard lock(mutex_);
  return records_[IndexOf(of)];
}

}  // namespace rondetafel::eventlog
