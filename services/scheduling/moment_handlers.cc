// Moments, place, replies; agreements and capacity.
#include <set>

#include "services/scheduling/command_frame.h"
#include "services/scheduling/edge/people_edge.h"
#include "shared/base/civil_date.h"
#include "shared/base/text.h"

namespace rondetafel::scheduling {
namespace {

constexpr int kMomentsMax = 20;
constexpr std::size_t kPlaceCharactersMax = 500;

void CheckReporter(std::string_view field, const std::string& reported_by, Shape& shape) {
  if (!reported_by.empty()) shape.PersonId(field, reported_by, "Q19");
}

}  // namespace

Or<v1::ProposeMomentsResponse> SchedulingHandlers::ProposeMoments(
    const rpc::Call& call, const v1::ProposeMomentsRequest& request) {
  Shape shape(call, request.command_id(), request.name());
  if (request.moments().empty() || request.moments_size() > kMomentsMax) {
    shape.Add("moments", "R47", base::Cat("must hold 1 to ", kMomentsMax, " moments"));
  }
  std::set<base::Local> seen;
  for (int i = 0; i < request.moments_size(); ++i) {
    const std::string path = base::Cat("moments[", i, "]");
    shape.Moment(path, request.moments(i), false, "R47");
    if (!seen.insert(base::FromProto(request.moments(i))).second) {
      shape.Add(path, "R47", "must not be given twice");
    }
  }
  RT_ASSIGN_OR_RETURN(const Target target, Open(call, std::move(shape)));
  return Act<v1::ProposeMomentsResponse>(
      call, target, request, request,
      [count = request.moments_size()](const State&, const base::Context& context,
                                       v1::ProposeMomentsResponse& response) {
        for (int i = 0; i < count; ++i) response.add_moment_ids(context.NewId("moment", i));
      });
}

Or<v1::AnswerMomentResponse> SchedulingHandlers::AnswerMoment(
    const rpc::Call& call, const v1::AnswerMomentRequest& request) {
  Shape shape(call, request.command_id(), request.name());
  shape.Uuid("moment_id", request.moment_id());
  shape.PersonId("person_id", request.person_id(), "R47");
  shape.Known("answer", request.answer(), &type::v1::Answer_IsValid, "R47");
  RT_ASSIGN_OR_RETURN(const Target target, Open(call, std::move(shape)));
  return Act<v1::AnswerMomentResponse>(call, target, request, request);
}

Or<v1::ChooseMomentResponse> SchedulingHandlers::ChooseMoment(
    const rpc::Call& call, const v1::ChooseMomentRequest& request) {
  Shape shape(call, request.command_id(), request.name());
  shape.Uuid("moment_id", request.moment_id());
  RT_ASSIGN_OR_RETURN(const Target target, Open(call, std::move(shape)));
  return Act<v1::ChooseMomentResponse>(call, target, request, request);
}

Or<v1::ProposePlaceResponse> SchedulingHandlers::ProposePlace(
    const rpc::Call& call, const v1::ProposePlaceRequest& request) {
  Shape shape(call, request.command_id(), request.name());
  shape.Text("text", request.text(), kPlaceCharactersMax, "R48");
  shape.FactDate("proposed_on", request.proposed_on(), "R48");
  RT_ASSIGN_OR_RETURN(const Target target, Open(call, std::move(shape)));
  RT_ASSIGN_OR_RETURN(const sealing::CaseKeys keys,
                      keyring_.EnsureCase(target.name.case_id, {}, call.deadline));
  scheduling::ProposePlace domain;
  *domain.place.mutable_text() =
      sealing::Seal(keys.case_key, {target.name.stream_id, kPlaceField, {}}, request.text());
  domain.place.set_remote(request.remote());
  *domain.place.mutable_proposed_on() = request.proposed_on();
  return Act<v1::ProposePlaceResponse>(
      call, target, request, std::move(domain),
      [](const State&, const base::Context& context, v1::ProposePlaceResponse& response) {
        response.set_place_id(context.NewId("place", 0));
      });
}

Or<v1::AnswerPlaceResponse> SchedulingHandlers::AnswerPlace(const rpc::Call& call,
                                                            const v1::AnswerPlaceRequest& request) {
  Shape shape(call, request.command_id(), request.name());
  shape.Uuid("place_id", request.place_id());
  shape.PersonId("person_id", request.person_id(), "R182");
  shape.Known("answer", request.answer(), &type::v1::Answer_IsValid, "R182");
  RT_ASSIGN_OR_RETURN(const Target target, Open(call, std::move(shape)));
  return Act<v1::AnswerPlaceResponse>(call, target, request, request);
}

Or<v1::RecordReplyResponse> SchedulingHandlers::RecordReply(const rpc::Call& call,
                                                            const v1::RecordReplyRequest& request) {
  Shape shape(call, request.command_id(), request.name());
  shape.PersonId("person_id", request.person_id(), "R181");
  shape.Known("answer", request.answer(), &type::v1::Answer_IsValid, "R181");
  shape.FactDate("replied_on", request.replied_on(), "R181");
  RT_ASSIGN_OR_RETURN(const Target target, Open(call, std::move(shape)));
  return Act<v1::RecordReplyResponse>(call, target, request, request);
}

Or<v1::RecordAgreementResponse> SchedulingHandlers::RecordAgreement(
    const rpc::Call& call, const v1::RecordAgreementRequest& request) {
  const intake::v1::AgreementReport& report = request.agreement();
  Shape shape(call, request.command_id(), request.name());
  shape.PersonId("agreement.person_id", report.person_id(), "R158");
  shape.Known("agreement.answer", report.answer(), &type::v1::Answer_IsValid, "R158");
  shape.FactDate("agreement.given_on", report.given_on(), "R158");
  shape.Known("agreement.channel", report.channel(), &type::v1::Channel_IsValid, "R158");
  CheckReporter("agreement.reported_by", report.reported_by(), shape);
  RT_ASSIGN_OR_RETURN(const Target target, Open(call, std::move(shape)));
  RT_ASSIGN_OR_RETURN(const YouthAges ages, AgesOn(call, target, report.given_on()));
  scheduling::RecordAgreement domain;
  type::v1::Agreement& agreement = domain.agreement;
  agreement.set_person_id(report.person_id());
  agreement.set_answer(report.answer());
  *agreement.mutable_given_on() = report.given_on();
  agreement.set_channel(report.channel());
  agreement.set_reported_by(report.reported_by().empty() ? report.person_id()
                                                         : report.reported_by());
  agreement.set_confirmed_by_person(report.confirmed_by_person());
  if (auto age = ages.find(report.person_id()); age != ages.end()) {
    agreement.set_age_band(age->second);
  }
  return Act<v1::RecordAgreementResponse>(call, target, request, std::move(domain));
}

Or<v1::WithdrawAgreementResponse> SchedulingHandlers::WithdrawAgreement(
    const rpc::Call& call, const v1::WithdrawAgreementRequest& request) {
  Shape shape(call, request.command_id(), request.name());
  shape.PersonId("person_id", request.person_id(), "R158");
  shape.FactDate("withdrawn_on", request.withdrawn_on(), "R158");
  shape.Known("channel", request.channel(), &type::v1::Channel_IsValid, "R158");
  CheckReporter("reported_by", request.reported_by(), shape);
  RT_ASSIGN_OR_RETURN(const Target target, Open(call, std::move(shape)));
  return Act<v1::WithdrawAgreementResponse>(call, target, request, request);
}

Or<v1::JudgeCapacityResponse> SchedulingHandlers::JudgeCapacity(
    const rpc::Call& call, const v1::JudgeCapacityRequest& request) {
  Shape shape(call, request.command_id(), request.name());
  shape.PersonId("judgement.person_id", request.judgement().person_id(), "Q18");
  shape.Code("judgement.reason_code", request.judgement().reason_code(), true, "Q18");
  shape.FactDate("judged_on", request.judged_on(), "Q18");
  RT_ASSIGN_OR_RETURN(const Target target, Open(call, std::move(shape)));
  return Act<v1::JudgeCapacityResponse>(call, target, request, request);
}

}  // namespace rondetafel::scheduling
