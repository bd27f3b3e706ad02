// Desk (regionaal loket): the contact record of one region, versioned in time (R107–R109, 1d, Q5).
// One stream per region; a record holds until the day before the next. Public data.
#pragma once
#include <optional>

#include "rondetafel/triage/v1/events.pb.h"
#include "rondetafel/triage/v1/state.pb.h"
#include "shared/base/civil_date.h"
#include "shared/base/decision.h"

namespace rondetafel::triage {

using DeskDecision = base::Decision<v1::DeskEvent>;

struct RecordDesk {
  v1::DeskRecord record;
};
// From the data file at start-up: leaves alone what somebody recorded for that day.
struct SeedDesk {
  v1::DeskRecord record;
};
DeskDecision Decide(const v1::DeskState& state, const RecordDesk& command,
                    const base::Context& context);
DeskDecision Decide(const v1::DeskState& state, const SeedDesk& command,
                    const base::Context& context);
void ApplyEvent(const v1::DeskEvent& event, v1::DeskState& state);

// The record that holds on a date, with its last day; nullopt before the first.
std::optional<v1::DeskRecord> DeskOn(const v1::DeskState& state, const base::Date& on);
base::StreamId DeskOf(type::v1::Region region);

}  // namespace rondetafel::triage
