// Contact, agenda, invitees, invitations, information agreement.
#include "services/scheduling/command_frame.h"
#include "services/scheduling/domain/people.h"
#include "services/scheduling/edge/people_edge.h"
#include "shared/base/civil_date.h"
#include "shared/base/text.h"

namespace rondetafel::scheduling {
namespace {

constexpr std::size_t kTextCharactersMax = 1000;
constexpr int kItemsMax = 50;

void CheckItems(const v1::MakeInformationAgreementRequest& request, Shape& shape) {
  if (request.items().empty() || request.items_size() > kItemsMax) {
    shape.Add("items", "R46", base::Cat("must hold 1 to ", kItemsMax, " items"));
  }
  for (int i = 0; i < request.items_size(); ++i) {
    const v1::InformationItemInput& item = request.items(i);
    const std::string path = base::Cat("items[", i, "]");
    shape.Text(path + ".text", item.text(), kTextCharactersMax, "R46");
    shape.PersonIds(path + ".recipient_person_ids", item.recipient_person_ids(), 1, "R163");
    if (!item.agenda_item_id().empty()) shape.Uuid(path + ".agenda_item_id", item.agenda_item_id());
  }
}

}  // namespace

Or<v1::RecordRequesterContactResponse> SchedulingHandlers::RecordRequesterContact(
    const rpc::Call& call, const v1::RecordRequesterContactRequest& request) {
  Shape shape(call, request.command_id(), request.name());
  shape.FactDate("contacted_on", request.contacted_on(), "R43");
  shape.Known("channel", request.channel(), &type::v1::Channel_IsValid, "R43");
  RT_ASSIGN_OR_RETURN(const Target target, Open(call, std::move(shape)));
  return Act<v1::RecordRequesterContactResponse>(call, target, request, request);
}

Or<v1::ProposeAgendaItemResponse> SchedulingHandlers::ProposeAgendaItem(
    const rpc::Call& call, const v1::ProposeAgendaItemRequest& request) {
  Shape shape(call, request.command_id(), request.name());
  shape.Known("origin", request.origin(), &v1::ProposalOrigin_IsValid, "R183");
  shape.Text("text", request.text(), kTextCharactersMax, "R44");
  shape.FactDate("proposed_on", request.proposed_on(), "R44");
  RT_ASSIGN_OR_RETURN(const Target target, Open(call, std::move(shape)));
  RT_ASSIGN_OR_RETURN(const sealing::CaseKeys keys,
                      keyring_.EnsureCase(target.name.case_id, {}, call.deadline));
  scheduling::ProposeAgendaItem domain;
  domain.item.set_origin(request.origin());
  *domain.item.mutable_proposed_on() = request.proposed_on();
  *domain.item.mutable_text() =
      sealing::Seal(keys.case_key, {target.name.stream_id, kAgendaField, {}}, request.text());
  return Act<v1::ProposeAgendaItemResponse>(
      call, target, request, std::move(domain),
      [](const State&, const base::Context& context, v1::ProposeAgendaItemResponse& response) {
        response.set_agenda_item_id(context.NewId("agenda_item", 0));
      });
}

Or<v1::ApproveAgendaItemResponse> SchedulingHandlers::ApproveAgendaItem(
    const rpc::Call& call, const v1::ApproveAgendaItemRequest& request) {
  Shape shape(call, request.command_id(), request.name());
  shape.Uuid("agenda_item_id", request.agenda_item_id());
  shape.PersonId("approved_by_person_id", request.approved_by_person_id(), "R44");
  shape.FactDate("approved_on", request.approved_on(), "R44");
  RT_ASSIGN_OR_RETURN(const Target target, Open(call, std::move(shape)));
  RT_ASSIGN_OR_RETURN(YouthAges ages, AgesOn(call, target, request.approved_on()));
  return Act<v1::ApproveAgendaItemResponse>(
      call, target, request, scheduling::ApproveAgendaItem{request, std::move(ages)});
}

Or<v1::RemoveAgendaItemResponse> SchedulingHandlers::RemoveAgendaItem(
    const rpc::Call& call, const v1::RemoveAgendaItemRequest& request) {
  Shape shape(call, request.command_id(), request.name());
  shape.Uuid("agenda_item_id", request.agenda_item_id());
  RT_ASSIGN_OR_RETURN(const Target target, Open(call, std::move(shape)));
  return Act<v1::RemoveAgendaItemResponse>(call, target, request, request);
}

Or<v1::ProposeInviteeResponse> SchedulingHandlers::ProposeInvitee(
    const rpc::Call& call, const v1::ProposeInviteeRequest& request) {
  Shape shape(call, request.command_id(), request.name());
  shape.Known("origin", request.origin(), &v1::ProposalOrigin_IsValid, "R45");
  shape.FactDate("proposed_on", request.proposed_on(), "R45");
  if (request.has_new_person() == !request.person_id().empty()) {
    shape.Add("person_id", "R45", "must name a person of the case, or new_person somebody new");
  } else if (request.has_new_person()) {
    shape.NewPerson("new_person", request.new_person(), "R45");
  } else {
    shape.PersonId("person_id", request.person_id(), "R45");
  }
  const base::Date today = shape.today();
  RT_ASSIGN_OR_RETURN(const Target target, Open(call, std::move(shape)));
  scheduling::ProposeInvitee domain;
  domain.person_id = request.person_id();
  domain.origin = request.origin();
  domain.proposed_on = request.proposed_on();
  if (request.has_new_person()) {
    RT_ASSIGN_OR_RETURN(const sealing::CaseKeys keys,
                        keyring_.EnsureCase(target.name.case_id, {IdentityOf(request.new_person())},
                                            call.deadline));
    domain.new_person =
        SealPerson(request.new_person(), keys.subjects.at(0), target.name.stream_id, today);
  }
  const std::string id =
      request.has_new_person() ? request.new_person().person_id() : request.person_id();
  return Act<v1::ProposeInviteeResponse>(
      call, target, request, std::move(domain),
      [id](const State& state, const base::Context&, v1::ProposeInviteeResponse& response) {
        response.set_person_id(id);
        response.set_independence_questioned(IndependenceQuestioned(state, id));
      });
}

Or<v1::ApproveInviteeResponse> SchedulingHandlers::ApproveInvitee(
    const rpc::Call& call, const v1::ApproveInviteeRequest& request) {
  Shape shape(call, request.command_id(), request.name());
  shape.PersonId("person_id", request.person_id(), "R45");
  shape.PersonId("approved_by_person_id", request.approved_by_person_id(), "R45");
  shape.FactDate("approved_on", request.approved_on(), "R45");
  RT_ASSIGN_OR_RETURN(const Target target, Open(call, std::move(shape)));
  RT_ASSIGN_OR_RETURN(YouthAges ages, AgesOn(call, target, request.approved_on()));
  return Act<v1::ApproveInviteeResponse>(call, target, request,
                                         scheduling::ApproveInvitee{request, std::move(ages)});
}

Or<v1::RemoveInviteeResponse> SchedulingHandlers::RemoveInvitee(
    const rpc::Call& call, const v1::RemoveInviteeRequest& request) {
  Shape shape(call, request.command_id(), request.name());
  shape.PersonId("person_id", request.person_id(), "R181");
  shape.Known("reason", request.reason(), &v1::RemovalReason_IsValid, "R181");
  shape.FactDate("removed_on", request.removed_on(), "R181");
  RT_ASSIGN_OR_RETURN(const Target target, Open(call, std::move(shape)));
  return Act<v1::RemoveInviteeResponse>(call, target, request, request);
}

Or<v1::SendInvitationResponse> SchedulingHandlers::SendInvitation(
    const rpc::Call& call, const v1::SendInvitationRequest& request) {
  Shape shape(call, request.command_id(), request.name());
  shape.PersonId("person_id", request.person_id(), "R47");
  shape.Known("content", request.content(), &v1::InvitationContent_IsValid, "R163");
  shape.FactDate("sent_on", request.sent_on(), "R47");
  RT_ASSIGN_OR_RETURN(const Target target, Open(call, std::move(shape)));
  RT_ASSIGN_OR_RETURN(YouthAges ages, AgesOn(call, target, request.sent_on()));
  return Act<v1::SendInvitationResponse>(call, target, request,
                                         scheduling::SendInvitation{request, std::move(ages)});
}

Or<v1::MakeInformationAgreementResponse> SchedulingHandlers::MakeInformationAgreement(
    const rpc::Call& call, const v1::MakeInformationAgreementRequest& request) {
  Shape shape(call, request.command_id(), request.name());
  CheckItems(request, shape);
  shape.PersonIds("agreed_by_person_ids", request.agreed_by_person_ids(), 1, "R46");
  shape.FactDate("made_on", request.made_on(), "R46");
  RT_ASSIGN_OR_RETURN(const Target target, Open(call, std::move(shape)));
  RT_ASSIGN_OR_RETURN(const sealing::CaseKeys keys,
                      keyring_.EnsureCase(target.name.case_id, {}, call.deadline));
  scheduling::MakeInformationAgreement domain;
  RT_ASSIGN_OR_RETURN(domain.ages, AgesOn(call, target, request.made_on()));
  for (const v1::InformationItemInput& input : request.items()) {
    v1::InformationItem& item = *domain.agreement.add_items();
    *item.mutable_recipient_person_ids() = input.recipient_person_ids();
    item.set_agenda_item_id(input.agenda_item_id());
    *item.mutable_text() =
        sealing::Seal(keys.case_key, {target.name.stream_id, kInformationField, {}}, input.text());
  }
  *domain.agreement.mutable_agreed_by_person_ids() = request.agreed_by_person_ids();
  *domain.agreement.mutable_made_on() = request.made_on();
  return Act<v1::MakeInformationAgreementResponse>(
      call, target, request, std::move(domain),
      [](const State&, const base::Context& context,
         v1::MakeInformationAgreementResponse& response) {
        response.set_information_agreement_id(context.NewId("information_agreement", 0));
      });
}

}  // namespace rondetafel::scheduling
