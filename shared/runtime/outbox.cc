#include "shared/runtime/outbox.h"

#include "shared/base/check.h"

namespace rondetafel::runtime {

void Outbox::Load(const projection::Snapshot& snapshot) {
  snapshot.Scan(projection::Key(kOutboxTable), "",
                [this](std::string_view, std::string_view value) {
                  v1::OutboxRow row;
                  RT_CHECK(row.ParseFromArray(value.data(), static_cast<int>(value.size())));
                  Remember(row);
                  return true;
                });
}

void Outbox::Remember(const v1::OutboxRow& row) {
  OutboxPlace place{{row.topic(), row.partition()}, row.offset(), row.reaction(), row.ordinal()};
  LaneKey key{row.topic(), base::StreamId::FromRaw(row.upstream_stream_id())};
  Lane& lane = lanes_[key];
  lane.places.insert(place);
  if (!lane.resting) ready_.insert(key);
  place_of_[base::CommandId::FromRaw(row.command_id())] = place;
  lane_of_.emplace(std::move(place), std::move(key));
}

void Outbox::Add(const v1::OutboxRow& row, projection::Rows& rows) {
  const OutboxPlace place{
      {row.topic(), row.partition()}, row.offset(), row.reaction(), row.ordinal()};
  *rows.Mutable<v1::OutboxRow>(OutboxKey(place)) = row;
  ++counts_.written;
  Remember(row);
}

bool Outbox::Remove(const base::CommandId& id, projection::Rows& rows) {
  const auto found = place_of_.find(id);
  if (found == place_of_.end()) return false;
  const OutboxPlace place = found->second;
  place_of_.erase(found);
  rows.Erase(OutboxKey(place));
  ++counts_.deleted;
  const auto at = lane_of_.find(place);
  const LaneKey key = at->second;
  lane_of_.erase(at);
  const auto lane = lanes_.find(key);
  lane->second.places.erase(place);
  if (lane->second.places.empty()) {
    ready_.erase(key);
    if (!lane->second.resting) lanes_.erase(lane);
  }
  return true;
}

std::optional<eventlog::Offset> Outbox::Lowest(const eventlog::TopicPartition& source) const {
  const auto first = lane_of_.lower_bound(OutboxPlace{source, -1, "", 0});
  if (first == lane_of_.end() || first->first.source != source) return std::nullopt;
  return first->first.offset;
}

std::optional<Outbox::Taken> Outbox::Take() {
  if (ready_.empty()) return std::nullopt;
  const LaneKey key = *ready_.begin();
  ready_.erase(ready_.begin());
  Lane& lane = lanes_.at(key);
  RT_CHECK(!lane.resting && !lane.places.empty());
  lane.resting = true;
  return Taken{key, *lane.places.begin()};
}

void Outbox::GoOn(const LaneKey& lane, base::Instant from) {
  RT_CHECK(lanes_.at(lane).resting);
  sleeping_.emplace(from, lane);
}

void Outbox::Wake(base::Instant now) {
  while (!sleeping_.empty() && sleeping_.begin()->first <= now) {
    const LaneKey key = sleeping_.begin()->second;
    sleeping_.erase(sleeping_.begin());
    const auto lane = lanes_.find(key);
    lane->second.resting = false;
    if (lane->second.places.empty()) {
      lanes_.erase(lane);
    } else {
      ready_.insert(key);
    }
  }
}

std::optional<base::Instant> Outbox::next_wake() const {
  if (sleeping_.empty()) return std::nullopt;
  return sleeping_.begin()->first;
}

}  // namespace rondetafel::runtime
