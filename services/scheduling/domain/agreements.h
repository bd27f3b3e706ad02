// What an answer to the consultation brings about, whoever reported it (1c, Q19, Q22).
#pragma once
#include <string_view>
#include <vector>

#include "services/scheduling/domain/consultation.h"

namespace rondetafel::scheduling {

// Adds what follows from a yes (again) or from a no or a withdrawal of this person, given the state
// before.
void AddConsequencesOfYes(const State& state, std::string_view person_id,
                          const google::type::Date& on, std::vector<Event>& events);
void AddConsequencesOfNo(const State& state, std::string_view person_id,
                         const google::type::Date& on, std::vector<Event>& events);
// True when an answer of a later business date is known for this person.
bool NewerKnown(const State& state, std::string_view person_id, const google::type::Date& on);

}  // namespace rondetafel::scheduling
