#include "tests/simulation/broker.h"

#include <algorithm>
#include <set>

#include "shared/base/check.h"
#include "shared/base/text.h"
#include "shared/eventlog/append_result.h"

namespace rondetafel::simulation {

using eventlog::Offset;

namespace {

constexpr std::size_t kInFlightPerPartition = 2;

absl::Status NoAnswer() { return absl::UnavailableError("no answer from the simulated log"); }

void Tell(Flight& flight, eventlog::AppendResult result) {
  if (flight.done) std::exchange(flight.done, nullptr)(std::move(result));
}

}  // namespace

Broker::Broker(BrokerOptions options, Coverage* coverage)
    : options_(std::move(options)), coverage_(coverage) {
  records_.resize(options_.topics.size() * static_cast<std::size_t>(options_.partition_count));
}

eventlog::TopicPartition Broker::PlaceOf(std::size_t partition) const {
  const auto count = static_cast<std::size_t>(options_.partition_count);
  return {options_.topics[partition / count], static_cast<int>(partition % count)};
}

std::size_t Broker::IndexOf(const eventlog::TopicPartition& of) const {
  const auto topic = std::find(options_.topics.begin(), options_.topics.end(), of.topic);
  RT_CHECK(topic != options_.topics.end() && of.partition < options_.partition_count);
  const auto place = static_cast<std::size_t>(topic - options_.topics.begin());
  return place * static_cast<std::size_t>(options_.partition_count) +
         static_cast<std::size_t>(of.partition);
}

Offset Broker::Put(std::size_t partition, std::string record) {
  records_[partition].push_back(std::move(record));
  last_landed_ = {partition, EndOf(partition) - 1};
  ++landings_;
  return last_landed_.offset;
}

void Broker::Truncate(std::size_t partition, Offset end) {
  records_[partition].resize(static_cast<std::size_t>(end));
}

std::vector<std::size_t> Broker::Landable() const {
  std::vector<std::size_t> places;
  for (std::size_t at = 0; at < travelling_.size(); ++at) {
    const Flight& flight = travelling_[at];
    if (flight.landed >= 0) continue;
    const auto before = std::count_if(places.begin(), places.end(), [&](std::size_t other) {
      return travelling_[other].from == flight.from &&
             travelling_[other].partition == flight.partition;
    });
    if (static_cast<std::size_t>(before) < kInFlightPerPartition) places.push_back(at);
  }
  return places;
}

bool Broker::IsFirst(std::size_t at) const {
  for (std::size_t other = 0; other < at; ++other) {
    const Flight& flight = travelling_[other];
    if (flight.landed < 0 && flight.from == travelling_[at].from &&
        flight.partition == travelling_[at].partition) {
      return false;
    }
  }
  return true;
}

bool Broker::Meet(Fate fate, int pick) {
  const std::vector<std::size_t> places = Landable();
  if (places.empty()) return false;
  const std::size_t at = places[static_cast<std::size_t>(pick) % places.size()];
  const bool lands = fate == Fate::kDeliver || fate == Fate::kLand || fate == Fate::kDuplicate;
  if (lands && !IsFirst(at)) coverage_->Count(Met::kReordered);
  Flight flight = std::move(travelling_[at]);
  travelling_.erase(travelling_.begin() + static_cast<std::ptrdiff_t>(at));
  switch (fate) {
    case Fate::kDeliver:
      coverage_->Count(Met::kDelivered);
      flight.landed = Put(flight.partition, std::move(flight.record));
      Tell(flight, eventlog::Appended(flight.landed));
      break;
    case Fate::kDuplicate:
      coverage_->Count(Met::kDuplicated);
      late_.push_back({nullptr, flight.partition, flight.record, nullptr, -1});
      flight.landed = Put(flight.partition, std::move(flight.record));
      Tell(flight, eventlog::Appended(flight.landed));
      break;
    case Fate::kLand:
      flight.landed = Put(flight.partition, std::move(flight.record));
      travelling_.push_back(std::move(flight));
      break;
    case Fate::kLose:
      coverage_->Count(Met::kLost);
      Tell(flight, eventlog::Unknown(NoAnswer()));
      break;
    case Fate::kTimeOut:
      coverage_->Count(Met::kTimedOut);
      Tell(flight, eventlog::Unknown(NoAnswer()));
      flight.from = nullptr;
      late_.push_back(std::move(flight));
      break;
    case Fate::kRefuse:
      coverage_->Count(Met::kRefusedByLog);
      Tell(flight, eventlog::Refused(absl::UnavailableError("refused by the simulated log")));
      break;
  }
  return true;
}

bool Broker::Answer(int pick, bool acknowledge) {
  std::vector<std::size_t> places;
  for (std::size_t at = 0; at < travelling_.size(); ++at) {
    if (travelling_[at].landed >= 0) places.push_back(at);
  }
  if (places.empty()) return false;
  const std::size_t at = places[static_cast<std::size_t>(pick) % places.size()];
  Flight flight = std::move(travelling_[at]);
  travelling_.erase(travelling_.begin() + static_cast<std::ptrdiff_t>(at));
  coverage_->Count(acknowledge ? Met::kLandedBeforeAck : Met::kAckLost);
  Tell(flight, acknowledge ? eventlog::Appended(flight.landed) : eventlog::Unknown(NoAnswer()));
  return true;
}

bool Broker::Late(int pick, bool lands) {
  if (late_.empty()) return false;
  const auto at =
      late_.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(pick) % late_.size());
  if (lands) {
    coverage_->Count(Met::kLandedLate);
    Put(at->partition, std::move(at->record));
  }
  late_.erase(at);
  return true;
}

void Broker::Orphan(const Connection* gone) {
  for (auto flight = travelling_.begin(); flight != travelling_.end();) {
    if (flight->from != gone) {
      ++flight;
      continue;
    }
    if (flight->landed < 0) {
      late_.push_back({nullptr, flight->partition, std::move(flight->record), nullptr, -1});
    }
    flight = travelling_.erase(flight);
  }
}

void Connection::Append(const eventlog::TopicPartition& to, std::string record,
                        eventlog::AppendDone done) {
  hook_(Port::kBeforeAppend);
  broker_->Send({this, broker_->IndexOf(to), std::move(record), std::move(done), -1});
  hook_(Port::kAfterAppend);
}

absl::Status Connection::CheckReachable() const {
  if (!cut_) return absl::OkStatus();
  broker_->coverage_->Count(Met::kCutOff);
  return absl::UnavailableError("the simulated log cannot be reached");
}

Offset Connection::VisibleEnd(std::size_t partition) const {
  const Offset end = broker_->EndOf(partition);
  const auto seen = seen_ends_.find(partition);
  if (seen == seen_ends_.end() || seen->second >= end) return end;
  broker_->coverage_->Count(Met::kStaleLeader);
  return seen->second;
}

absl::StatusOr<Offset> Connection::EndOffset(const eventlog::TopicPartition& of) {
  hook_(Port::kEndOffset);
  if (absl::Status reachable = CheckReachable(); !reachable.ok()) return reachable;
  return VisibleEnd(broker_->IndexOf(of));
}

void Connection::Mend() {
  cut_ = false;
  read_max_ = 0;
  seen_ends_.clear();
}

class Connection::Reader final : public eventlog::LogReader {
 public:
  struct Position {
    std::size_t partition = 0;
    Offset at = 0;
  };
  Reader(Connection* connection, std::vector<Position> positions)
      : connection_(connection), positions_(std::move(positions)) {}

  absl::StatusOr<std::vector<eventlog::LogRecord>> Next(std::size_t max,
                                                        std::chrono::milliseconds) override {
    connection_->hook_(Port::kBeforeRead);
    if (absl::Status reachable = connection_->CheckReachable(); !reachable.ok()) return reachable;
    if (const int slow = connection_->read_max_; slow > 0) {
      connection_->broker_->coverage_->Count(Met::kSlowRead);
      max = std::min(max, static_cast<std::size_t>(slow));
    }
    std::vector<eventlog::LogRecord> records;
    absl::Status fault;
    for (std::size_t i = 0; i < positions_.size() && fault.ok(); ++i) {
      fault = Collect(positions_[(first_ + i) % positions_.size()], max, &records);
    }
    if (!positions_.empty()) first_ = (first_ + 1) % positions_.size();
    if (records.empty() && !fault.ok()) return fault;
    connection_->hook_(Port::kAfterRead);
    return records;
  }
  void Wake() override {}

 private:
  absl::Status Collect(Position& position, std::size_t max,
                       std::vector<eventlog::LogRecord>* out) const {
    const Broker& broker = *connection_->broker_;
    const Offset end = connection_->VisibleEnd(position.partition);
    if (position.at > end) {
      return eventlog::OffsetOutOfRange(broker.PlaceOf(position.partition), position.at, 0, end);
    }
    for (; position.at < end && out->size() < max; ++position.at) {
      out->push_back({broker.PlaceOf(position.partition), position.at,
                      broker.records(position.partition)[static_cast<std::size_t>(position.at)]});
    }
    return absl::OkStatus();
  }

  Connection* connection_;
  std::vector<Position> positions_;
  std::size_t first_ = 0;
};

absl::StatusOr<std::unique_ptr<eventlog::LogReader>> Connection::OpenReader(
    std::vector<eventlog::ReadStart> starts) {
  hook_(Port::kOpenReader);
  if (absl::Status reachable = CheckReachable(); !reachable.ok()) return reachable;
  std::vector<Reader::Position> positions;
  for (const eventlog::ReadStart& start : starts) {
    const std::size_t partition = broker_->IndexOf(start.source);
    const Offset end = VisibleEnd(partition);
    if (start.from < 0 || start.from > end) {
      return eventlog::OffsetOutOfRange(start.source, start.from, 0, end);
    }
    positions.push_back({partition, start.from});
  }
  return std::make_unique<Reader>(this, std::move(positions));
}

}  // namespace rondetafel::simulation
