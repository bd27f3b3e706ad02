// The scenes of the demo, in order.
#pragma once
#include "tools/rtctl/demo/cast.h"

namespace rondetafel::rtctl {

// The chairs of the register.
struct Chairs {
  std::string first;
  std::string second;
  std::string tied_to_school;
};

inline constexpr std::string_view kFirstChair = "chair-one";
inline constexpr std::string_view kSecondChair = "chair-two";
inline constexpr std::string_view kTiedChair = "chair-three";

// An ordinary case end to end, and its follow-up. Returns the names of the first request.
Filed TellOrdinaryCase(Teller& teller, const Chairs& chairs);
// A request that is rejected, with its letter.
void TellRejection(Teller& teller);
// The hard one, up to the appointment of the chair. `moment_of_refusal` is just after the father's
// no.
Filed TellHardRequest(Teller& teller, const Chairs& chairs, base::Instant* moment_of_refusal);
// The hard one from there: ill chair, postponed meeting, a withdrawal, a follow-up.
void TellHardMeeting(Teller& teller, const Chairs& chairs, const Filed& filed);

}  // namespace rondetafel::rtctl
