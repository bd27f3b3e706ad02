// A consultation for tests: given a family and a chair, when commands come, then events or
// refusals.
//
//   World world;                                 // youth of 15, two parents, a helper who asked
//   world.Prepare();                             // everything but the confirmation
//   EXPECT_EQ(world.RefusalOf(command), v1::SCHEDULING_REASON_…);
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "services/scheduling/domain/consultation.h"

namespace rondetafel::scheduling {

inline constexpr std::string_view kYouth = "youth";
inline constexpr std::string_view kMother = "mother";
inline constexpr std::string_view kFather = "father";
inline constexpr std::string_view kHelper = "helper";
inline constexpr std::string_view kChairId = "11111111-1111-4111-8111-111111111111";
inline constexpr std::string_view kSecondChairId = "22222222-2222-4222-8222-222222222222";

google::type::Date Day(int year, int month, int day);
type::v1::LocalMoment At(int year, int month, int day, int hour);
type::v1::PersonInCase PersonOf(std::string_view id, type::v1::PersonRole role,
                                type::v1::AgeBand band = type::v1::AGE_BAND_UNSPECIFIED);
// A helper of an organisation.
type::v1::PersonInCase HelperOf(std::string_view id, std::string_view organisation);
type::v1::Agreement Yes(std::string_view person, google::type::Date on);
type::v1::Agreement No(std::string_view person, google::type::Date on);
// The handover of a youth of the band with both parents and the helper who asked, received
// 2021-03-01.
triage::v1::ChairAppointed Appointed(type::v1::AgeBand band = type::v1::AGE_BAND_12_TO_17);

class World {
 public:
  explicit World(const triage::v1::ChairAppointed& appointed = Appointed());

  // Decides and applies; the decision must not be a refusal.
  template <class Command>
  std::vector<Event> Do(const Command& command) {
    return Take(Decide(state_, command, context()));
  }
  template <class Fact>
  std::vector<Event> Hear(const Fact& fact) {
    return Take(Note(state_, fact));
  }
  template <class Command>
  Decision Try(const Command& command) const {
    return Decide(state_, command, context());
  }
  // The refusal of a command; SCHEDULING_REASON_UNSPECIFIED when it is accepted.
  template <class Command>
  v1::SchedulingReason RefusalOf(const Command& command) const {
    return ReasonOf(Decide(state_, command, context()));
  }
  template <class Command>
  std::string RuleOf(const Command& command) const {
    const Decision decision = Decide(state_, command, context());
    return decision.refused() ? decision.rejection().rule : "";
  }

  // The steps of an ordinary preparation, on 2021-03-10 and after.
  void Contact();
  std::string AddAgendaItem();
  void Approve(std::string_view agenda_item_id, std::string_view by = kYouth);
  void Invite(std::string_view person);  // proposed, approved, invited, own yes
  void Propose(std::string_view person);
  void ApproveGuest(std::string_view person, std::string_view by = kYouth);
  void Agree(std::string_view person);
  void Send(std::string_view person, v1::InvitationContent content = v1::INVITATION_CONTENT_BARE);
  void AgreeOnInformation();
  void ChooseMoment();  // 2021-04-01 14:00
  void AgreeOnPlace();  // every active invitee says yes
  void Prepare();       // all of the above for the four
  void Confirm();
  // The meeting as planned, everybody at the table.
  HoldMeeting Meeting() const;

  const State& state() const { return state_; }
  Context context() const;
  void set_actor(type::v1::Role role, std::string_view id,
                 type::v1::Region region = type::v1::REGION_UNSPECIFIED);
  void set_today(int year, int month, int day) { today_ = {year, month, day}; }

 private:
  static v1::SchedulingReason ReasonOf(const Decision& decision);
  std::vector<Event> Take(const Decision& decision);

  State state_;
  type::v1::Actor actor_;
  base::Date today_{2021, 3, 10};
  int commands_ = 0;
};

}  // namespace rondetafel::scheduling
