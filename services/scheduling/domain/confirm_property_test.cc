// Whatever was done before: ExplainConfirm lists nothing exactly when ConfirmConsultation is
// accepted (R158).
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "services/scheduling/domain/obstacles.h"
#include "services/scheduling/domain/people.h"
#include "services/scheduling/testing/consultation_world.h"

namespace rondetafel::scheduling {
namespace {

constexpr std::string_view kPeople[] = {kYouth, kMother, kFather, kHelper};

// Tries a command; a refusal leaves the world as it was.
template <class Command>
void Attempt(World& world, const Command& command) {
  if (!world.Try(command).refused()) world.Do(command);
}

void Step(World& world, int kind, std::string_view person, bool yes) {
  const std::string id(person);
  const auto answer = yes ? type::v1::ANSWER_YES : type::v1::ANSWER_NO;
  switch (kind) {
    case 0:
      return Attempt(world, RecordAgreement{yes ? Yes(person, Day(2021, 3, 10))
                                                : No(person, Day(2021, 3, 10))});
    case 1: {
      ProposeInvitee propose;
      propose.person_id = id;
      return Attempt(world, propose);
    }
    case 2: {
      v1::RemoveInviteeRequest remove;
      remove.set_person_id(id);
      return Attempt(world, remove);
    }
    case 3: {
      ApproveInvitee approve;
      approve.request.set_person_id(id);
      approve.request.set_approved_by_person_id(std::string(kYouth));
      return Attempt(world, approve);
    }
    case 4: {
      SendInvitation send;
      send.request.set_person_id(id);
      return Attempt(world, send);
    }
    case 5: {
      v1::AnswerPlaceRequest place;
      place.set_place_id(world.state().place().place_id());
      place.set_person_id(id);
      place.set_answer(answer);
      return Attempt(world, place);
    }
    case 6: {
      v1::WithdrawAgreementRequest withdraw;
      withdraw.set_person_id(id);
      return Attempt(world, withdraw);
    }
    case 7:
      return yes ? Attempt(world, ProposePlace{}) : Attempt(world, ProposeAgendaItem{});
    case 8:
      return Attempt(world, v1::PostponeConsultationRequest());
    case 9:
      if (yes) world.ChooseMoment();
      return;
    default:
      return;
  }
}

RC_GTEST_PROP(ConfirmPropertyTest, ExplainIsEmptyExactlyWhenConfirmIsAccepted, ()) {
  World world;
  // Half of the runs start from an ordinary preparation: else nearly none would come to a
  // confirmation.
  if (*rc::gen::arbitrary<bool>()) world.Prepare();
  const auto steps = *rc::gen::container<std::vector<std::tuple<int, int, bool>>>(
      rc::gen::tuple(rc::gen::inRange(0, 10), rc::gen::inRange(0, 4), rc::gen::arbitrary<bool>()));
  for (const auto& [kind, person, yes] : steps) {
    Step(world, kind, kPeople[person], yes);
    const bool explained = ObstaclesOf(world.state(), {}).empty();
    const bool accepted = !world.Try(ConfirmConsultation{}).refused();
    RC_ASSERT(explained == accepted);
    if (!accepted) continue;
    // And nobody is counted in who did not say yes personally (Q19).
    for (const v1::Invitee& invitee : world.state().invitees()) {
      RC_ASSERT(!IsActive(invitee) || AgreedPersonally(world.state(), invitee.person_id()));
    }
  }
  RC_CLASSIFY(ObstaclesOf(world.state(), {}).empty(), "nothing in the way");
}

}  // namespace
}  // namespace rondetafel::scheduling
