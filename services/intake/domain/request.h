// A request for a consultation (aanvraag, `Request`): filed, amended, answered by the people
// involved, withdrawn, and from then on a note of what the desk and the chair did with it.
//
// One aggregate, one stream. Commands are decided on the state the events gave; the notes of other
// services' facts are commands too, and find things "already so" when they come twice. Everything
// here is pure and works on codes: sealed fields are carried, never opened.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "rondetafel/intake/v1/content.pb.h"
#include "rondetafel/intake/v1/events.pb.h"
#include "rondetafel/intake/v1/service.pb.h"
#include "rondetafel/intake/v1/state.pb.h"
#include "shared/base/decision.h"

namespace rondetafel::intake {

using State = v1::RequestState;
using RequestDecision = base::Decision<v1::RequestEvent>;

// ---- Commands ----

// Files a request. The edge has checked the shape, sealed what is personal and found the age bands;
// the reference, the requester's role and completeness are filled in by the decision.
struct SubmitRequest {
  v1::RequestContent content;
  std::vector<type::v1::Agreement> agreements;
  std::vector<v1::SealedIdentity> identities;
  // Whoever the request is filed for when that is not the actor: a follow-up asked in the work
  // plan.
  std::string on_behalf_of_actor_id;
};

// Replaces the coded content; `content.persons` holds the persons given again only.
struct AmendRequest {
  v1::RequestContent content;
  std::vector<v1::SealedIdentity> identities;
  std::vector<std::string> removed_person_ids;
};

struct WithdrawRequest {
  v1::WithdrawalReason reason = v1::WITHDRAWAL_REASON_UNSPECIFIED;
  base::Date withdrawn_on;
};

// A yes or a no.
struct RecordAgreement {
  type::v1::Agreement agreement;
};

struct WithdrawAgreement {
  std::string person_id;
  base::Date withdrawn_on;
  type::v1::Channel channel = type::v1::CHANNEL_UNSPECIFIED;
  std::string reported_by;
};

// ---- Decisions ----

RequestDecision Decide(const State& state, const SubmitRequest& command,
                       const base::Context& context);
RequestDecision Decide(const State& state, const AmendRequest& command,
                       const base::Context& context);
RequestDecision Decide(const State& state, const WithdrawRequest& command,
                       const base::Context& context);
RequestDecision Decide(const State& state, const RecordAgreement& command,
                       const base::Context& context);
RequestDecision Decide(const State& state, const WithdrawAgreement& command,
                       const base::Context& context);

// Facts of triage, scheduling and workplan, noted: never refused, at most already so.
RequestDecision Decide(const State& state, const v1::AssessmentNoted& fact);
RequestDecision Decide(const State& state, const v1::RequestAdmissionNoted& fact);
RequestDecision Decide(const State& state, const v1::RequestRejectionNoted& fact);
RequestDecision Decide(const State& state, const v1::RequestTransferNoted& fact);
RequestDecision Decide(const State& state, const v1::RequestRedirectionNoted& fact);
RequestDecision Decide(const State& state, const v1::ChairAppointmentNoted& fact);
RequestDecision Decide(const State& state, const v1::MeetingNoted& fact);
RequestDecision Decide(const State& state, const v1::ConsultationEndNoted& fact);
RequestDecision Decide(const State& state, const v1::PlanNoted& fact);
RequestDecision Decide(const State& state, const v1::AgreementNoted& fact);

// ---- Fold ----

void Apply(const v1::RequestSubmitted& event, State& state);
void Apply(const v1::RequestAmended& event, State& state);
void Apply(const v1::AgreementGiven& event, State& state);
void Apply(const v1::AgreementRefused& event, State& state);
void Apply(const v1::AgreementWithdrawn& event, State& state);
void Apply(const v1::RequestWithdrawn& event, State& state);
void Apply(const v1::AssessmentNoted& event, State& state);
void Apply(const v1::RequestAdmissionNoted& event, State& state);
void Apply(const v1::RequestRejectionNoted& event, State& state);
void Apply(const v1::RequestTransferNoted& event, State& state);
void Apply(const v1::RequestRedirectionNoted& event, State& state);
void Apply(const v1::ChairAppointmentNoted& event, State& state);
void Apply(const v1::MeetingNoted& event, State& state);
void Apply(const v1::ConsultationEndNoted& event, State& state);
void Apply(const v1::PlanNoted& event, State& state);
void Apply(const v1::AgreementNoted& event, State& state);
// The dispatch over the oneof.
void ApplyEvent(const v1::RequestEvent& event, State& state);

// ---- Questions ----

// The state shown to people (R154, 1c); UNSPECIFIED when there is no request.
v1::RequestStatus StatusOf(const State& state);
// The latest answer of each person, in the order first heard.
google::protobuf::RepeatedPtrField<type::v1::Agreement> AgreementsOf(const State& state);
const type::v1::PersonInCase* FindPerson(const v1::RequestContent& content,
                                         std::string_view person_id);
bool IsProfessional(type::v1::PersonRole role);

// Whether the actor has to do with the request at all: who filed it, the desk of its region, the
// appointed chair, the migration, the suite itself.
bool IsRelated(const State& state, const type::v1::Actor& actor);
// Whether the actor may see this person's personal data: a desk, and the chair, of everybody; who
// filed the request only of those this actor described, so that a parent never sees what the desk
// wrote about the other one.
bool MaySeePerson(const State& state, const type::v1::Actor& actor, std::string_view person_id);

// What is missing for an assessment, as field paths within the content (R186). From the migration
// only what the gates need counts as missing: old registrations hold no more.
std::vector<std::string> MissingFields(const v1::RequestContent& content);
// The rule that asks for a missing field: "R169" for a birth date.
std::string RuleOfMissing(std::string_view path);
// Faults of a content whose parts do not fit together: no youth, a requester who is not in it.
std::vector<base::FieldFault> Contradictions(const v1::RequestContent& content);

}  // namespace rondetafel::intake
