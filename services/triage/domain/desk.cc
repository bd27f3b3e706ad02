#include "services/triage/domain/desk.h"

#include <algorithm>

#include "services/triage/domain/assessment_access.h"

namespace rondetafel::triage {
namespace {

const v1::DeskRecord* FindRecord(const v1::DeskState& state, const google::type::Date& from) {
  for (const v1::DeskRecord& record : state.records()) {
    if (base::FromProto(record.valid_from()) == base::FromProto(from)) return &record;
  }
  return nullptr;
}

DeskDecision Recorded(const v1::DeskRecord& record) {
  v1::DeskEvent event;
  *event.mutable_desk_recorded()->mutable_record() = record;
  return std::vector<v1::DeskEvent>{std::move(event)};
}

}  // namespace

DeskDecision Decide(const v1::DeskState& state, const RecordDesk& command,
                    const base::Context& context) {
  if (!IsOwnRegion(context.actor, command.record.region())) {
    return Refuse(v1::TRIAGE_REASON_OTHER_REGION, "R107");
  }
  const v1::DeskRecord* known = FindRecord(state, command.record.valid_from());
  if (known != nullptr && known->SerializeAsString() == command.record.SerializeAsString()) {
    return DeskDecision::AlreadySo();
  }
  return Recorded(command.record);
}

DeskDecision Decide(const v1::DeskState& state, const SeedDesk& command, const base::Context&) {
  if (FindRecord(state, command.record.valid_from()) != nullptr) return DeskDecision::AlreadySo();
  return Recorded(command.record);
}

void ApplyEvent(const v1::DeskEvent& event, v1::DeskState& state) {
  switch (event.event_case()) {
    case v1::DeskEvent::kDeskRecorded:
      break;
    case v1::DeskEvent::EVENT_NOT_SET:
      return;
  }
  const v1::DeskRecord& record = event.desk_recorded().record();
  auto& records = *state.mutable_records();
  for (v1::DeskRecord& known : records) {
    if (base::FromProto(known.valid_from()) != base::FromProto(record.valid_from())) continue;
    known = record;
    return;
  }
  *records.Add() = record;
  std::sort(records.begin(), records.end(), [](const auto& a, const auto& b) {
    return base::FromProto(a.valid_from()) < base::FromProto(b.valid_from());
  });
}

std::optional<v1::DeskRecord> DeskOn(const v1::DeskState& state, const base::Date& on) {
  std::optional<v1::DeskRecord> holds;
  for (const v1::DeskRecord& record : state.records()) {
    const base::Date from = base::FromProto(record.valid_from());
    if (from <= on) {
      holds = record;
    } else if (holds) {
      *holds->mutable_valid_until() =
          base::ToProto(base::DateFromDayNumber(base::DayNumber(from) - 1));
      break;
    }
  }
  return holds;
}

base::StreamId DeskOf(type::v1::Region region) {
  return base::StreamId(base::DeriveUuid("desk", {type::v1::Region_Name(region)}));
}

}  // namespace rondetafel::triage
