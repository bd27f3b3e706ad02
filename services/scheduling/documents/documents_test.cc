// Documents hold what their reader may have, and nobody's contact data (R163, R176, R177, 1c).
#include "services/scheduling/documents/documents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/scheduling/documents/words.h"
#include "services/scheduling/domain/people.h"
#include "services/scheduling/testing/consultation_world.h"

namespace rondetafel::scheduling {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

OpenedTexts Texts(const World& world) {
  OpenedTexts texts;
  for (const auto& person : world.state().persons()) {
    texts.names[person.person_id()] = "Naam van " + person.person_id();
  }
  for (const auto& item : world.state().agenda()) texts.agenda[item.agenda_item_id()] = "Het punt";
  for (const auto& item : world.state().information_agreement().items()) {
    texts.information[item.information_item_id()] = "Het verslag";
  }
  texts.place = "Buurthuis";
  texts.chair_name = "Voorzitter Voorbeeld";
  return texts;
}

std::string InvitationOf(const World& world, std::string_view person,
                         v1::InvitationContent content) {
  return RenderInvitation(world.state(), *FindInvitee(world.state(), person), content, Texts(world))
      .text;
}

// Q26: chair, date and place only.
TEST(RenderInvitationTest, BareSaysChairDateAndPlace) {
  World world;
  world.Prepare();
  const std::string text = InvitationOf(world, kMother, v1::INVITATION_CONTENT_BARE);
  EXPECT_THAT(text, HasSubstr("Beste Naam van mother"));
  EXPECT_THAT(text, HasSubstr("Voorzitter Voorbeeld"));
  EXPECT_THAT(text, HasSubstr("donderdag 01/04/2021 om 14.00 uur"));
  EXPECT_THAT(text, HasSubstr("Buurthuis"));
  EXPECT_THAT(text, Not(HasSubstr("Het punt")));
  for (std::string_view other : {kYouth, kFather, kHelper}) {
    EXPECT_THAT(text, Not(HasSubstr(std::string(other))));
  }
}

// R163: an item whose information is not for this person stays out.
TEST(RenderInvitationTest, LeavesOutWhatTheInformationAgreementWithholds) {
  World world;
  world.Prepare();
  MakeInformationAgreement make;
  v1::InformationItem& item = *make.agreement.add_items();
  item.set_agenda_item_id(world.state().agenda(0).agenda_item_id());
  item.add_recipient_person_ids(std::string(kHelper));
  make.agreement.add_agreed_by_person_ids(std::string(kYouth));
  make.agreement.add_agreed_by_person_ids(std::string(kHelper));
  world.Do(make);
  EXPECT_THAT(InvitationOf(world, kHelper, v1::INVITATION_CONTENT_FULL), HasSubstr("Het punt"));
  EXPECT_THAT(InvitationOf(world, kFather, v1::INVITATION_CONTENT_FULL),
              Not(HasSubstr("Het punt")));
}

// Q19: who refused is not announced to the others.
TEST(RenderInvitationTest, DoesNotAnnounceWhoRefused) {
  World world;
  world.Prepare();
  world.Do(RecordAgreement{No(kFather, Day(2021, 3, 12))});
  const std::string text = InvitationOf(world, kMother, v1::INVITATION_CONTENT_FULL);
  EXPECT_THAT(text, HasSubstr("Naam van helper"));
  EXPECT_THAT(text, Not(HasSubstr("father")));
}

TEST(ContentForTest, FallsBackToBareWhenTheAgreementIsGone) {
  World world;
  world.Prepare();
  world.Send(kMother, v1::INVITATION_CONTENT_FULL);
  const auto content = [&] {
    return ContentFor(world.state(), *FindInvitee(world.state(), kMother), {});
  };
  EXPECT_EQ(content(), v1::INVITATION_CONTENT_FULL);
  v1::WithdrawAgreementRequest withdraw;
  withdraw.set_person_id(std::string(kMother));
  world.Do(withdraw);
  EXPECT_EQ(content(), v1::INVITATION_CONTENT_BARE);
}

// 1c: after a withdrawal the list goes on without that person's name; the count stays.
TEST(RenderAttendanceListTest, NamesNobodyWhoWithdrew) {
  World world;
  world.Prepare();
  world.Confirm();
  world.set_today(2021, 4, 1);
  HoldMeeting hold = world.Meeting();
  hold.attendance[3].attendance.set_presence(v1::PRESENCE_REMOTE);
  world.Do(hold);
  std::string text = RenderAttendanceList(world.state(), Texts(world)).text;
  EXPECT_THAT(text, HasSubstr("Naam van mother, ouder: aanwezig\n"));
  EXPECT_THAT(text, HasSubstr("Naam van helper, hulpverlener: aanwezig op afstand\n"));
  v1::WithdrawAgreementRequest withdraw;
  withdraw.set_person_id(std::string(kMother));
  world.Do(withdraw);
  text = RenderAttendanceList(world.state(), Texts(world)).text;
  EXPECT_THAT(text, Not(HasSubstr("Naam van mother")));
  EXPECT_THAT(text, HasSubstr(", ouder: aanwezig\n"));
}

// R46, R163
TEST(RenderInformationAgreementTest, IsForOneRecipientOrWhole) {
  World world;
  world.Prepare();
  const OpenedTexts texts = Texts(world);
  EXPECT_THAT(RenderInformationAgreement(world.state(), std::string(kHelper), texts).text,
              HasSubstr("Het verslag"));
  EXPECT_THAT(RenderInformationAgreement(world.state(), std::string(kFather), texts).text,
              Not(HasSubstr("Het verslag")));
  EXPECT_THAT(RenderInformationAgreement(world.state(), "", texts).text,
              HasSubstr("Naam van helper, hulpverlener"));
}

TEST(DutchOfTest, WritesAMomentAsPeopleDo) {
  EXPECT_EQ(DutchOf(At(2021, 12, 31, 23)), "vrijdag 31/12/2021 om 23.00 uur");
}

}  // namespace
}  // namespace rondetafel::scheduling
