#include "services/triage/domain/facilitator.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "services/triage/domain/given.h"

namespace rondetafel::triage {
namespace {

FacilitatorStream Registered() {
  FacilitatorStream stream;
  stream.When(Chair("actor-one"));
  return stream;
}
NoteAppointment Chairs(const std::string& assessment, std::vector<std::string> organisations) {
  return {assessment, std::move(organisations), base::ToProto(base::Date{2021, 3, 8})};
}

// R7: one entry per person; retired ones stay on record.
TEST(FacilitatorTest, IsEnteredOnceAndRetiredOnce) {
  FacilitatorStream stream = Registered();
  EXPECT_EQ(Reason(stream.When(Chair("actor-one"))), "FACILITATOR_EXISTS R7");
  EXPECT_FALSE(stream.When(RetireFacilitator{{2021, 6, 1}}).refused());
  EXPECT_TRUE(stream.When(RetireFacilitator{{2021, 6, 1}}).events().empty());
  EXPECT_EQ(Reason(stream.When(RetireFacilitator{{2021, 7, 1}})), "FACILITATOR_RETIRED R7");
  EXPECT_EQ(Reason(FacilitatorStream().When(RetireFacilitator{{2021, 6, 1}})),
            "FACILITATOR_NOT_FOUND R7");
}

TEST(FacilitatorTest, HasOneStreamPerActor) {
  const auto one = base::ActorId(base::DeriveUuid("test", {"1"}));
  const auto two = base::ActorId(base::DeriveUuid("test", {"2"}));
  EXPECT_EQ(FacilitatorOf(one), FacilitatorOf(one));
  EXPECT_NE(FacilitatorOf(one), FacilitatorOf(two));
}

// R172: ties begin and end on days.
TEST(FacilitatorTieTest, EndsARunningTie) {
  FacilitatorStream stream = Registered();
  const v1::FacilitatorTie tie = TieTo("OVO1", {2020, 1, 1});
  EXPECT_EQ(stream.When(AddFacilitatorTie{tie}).events().size(), 1u);
  EXPECT_TRUE(stream.When(AddFacilitatorTie{tie}).events().empty());
  EXPECT_EQ(Reason(stream.When(EndFacilitatorTie{"OVO2", {2021, 1, 1}})), "TIE_NOT_FOUND R172");
  EXPECT_EQ(Reason(stream.When(EndFacilitatorTie{"OVO1", {2019, 12, 31}})), "DATE_TOO_EARLY R172");
  EXPECT_FALSE(stream.When(EndFacilitatorTie{"OVO1", {2020, 12, 31}}).refused());
  EXPECT_EQ(Reason(stream.When(EndFacilitatorTie{"OVO1", {2021, 1, 1}})), "TIE_NOT_FOUND R172");
  EXPECT_EQ(TiedOrganisations(stream.state(), {2020, 12, 31}, {2021, 2, 1}).size(), 1u);
  EXPECT_EQ(TiedOrganisations(stream.state(), {2021, 1, 1}, {2021, 2, 1}).size(), 0u);
}

// Q24: a later tie is checked against every case chaired now.
TEST(FacilitatorTieTest, FindsTheCasesItPutsInQuestion) {
  FacilitatorStream stream = Registered();
  stream.When(Chairs("cases/1/assessments/1", {"OVO1", "OVO2"}));
  stream.When(Chairs("cases/2/assessments/2", {"OVO3"}));
  const FacilitatorDecision decision = stream.When(AddFacilitatorTie{TieTo("OVO2", {2021, 3, 9})});
  ASSERT_EQ(decision.events().size(), 2u);
  const auto& found = decision.events()[1].independence_conflict_found();
  EXPECT_EQ(found.assessment_name(), "cases/1/assessments/1");
  EXPECT_EQ(found.organisation_ids(0), "OVO2");
}

// Q24, other side: the appointment was decided on an entry that changed meanwhile.
TEST(NoteAppointmentTest, ChecksTheTiesOfNow) {
  FacilitatorStream stream = Registered();
  stream.When(AddFacilitatorTie{TieTo("OVO1", {2021, 1, 1})});
  const FacilitatorDecision decision = stream.When(Chairs("cases/1/assessments/1", {"OVO1"}));
  ASSERT_EQ(decision.events().size(), 2u);
  EXPECT_TRUE(stream.When(Chairs("cases/1/assessments/1", {"OVO1"})).events().empty());
  // The case changes: only what is new is found.
  EXPECT_EQ(stream.When(Chairs("cases/1/assessments/1", {"OVO1", "OVO9"})).events().size(), 1u);
}

TEST(NoteAppointmentTest, AReplacedChairIsNoLongerChecked) {
  FacilitatorStream stream = Registered();
  stream.When(Chairs("cases/1/assessments/1", {"OVO1"}));
  EXPECT_EQ(stream.When(EndAppointment{"cases/1/assessments/1"}).events().size(), 1u);
  EXPECT_TRUE(stream.When(EndAppointment{"cases/1/assessments/1"}).events().empty());
  EXPECT_EQ(stream.When(AddFacilitatorTie{TieTo("OVO1", {2021, 3, 9})}).events().size(), 1u);
}

// Q24: in whatever order ties and appointments are recorded, the same conflicts are found.
RC_GTEST_PROP(IndependenceProperty, DoesNotDependOnTheOrder, ()) {
  const auto tied = *rc::gen::inRange(0, 4);
  const auto in_case = *rc::gen::inRange(0, 4);
  const auto tie = AddFacilitatorTie{TieTo("OVO" + std::to_string(tied), {2021, 3, 1})};
  const auto appointment = Chairs("cases/1/assessments/1", {"OVO" + std::to_string(in_case)});
  FacilitatorStream first = Registered();
  FacilitatorStream second = Registered();
  first.When(tie);
  first.When(appointment);
  second.When(appointment);
  second.When(tie);
  const auto found = [](const FacilitatorStream& stream) {
    return stream.state().appointments(0).reported_organisation_ids_size();
  };
  RC_ASSERT(found(first) == found(second));
  RC_ASSERT(found(first) == (tied == in_case ? 1 : 0));
}

}  // namespace
}  // namespace rondetafel::triage
