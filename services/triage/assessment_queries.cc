// Looking at assessments.
#include <algorithm>

#include "services/triage/documents/rejection_letter.h"
#include "services/triage/domain/assessment_access.h"
#include "services/triage/domain/desk.h"
#include "services/triage/edge/request_check.h"
#include "services/triage/errors.h"
#include "services/triage/triage_handlers.h"
#include "services/triage/views/views.h"
#include "shared/base/status.h"
#include "shared/rpc/page_token.h"

namespace rondetafel::triage {
namespace {

// What is opened beside it is left out of the coded content.
void LeaveOutSealed(intake::v1::RequestContent* content) {
  content->clear_question();
  for (auto& person : *content->mutable_persons()) {
    person.clear_name();
    person.clear_phone();
    person.clear_mail();
    person.clear_address();
  }
}

void FillCodes(const v1::AssessmentState& state, v1::Assessment* out) {
  out->set_request_name(state.request_name());
  out->set_reference(state.content().reference());
  out->set_status(state.status());
  out->set_region(state.region());
  *out->mutable_received_on() = state.content().received_on();
  if (state.has_waiting_since()) *out->mutable_waiting_since() = state.waiting_since();
  *out->mutable_content() = state.content();
  LeaveOutSealed(out->mutable_content());
  *out->mutable_agreements() = state.agreements();
  *out->mutable_capacity() = state.capacity();
  *out->mutable_gates() = state.gates();
  if (state.has_admission()) *out->mutable_admission() = state.admission();
  if (state.has_rejection()) {
    *out->mutable_rejection() = state.rejection();
    out->mutable_rejection()->clear_motivation();
  }
  if (state.has_chair()) {
    out->set_facilitator_name(state.chair().facilitator_name());
    *out->mutable_chair_appointed_on() = state.chair().appointed_on();
    *out->mutable_questioned_organisation_ids() = state.chair().questioned_organisation_ids();
  }
  *out->mutable_transfers() = state.transfers();
  if (state.has_redirection()) *out->mutable_redirection() = state.redirection();
  if (state.has_withdrawal()) *out->mutable_withdrawal() = state.withdrawal();
}

bool Wanted(const v1::ListAssessmentsRequest& request, const v1::AssessmentRow& row) {
  const auto& statuses = request.statuses();
  if (!statuses.empty() &&
      std::find(statuses.begin(), statuses.end(), row.status()) == statuses.end()) {
    return false;
  }
  const bool without_chair =
      row.status() == v1::ASSESSMENT_STATUS_ADMISSIBLE && row.facilitator_name().empty();
  if (request.without_chair() && !without_chair) return false;
  if (request.independence_questioned() && !row.independence_questioned()) return false;
  return !base::IsSet(request.waiting_since_until()) ||
         (row.has_waiting_since() &&
          base::FromProto(row.waiting_since()) <= base::FromProto(request.waiting_since_until()));
}

// Every filter: a page token fits this list and no other.
std::string QueryOf(v1::ListAssessmentsRequest request) {
  request.clear_page_size();
  request.clear_page_token();
  request.clear_position();
  return rpc::PageQuery("ListAssessments", {request.SerializeAsString()});
}

}  // namespace

absl::StatusOr<TriageHandlers::Look> TriageHandlers::LookAt(
    const rpc::Call& call, const base::ResourceName& name, const type::v1::Position& position,
    std::optional<base::Instant> as_known_on) {
  Look look;
  RT_ASSIGN_OR_RETURN(look.view, runtime_.Read(position, call.deadline));
  if (!as_known_on) {
    RT_ASSIGN_OR_RETURN(look.state, ReadAssessment(*look.view.snapshot, name));
  } else {
    // A tick after that moment has to be folded: nothing may still be recorded at or before it.
    RT_ASSIGN_OR_RETURN(look.view, runtime_.ReadStrong(name.case_id, call.deadline));
    auto state = runtime::StateAsKnownOn(*look.view.snapshot, AssessmentKind(), name.case_id,
                                         name.stream_id, *as_known_on);
    if (absl::IsNotFound(state.status())) {
      return TriageError(v1::TRIAGE_REASON_ASSESSMENT_NOT_FOUND, "R173");
    }
    RT_RETURN_IF_ERROR(state.status());
    look.state = static_cast<const v1::AssessmentState&>(**state);
  }
  if (!IsOwnRegion(call.actor, look.state.region())) {
    return TriageError(v1::TRIAGE_REASON_OTHER_REGION, "R180");
  }
  return look;
}

absl::Status TriageHandlers::OpenPeople(const v1::AssessmentState& state, base::Instant deadline,
                                        v1::Assessment* out) {
  for (const auto& person : state.content().persons()) {
    v1::OpenedPerson& opened = *out->add_people();
    opened.set_person_id(person.person_id());
    opened.set_role(person.role());
    RT_ASSIGN_OR_RETURN(*opened.mutable_name(), OpenText(person.name(), "person.name", deadline));
    RT_ASSIGN_OR_RETURN(*opened.mutable_phone(),
                        OpenText(person.phone(), "person.phone", deadline));
    RT_ASSIGN_OR_RETURN(*opened.mutable_mail(), OpenText(person.mail(), "person.mail", deadline));
    RT_ASSIGN_OR_RETURN(*opened.mutable_address(),
                        OpenText(person.address(), "person.address", deadline));
  }
  return absl::OkStatus();
}

absl::Status TriageHandlers::OpenContacts(const v1::AssessmentState& state, base::Instant deadline,
                                          v1::Assessment* out) {
  for (const v1::ContactLogged& logged : state.contacts()) {
    v1::Contact& contact = *out->add_contacts();
    contact.set_contact_id(logged.contact_id());
    *contact.mutable_contacted_at() = logged.contacted_at();
    contact.set_channel(logged.channel());
    contact.set_person_id(logged.person_id());
    contact.set_reached(logged.reached());
    RT_ASSIGN_OR_RETURN(*contact.mutable_note(), OpenText(logged.note(), "contact.note", deadline));
  }
  return absl::OkStatus();
}

// What was decided before in this case: the rejection of a re-submission, the chair of a follow-up
// (Q20).
void TriageHandlers::AddEarlier(const projection::Snapshot& snapshot,
                                const v1::AssessmentState& state, v1::Assessment* out) const {
  out->set_earlier_assessment_name(state.earlier_assessment_name());
  if (const auto name = base::ParseName(state.earlier_assessment_name(), "assessments")) {
    const auto earlier = ReadAssessment(snapshot, *name);
    if (earlier.ok() && earlier->has_rejection()) {
      *out->mutable_earlier_grounds() = earlier->rejection().grounds();
      *out->mutable_earlier_decided_on() = earlier->rejection().decided_on();
    }
  }
  if (const auto name = base::ParseName(state.preceding_assessment_name(), "assessments")) {
    const auto preceding = ReadAssessment(snapshot, *name);
    if (preceding.ok()) {
      out->set_proposed_facilitator_name(preceding->chair().facilitator_name());
    }
  }
}

absl::StatusOr<v1::GetAssessmentResponse> TriageHandlers::GetAssessment(
    const rpc::Call& call, const v1::GetAssessmentRequest& request) {
  RequestCheck check(call);
  const base::ResourceName name = check.Name("name", request.name(), "assessments");
  std::optional<base::Instant> as_known_on;
  if (request.has_as_known_on()) {
    as_known_on = check.PastMoment("as_known_on", request.as_known_on());
  }
  RT_RETURN_IF_ERROR(std::move(check).ToStatus());
  RT_ASSIGN_OR_RETURN(const Look look, LookAt(call, name, request.position(), as_known_on));
  v1::GetAssessmentResponse response;
  v1::Assessment* out = response.mutable_assessment();
  out->set_name(base::FormatName("assessments", name.case_id, name.stream_id));
  FillCodes(look.state, out);
  AddEarlier(*look.view.snapshot, look.state, out);
  RT_RETURN_IF_ERROR(OpenPeople(look.state, call.deadline, out));
  RT_RETURN_IF_ERROR(OpenContacts(look.state, call.deadline, out));
  RT_ASSIGN_OR_RETURN(*out->mutable_question(),
                      OpenText(look.state.content().question(), "request.question", call.deadline));
  RT_ASSIGN_OR_RETURN(*out->mutable_motivation(), OpenText(look.state.rejection().motivation(),
                                                           "decision.motivation", call.deadline));
  *response.mutable_position() = look.view.position;
  return response;
}

absl::StatusOr<v1::ExplainGatesResponse> TriageHandlers::ExplainGates(
    const rpc::Call& call, const v1::ExplainGatesRequest& request) {
  RequestCheck check(call);
  const base::ResourceName name = check.Name("name", request.name(), "assessments");
  std::optional<base::Instant> as_known_on;
  if (request.has_as_known_on()) {
    as_known_on = check.PastMoment("as_known_on", request.as_known_on());
  }
  base::Date day = base::ToBrussels(as_known_on.value_or(call.now)).date;
  if (base::IsSet(request.by_rules_of()))
    day = check.AnyDate("by_rules_of", request.by_rules_of(), "R173");
  RT_RETURN_IF_ERROR(std::move(check).ToStatus());
  RT_ASSIGN_OR_RETURN(const Look look, LookAt(call, name, request.position(), as_known_on));
  v1::ExplainGatesResponse response;
  const bool decided = look.state.has_admission() || look.state.has_rejection();
  if (decided && !base::IsSet(request.by_rules_of())) {
    *response.mutable_results() = look.state.gates();
    *response.mutable_evaluated_on() = look.state.evaluated_on();
    response.set_as_decided(true);
  } else {
    for (auto& result : EvaluateGates(look.state, day)) {
      *response.add_results() = std::move(result);
    }
    *response.mutable_evaluated_on() = base::ToProto(day);
  }
  response.set_status(look.state.status());
  *response.mutable_position() = look.view.position;
  return response;
}

absl::StatusOr<v1::ListAssessmentsResponse> TriageHandlers::ListAssessments(
    const rpc::Call& call, const v1::ListAssessmentsRequest& given) {
  v1::ListAssessmentsRequest request = given;
  if (request.region() == type::v1::REGION_UNSPECIFIED) request.set_region(call.actor.region());
  if (request.scope() == v1::ASSESSMENT_SCOPE_UNSPECIFIED) {
    request.set_scope(v1::ASSESSMENT_SCOPE_WAITING);
  }
  RequestCheck check(call);
  check.Region("region", request.region());
  check.Choice("scope", v1::AssessmentScope_IsValid(request.scope()), "R154");
  if (base::IsSet(request.waiting_since_until())) {
    check.AnyDate("waiting_since_until", request.waiting_since_until(), "R154");
  }
  RT_RETURN_IF_ERROR(std::move(check).ToStatus());
  if (!IsOwnRegion(call.actor, request.region())) {
    return TriageError(v1::TRIAGE_REASON_OTHER_REGION, "R180");
  }
  const std::string query = QueryOf(request);
  RT_ASSIGN_OR_RETURN(const rpc::Page page,
                      rpc::ReadPage(request.page_size(), request.page_token(), query));
  RT_ASSIGN_OR_RETURN(const runtime::ReadView view,
                      runtime_.Read(request.position(), call.deadline));
  v1::ListAssessmentsResponse response;
  view.snapshot->Scan(
      AssessmentListPrefix(request.region(), request.scope()), page.from,
      [&](std::string_view key, std::string_view) {
        auto row = view.snapshot->Get<v1::AssessmentRow>(AssessmentRowKey(StreamInListKey(key)));
        if (!row || !Wanted(request, *row)) return true;
        if (response.assessments_size() == page.size) {
          response.set_next_page_token(rpc::MakePageToken(key, query));
          return false;
        }
        row->clear_subject_ids();
        *response.add_assessments() = *std::move(row);
        return true;
      });
  *response.mutable_position() = view.position;
  return response;
}

absl::StatusOr<v1::GetDecisionLetterResponse> TriageHandlers::GetDecisionLetter(
    const rpc::Call& call, const v1::GetDecisionLetterRequest& request) {
  RequestCheck check(call);
  const base::ResourceName name = check.Name("name", request.name(), "assessments");
  RT_RETURN_IF_ERROR(std::move(check).ToStatus());
  RT_ASSIGN_OR_RETURN(const Look look, LookAt(call, name, request.position(), std::nullopt));
  if (!look.state.has_rejection()) return TriageError(v1::TRIAGE_REASON_NO_REJECTION, "R165");
  const v1::RequestRejected& rejection = look.state.rejection();
  const auto desk = DeskOn(
      look.view.snapshot->Get<v1::DeskState>(runtime::StateKey("desk", DeskOf(rejection.region())))
          .value_or(v1::DeskState()),
      base::FromProto(rejection.decided_on()));
  if (!desk) return TriageError(v1::TRIAGE_REASON_DESK_NOT_FOUND, "R109");

  v1::GetDecisionLetterResponse response;
  v1::DecisionLetter& letter = *response.mutable_letter();
  letter.set_reference(rejection.reference());
  letter.set_procedure(rejection.procedure());
  *letter.mutable_grounds() = rejection.grounds();
  *letter.mutable_desk() = *desk;
  *letter.mutable_date() = rejection.decided_on();
  letter.set_addressee_person_id(rejection.addressee_person_id());
  RT_ASSIGN_OR_RETURN(*letter.mutable_motivation(),
                      OpenText(rejection.motivation(), "decision.motivation", call.deadline));
  Addressee addressee;
  if (const auto* person = FindPerson(look.state, rejection.addressee_person_id())) {
    RT_ASSIGN_OR_RETURN(addressee.name, OpenText(person->name(), "person.name", call.deadline));
    RT_ASSIGN_OR_RETURN(addressee.address,
                        OpenText(person->address(), "person.address", call.deadline));
  }
  letter.set_text(RejectionLetter(letter, rejection.received_on(), addressee));
  *response.mutable_position() = look.view.position;
  return response;
}

}  // namespace rondetafel::triage
