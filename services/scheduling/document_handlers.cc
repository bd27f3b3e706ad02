// The documents of a consultation (R176).
#include <algorithm>

#include "services/scheduling/documents/documents.h"
#include "services/scheduling/domain/people.h"
#include "services/scheduling/edge/people_edge.h"
#include "services/scheduling/errors.h"
#include "services/scheduling/scheduling_handlers.h"
#include "shared/base/status.h"

namespace rondetafel::scheduling {
namespace {

bool SharingStopped(const State& state, const std::string& person_id) {
  const auto& stopped = state.sharing_stopped_person_ids();
  return std::find(stopped.begin(), stopped.end(), person_id) != stopped.end();
}

absl::Status NoDocument(std::string_view rule) {
  return SchedulingError(v1::SCHEDULING_REASON_NO_DOCUMENT, rule);
}

// Whether something may be handed to this person at all (1c, Q19).
absl::Status MayBeSent(const State& state, const std::string& person_id) {
  if (FindPerson(state, person_id) == nullptr) {
    return SchedulingError(v1::SCHEDULING_REASON_UNKNOWN_PERSON, "R176");
  }
  if (SharingStopped(state, person_id)) {
    return SchedulingError(v1::SCHEDULING_REASON_SHARING_STOPPED, "R158");
  }
  if (Refused(state, person_id)) {
    return SchedulingError(v1::SCHEDULING_REASON_PERSON_REFUSED, "R39");
  }
  return absl::OkStatus();
}

// Names and the texts one kind of document prints.
Or<OpenedTexts> OpenTexts(const State& state, sealing::KeyringClient& keyring,
                          base::Instant deadline) {
  OpenedTexts texts;
  RT_ASSIGN_OR_RETURN(texts.names, OpenNames(state, keyring, deadline));
  for (const v1::AgendaItem& item : state.agenda()) {
    RT_ASSIGN_OR_RETURN(texts.agenda[item.agenda_item_id()],
                        sealing::OpenVia(keyring, item.text(), kAgendaField, deadline));
  }
  for (const v1::InformationItem& item : state.information_agreement().items()) {
    RT_ASSIGN_OR_RETURN(texts.information[item.information_item_id()],
                        sealing::OpenVia(keyring, item.text(), kInformationField, deadline));
  }
  RT_ASSIGN_OR_RETURN(texts.place,
                      sealing::OpenVia(keyring, state.place().text(), kPlaceField, deadline));
  RT_ASSIGN_OR_RETURN(texts.chair_name,
                      sealing::OpenVia(keyring, state.chair_name(), kNameField, deadline));
  return texts;
}

}  // namespace

Or<v1::GetInvitationResponse> SchedulingHandlers::GetInvitation(
    const rpc::Call& call, const v1::GetInvitationRequest& request) {
  Shape shape(call, request.name());
  shape.PersonId("person_id", request.person_id(), "R176");
  RT_ASSIGN_OR_RETURN(const Target target, Look(call, std::move(shape), request.position()));
  RT_RETURN_IF_ERROR(MayBeSent(target.state, request.person_id()));
  const v1::Invitee* invitee = FindInvitee(target.state, request.person_id());
  // The text follows the decision to invite (Q26), never the other way round.
  if (invitee == nullptr || !IsActive(*invitee) ||
      invitee->invitation() == v1::INVITATION_CONTENT_UNSPECIFIED) {
    return NoDocument("Q26");
  }
  RT_ASSIGN_OR_RETURN(const YouthAges ages, AgesOn(call, target, {}));
  RT_ASSIGN_OR_RETURN(const OpenedTexts texts, OpenTexts(target.state, keyring_, call.deadline));
  v1::GetInvitationResponse response;
  response.set_content(ContentFor(target.state, *invitee, ages));
  Document document = RenderInvitation(target.state, *invitee, response.content(), texts);
  response.set_title(std::move(document.title));
  response.set_text(std::move(document.text));
  response.set_safe_contact(FindPerson(target.state, request.person_id())->safe_contact());
  *response.mutable_position() = target.position;
  return response;
}

Or<v1::GetAttendanceListResponse> SchedulingHandlers::GetAttendanceList(
    const rpc::Call& call, const v1::GetAttendanceListRequest& request) {
  RT_ASSIGN_OR_RETURN(const Target target,
                      Look(call, Shape(call, request.name()), request.position()));
  if (target.state.status() != v1::CONSULTATION_STATUS_HELD) return NoDocument("R176");
  RT_ASSIGN_OR_RETURN(const OpenedTexts texts, OpenTexts(target.state, keyring_, call.deadline));
  Document document = RenderAttendanceList(target.state, texts);
  v1::GetAttendanceListResponse response;
  response.set_title(std::move(document.title));
  response.set_text(std::move(document.text));
  *response.mutable_position() = target.position;
  return response;
}

Or<v1::GetInformationAgreementDocumentResponse> SchedulingHandlers::GetInformationAgreementDocument(
    const rpc::Call& call, const v1::GetInformationAgreementDocumentRequest& request) {
  const std::string& recipient = request.person_id();
  Shape shape(call, request.name());
  if (!recipient.empty()) shape.PersonId("person_id", recipient, "R163");
  RT_ASSIGN_OR_RETURN(const Target target, Look(call, std::move(shape), request.position()));
  if (!target.state.has_information_agreement()) return NoDocument("R46");
  if (!recipient.empty()) {
    RT_RETURN_IF_ERROR(MayBeSent(target.state, recipient));
    const auto& items = target.state.information_agreement().items();
    const bool any = std::any_of(items.begin(), items.end(), [&](const auto& item) {
      const auto& ids = item.recipient_person_ids();
      return std::find(ids.begin(), ids.end(), recipient) != ids.end();
    });
    if (!any) return NoDocument("R163");
  }
  RT_ASSIGN_OR_RETURN(const OpenedTexts texts, OpenTexts(target.state, keyring_, call.deadline));
  Document document = RenderInformationAgreement(target.state, recipient, texts);
  v1::GetInformationAgreementDocumentResponse response;
  response.set_title(std::move(document.title));
  response.set_text(std::move(document.text));
  *response.mutable_position() = target.position;
  return response;
}

}  // namespace rondetafel::scheduling
