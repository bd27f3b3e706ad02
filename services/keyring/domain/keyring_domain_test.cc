// Given a history, when a command comes, then these events.
#include <gtest/gtest.h>

#include "services/keyring/domain/case_keys.h"
#include "services/keyring/domain/namesake.h"
#include "services/keyring/domain/subject.h"

namespace rondetafel::keyring {
namespace {

// Decides and applies; the number of events says whether anything happened.
template <class State, class Command>
std::size_t When(State& state, const Command& command) {
  const auto decision = Decide(state, command, base::Context{});
  EXPECT_FALSE(decision.refused());
  for (const auto& event : decision.events()) ApplyEvent(event, state);
  return decision.events().size();
}

IdentifySubject Identify(std::string candidate) {
  return {std::move(candidate), v1::IDENTITY_BASIS_NATIONAL_NUMBER, "key"};
}

TEST(IdentifySubjectTest, FirstCandidateIsTheIdForEver) {
  v1::SubjectState state;
  EXPECT_EQ(When(state, Identify("first")), 1u);
  EXPECT_EQ(When(state, Identify("second")), 0u);
  EXPECT_EQ(state.subject_id(), "first");
}

TEST(IdentifySubjectTest, EventSaysBasisAndIdentityKey) {
  const auto decision = Decide(v1::SubjectState(), Identify("s"), base::Context{});
  const v1::SubjectIdentified& event = decision.events().at(0).subject_identified();
  EXPECT_EQ(event.basis(), v1::IDENTITY_BASIS_NATIONAL_NUMBER);
  EXPECT_EQ(event.identity_key_id(), "key");
}

RecogniseNamesake Unnumbered(std::string candidate) {
  return {std::move(candidate), "", "", "key"};
}
RecogniseNamesake Numbered(std::string candidate, std::string number, std::string owner = "") {
  return {std::move(candidate), std::move(number), std::move(owner), "key"};
}

TEST(RecogniseNamesakeTest, WithoutNumberTheFirstOfTheNameIsMeant) {
  v1::NamesakeState state;
  EXPECT_EQ(When(state, Unnumbered("a")), 1u);
  EXPECT_EQ(When(state, Unnumbered("b")), 0u);
  EXPECT_EQ(FindNamesake(state, "")->subject_id(), "a");
}

TEST(RecogniseNamesakeTest, PersonKeepsItsIdWhenTheNumberComesLater) {
  v1::NamesakeState state;
  When(state, Unnumbered("a"));
  EXPECT_EQ(When(state, Numbered("b", "n1")), 1u);
  EXPECT_EQ(FindNamesake(state, "n1")->subject_id(), "a");
  EXPECT_EQ(state.namesakes_size(), 1);
}

TEST(RecogniseNamesakeTest, AnotherNumberIsSomebodyElse) {
  v1::NamesakeState state;
  When(state, Numbered("a", "n1"));
  EXPECT_EQ(When(state, Numbered("b", "n2")), 1u);
  EXPECT_EQ(FindNamesake(state, "n1")->subject_id(), "a");
  EXPECT_EQ(FindNamesake(state, "n2")->subject_id(), "b");
}

TEST(RecogniseNamesakeTest, AnswerForANameAloneNeverChanges) {
  v1::NamesakeState state;
  When(state, Numbered("a", "n1"));
  When(state, Numbered("b", "n2"));
  EXPECT_EQ(When(state, Unnumbered("c")), 0u);
  EXPECT_EQ(FindNamesake(state, "")->subject_id(), "a");
}

TEST(RecogniseNamesakeTest, OwnerOfAKnownNumberIsFoundUnderANewNameToo) {
  v1::NamesakeState state;
  When(state, Unnumbered("a"));
  EXPECT_EQ(When(state, Numbered("c", "n1", "owner")), 1u);
  EXPECT_NE(FindNamesakeBySubject(state, "owner"), nullptr);
  // "a" was not taken for the owner: the number contradicts it.
  EXPECT_EQ(FindNamesakeBySubject(state, "a")->number_stream_id(), "");
}

TEST(RecogniseNamesakeTest, RepeatsChangeNothing) {
  for (const auto& command : {Unnumbered("a"), Numbered("a", "n"), Numbered("a", "n", "owner")}) {
    v1::NamesakeState state;
    EXPECT_EQ(When(state, command), 1u);
    EXPECT_EQ(When(state, command), 0u);
  }
}

v1::WrappedKey Wrapped(const std::string& id, const std::string& subject) {
  v1::WrappedKey key;
  key.set_key_id(id);
  key.set_subject_id(subject);
  return key;
}

TEST(IssueDataKeysTest, IssuesOnlyWhatIsMissing) {
  v1::CaseKeysState state;
  EXPECT_EQ(When(state, IssueDataKeys{{Wrapped("k0", ""), Wrapped("k1", "a")}}), 1u);
  EXPECT_EQ(When(state, IssueDataKeys{{Wrapped("x0", ""), Wrapped("x1", "a"), Wrapped("k2", "b")}}),
            1u);
  ASSERT_EQ(state.keys_size(), 3);
  EXPECT_EQ(FindKeyOf(state, "")->key_id(), "k0");
  EXPECT_EQ(FindKeyOf(state, "a")->key_id(), "k1");
  EXPECT_EQ(FindKeyOf(state, "b")->key_id(), "k2");
  EXPECT_EQ(FindKeyById(state, "x1"), nullptr);
}

TEST(IssueDataKeysTest, TwoCandidatesForOneSubjectAreOneKey) {
  v1::CaseKeysState state;
  When(state, IssueDataKeys{{Wrapped("k0", ""), Wrapped("k1", "a"), Wrapped("k2", "a")}});
  EXPECT_EQ(state.keys_size(), 2);
}

TEST(IssueDataKeysTest, NothingMissingIsNoEvent) {
  v1::CaseKeysState state;
  When(state, IssueDataKeys{{Wrapped("k0", "")}});
  EXPECT_EQ(When(state, IssueDataKeys{{Wrapped("x0", "")}}), 0u);
}

// An event of a newer version is not applied here; the fold halts before it.
TEST(ApplyEventTest, UnknownEventLeavesTheStateAlone) {
  v1::SubjectState subject;
  ApplyEvent(v1::SubjectEvent(), subject);
  v1::NamesakeState namesake;
  ApplyEvent(v1::NamesakeEvent(), namesake);
  v1::CaseKeysState keys;
  ApplyEvent(v1::CaseKeysEvent(), keys);
  EXPECT_EQ(subject.ByteSizeLong() + namesake.ByteSizeLong() + keys.ByteSizeLong(), 0u);
}

}  // namespace
}  // namespace rondetafel::keyring
