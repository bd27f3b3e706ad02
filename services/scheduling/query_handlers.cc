// Reading consultations: one, lists, what stands in the way.
#include "services/scheduling/domain/client.h"
#include "services/scheduling/domain/guards.h"
#include "services/scheduling/domain/obstacles.h"
#include "services/scheduling/domain/people.h"
#include "services/scheduling/edge/people_edge.h"
#include "services/scheduling/errors.h"
#include "services/scheduling/scheduling_handlers.h"
#include "services/scheduling/views/consultation_views.h"
#include "shared/base/civil_date.h"
#include "shared/base/status.h"
#include "shared/rpc/page_token.h"

namespace rondetafel::scheduling {
namespace {

// Rows looked at for one page: a filter that fits few rows gives short pages, not long waits.
constexpr int kRowsScannedMax = 5000;
constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr int kNanosPerMicro = 1000;

// Personal data is for who leads the consultation and for the desk that helps; all others see
// codes.
bool SeesPeople(const type::v1::Actor& actor) {
  return actor.role() == type::v1::ROLE_EXTERNAL_CHAIR ||
         actor.role() == type::v1::ROLE_DESK_WORKER;
}

bool SharingStopped(const State& state, const std::string& person_id) {
  for (const std::string& stopped : state.sharing_stopped_person_ids()) {
    if (stopped == person_id) return true;
  }
  return false;
}

void FillCodes(const State& state, const base::ResourceName& name, v1::Consultation& shown) {
  shown.set_name(base::FormatName("consultations", name.case_id, name.stream_id));
  shown.set_request_name(state.request_name());
  shown.set_reference(state.reference());
  shown.set_status(state.status());
  shown.set_region(state.region());
  *shown.mutable_received_on() = state.received_on();
  if (state.has_earlier()) *shown.mutable_earlier() = state.earlier();
  shown.set_facilitator_name(state.facilitator_name());
  shown.set_chair_actor_id(state.chair_actor_id());
  *shown.mutable_appointed_on() = state.appointed_on();
  if (state.has_contacted_on()) *shown.mutable_contacted_on() = state.contacted_on();
  for (const auto& known : state.agreements()) *shown.add_agreements() = known.agreement();
  *shown.mutable_invitees() = state.invitees();
  shown.set_requester_person_id(state.requester_person_id());
  shown.set_disclosure_stays_with_helpers(state.disclosure_stays_with_helpers());
  shown.set_help_allocation_phase(state.help_allocation_phase());
  *shown.mutable_capacity_judgements() = state.capacity_judgements();
  *shown.mutable_sharing_stopped_person_ids() = state.sharing_stopped_person_ids();
  for (const auto* tied : TiedPersons(state)) {
    shown.add_questioned_organisation_ids(tied->organisation().organisation_id());
  }
}

void FillMeeting(const State& state, v1::Consultation& shown) {
  *shown.mutable_moments() = state.moments();
  if (state.has_planned_at()) *shown.mutable_planned_at() = state.planned_at();
  shown.set_place_id(state.place().place_id());
  shown.set_remote(state.place().remote());
  if (state.has_confirmed_on()) *shown.mutable_confirmed_on() = state.confirmed_on();
  shown.set_postponed_count(state.postponed_count());
  shown.set_meeting_id(state.meeting_id());
  if (state.has_held_at()) *shown.mutable_held_at() = state.held_at();
  *shown.mutable_attendance() = state.attendance();
  *shown.mutable_checklist() = state.checklist();
  shown.set_not_held_reason(state.not_held_reason());
  shown.set_end_reason(state.end_reason());
  if (state.has_ended_on()) *shown.mutable_ended_on() = state.ended_on();
}

// Opens fields as long as the keyring answers; the first failure stands.
class Opener {
 public:
  Opener(sealing::KeyringClient& keyring, base::Instant deadline, bool open)
      : keyring_(keyring), deadline_(deadline), open_(open) {}
  std::string Text(const type::v1::Sealed& sealed, const char* field) {
    if (!open_ || !status_.ok() || sealed.field().empty()) return "";
    absl::StatusOr<std::string> text = sealing::OpenVia(keyring_, sealed, field, deadline_);
    if (!text.ok()) {
      status_ = text.status();
      return "";
    }
    return *std::move(text);
  }
  const absl::Status& status() const { return status_; }

 private:
  sealing::KeyringClient& keyring_;
  const base::Instant deadline_;
  const bool open_;
  absl::Status status_;
};

void FillPerson(const type::v1::PersonInCase& person, bool contact, Opener& opener,
                v1::ShownPerson& shown) {
  shown.set_person_id(person.person_id());
  shown.set_role(person.role());
  if (person.has_organisation()) *shown.mutable_organisation() = person.organisation();
  shown.set_age_band(person.age_band());
  *shown.mutable_of_person_ids() = person.of_person_ids();
  shown.set_safe_contact(person.safe_contact());
  if (!contact) return;
  shown.set_name(opener.Text(person.name(), kNameField));
  shown.set_phone(opener.Text(person.phone(), kPhoneField));
  shown.set_mail(opener.Text(person.mail(), kMailField));
  shown.set_address(opener.Text(person.address(), kAddressField));
}

// Texts and people of a consultation, opened as far as `opener` opens.
void FillTexts(const State& state, Opener& opener, v1::Consultation& shown) {
  for (const auto& person : state.persons()) {
    // 1c: who withdrew after the meeting is shown in codes only.
    FillPerson(person, !SharingStopped(state, person.person_id()), opener, *shown.add_persons());
  }
  for (const v1::AgendaItem& item : state.agenda()) {
    v1::ShownAgendaItem& added = *shown.add_agenda();
    *added.mutable_item() = item;
    added.set_text(opener.Text(item.text(), kAgendaField));
    added.mutable_item()->clear_text();
    added.set_approved(ApprovedForAll(state, item.approvals()));
  }
  for (const v1::InformationItem& item : state.information_agreement().items()) {
    v1::ShownInformationItem& added = *shown.add_information_items();
    *added.mutable_item() = item;
    added.set_text(opener.Text(item.text(), kInformationField));
    added.mutable_item()->clear_text();
  }
  if (state.has_information_agreement()) {
    *shown.mutable_information_agreed_on() = state.information_agreement().made_on();
  }
  shown.set_place_text(opener.Text(state.place().text(), kPlaceField));
  shown.set_chair_name(opener.Text(state.chair_name(), kNameField));
  shown.set_question(opener.Text(state.question(), kQuestionField));
}

bool Fits(const v1::ConsultationRow& row, const v1::ListConsultationsRequest& request,
          const type::v1::Actor& actor) {
  const type::v1::Role role = actor.role();
  const bool own = role == type::v1::ROLE_EXTERNAL_CHAIR
                       ? row.chair_actor_id() == actor.actor_id()
                       : (role != type::v1::ROLE_DESK_WORKER && role != type::v1::ROLE_TEAM_LEAD) ||
                             row.region() == actor.region();
  return own &&
         (request.chair_actor_id().empty() || row.chair_actor_id() == request.chair_actor_id()) &&
         (request.region() == type::v1::REGION_UNSPECIFIED || row.region() == request.region()) &&
         (request.status() == v1::CONSULTATION_STATUS_UNSPECIFIED ||
          row.status() == request.status());
}

}  // namespace

Or<v1::Consultation> SchedulingHandlers::Show(const rpc::Call& call, const Target& target) {
  v1::Consultation shown;
  FillCodes(target.state, target.name, shown);
  FillMeeting(target.state, shown);
  Opener opener(keyring_, call.deadline, SeesPeople(call.actor));
  FillTexts(target.state, opener, shown);
  RT_RETURN_IF_ERROR(opener.status());
  RT_ASSIGN_OR_RETURN(const YouthAges ages, AgesOn(call, target, {}));
  if (target.state.status() == v1::CONSULTATION_STATUS_HELD) {
    for (v1::MissingStep step : MissingStepsOf(target.state, ages)) shown.add_missing_steps(step);
  }
  shown.set_ready_to_confirm(!IsOpen(target.state).has_value() &&
                             ObstaclesOf(target.state, ages).empty());
  return shown;
}

Or<v1::GetConsultationResponse> SchedulingHandlers::GetConsultation(
    const rpc::Call& call, const v1::GetConsultationRequest& request) {
  RT_ASSIGN_OR_RETURN(Target target, Look(call, Shape(call, request.name()), request.position()));
  if (request.has_as_known_on()) {
    // Who may look was judged by today's relations, whatever day is looked at.
    const base::Instant t{request.as_known_on().seconds() * kMicrosPerSecond +
                          request.as_known_on().nanos() / kNanosPerMicro};
    RT_ASSIGN_OR_RETURN(const runtime::ReadView view,
                        runtime_.Read(target.position, call.deadline));
    RT_ASSIGN_OR_RETURN(const auto then,
                        runtime::StateAsKnownOn(*view.snapshot, ConsultationKind(),
                                                target.name.case_id, target.name.stream_id, t));
    target.state = static_cast<const State&>(*then);
    if (target.state.status() == v1::CONSULTATION_STATUS_UNSPECIFIED) {
      return SchedulingError(v1::SCHEDULING_REASON_CONSULTATION_NOT_FOUND, "R40");
    }
  }
  v1::GetConsultationResponse response;
  RT_ASSIGN_OR_RETURN(*response.mutable_consultation(), Show(call, target));
  *response.mutable_position() = target.position;
  return response;
}

Or<v1::ExplainConfirmResponse> SchedulingHandlers::ExplainConfirm(
    const rpc::Call& call, const v1::ExplainConfirmRequest& request) {
  RT_ASSIGN_OR_RETURN(const Target target,
                      Look(call, Shape(call, request.name()), request.position()));
  if (Refusal refusal = IsOpen(target.state)) {
    return SchedulingErrors().ToStatus(rpc::ToRefusal(*refusal));
  }
  RT_ASSIGN_OR_RETURN(const YouthAges ages, AgesOn(call, target, {}));
  v1::ExplainConfirmResponse response;
  for (v1::Obstacle& obstacle : ObstaclesOf(target.state, ages)) {
    *response.add_obstacles() = std::move(obstacle);
  }
  *response.mutable_position() = target.position;
  return response;
}

Or<v1::ListConsultationsResponse> SchedulingHandlers::ListConsultations(
    const rpc::Call& call, const v1::ListConsultationsRequest& request) {
  const bool chair = call.actor.role() == type::v1::ROLE_EXTERNAL_CHAIR;
  const std::string& by_chair = chair ? call.actor.actor_id() : request.chair_actor_id();
  const type::v1::Region region =
      request.region() == type::v1::REGION_UNSPECIFIED ? call.actor.region() : request.region();
  const std::string query = rpc::PageQuery(
      "ListConsultations", {by_chair, std::to_string(region), std::to_string(request.status())});
  RT_ASSIGN_OR_RETURN(const rpc::Page page,
                      rpc::ReadPage(request.page_size(), request.page_token(), query));
  RT_ASSIGN_OR_RETURN(const runtime::ReadView view,
                      runtime_.Read(request.position(), call.deadline));
  const projection::Key prefix = by_chair.empty()
                                     ? projection::Key("by_region").Add(static_cast<int>(region))
                                     : projection::Key("by_chair").Add(by_chair);
  v1::ListConsultationsResponse response;
  int scanned = 0;
  std::string next;
  view.snapshot->Scan(prefix, page.from, [&](std::string_view key, std::string_view) {
    if (response.consultations_size() == page.size || ++scanned > kRowsScannedMax) {
      next = std::string(key);
      return false;
    }
    projection::Key::Reader reader(key);
    if (by_chair.empty()) {
      reader.Number();
    } else {
      reader.Text();
    }
    reader.Number();
    auto row =
        view.snapshot->Get<v1::ConsultationRow>(RowKey(base::StreamId::FromRaw(reader.Text())));
    if (row && Fits(*row, request, call.actor)) *response.add_consultations() = *std::move(row);
    return true;
  });
  if (!next.empty()) response.set_next_page_token(rpc::MakePageToken(next, query));
  *response.mutable_position() = view.position;
  return response;
}

}  // namespace rondetafel::scheduling
