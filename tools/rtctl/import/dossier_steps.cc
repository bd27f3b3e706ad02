#include "tools/rtctl/import/dossier_steps.h"

#include "shared/base/resource_name.h"
#include "shared/base/status.h"

namespace rondetafel::rtctl {
namespace {

using intake::v1::IntakeService;
using scheduling::v1::SchedulingService;
using triage::v1::TriageService;
using workplan::v1::WorkPlanService;

constexpr const char* kLateReason = "migration";

// The steps of one dossier. Each returns what stopped it; the first failure ends the dossier.
class DossierSteps {
 public:
  DossierSteps(Connection& connection, const type::v1::Actor& migration,
               const migration::v1::Dossier& dossier, const DossierContext& context)
      : connection_(connection),
        caller_(&connection, migration),
        dossier_(dossier),
        context_(context) {}

  DossierResult Run() {
    using Step = absl::Status (DossierSteps::*)();
    const std::pair<const char*, Step> steps[] = {
        {"Filing", &DossierSteps::File},         {"LaterAnswer", &DossierSteps::Answer},
        {"Transfer", &DossierSteps::MoveRegion}, {"Decision", &DossierSteps::Decide},
        {"Assignment", &DossierSteps::Assign},   {"Contact", &DossierSteps::RecordContact},
        {"MeetingRecord", &DossierSteps::Meet},  {"PlanRecord", &DossierSteps::Plan},
        {"Ending", &DossierSteps::End}};
    for (const auto& [name, step] : steps) {
      const absl::Status status = (this->*step)();
      if (status.ok()) continue;
      result_.rejects = RejectsOf(status, name);
      break;
    }
    result_.position = caller_.position();
    return std::move(result_);
  }

 private:
  std::string Id(std::string_view step) const { return StepId(dossier_.dossier_id(), step); }

  template <class Part>
  void RegisteredAt(const Part& part) {
    std::optional<base::Instant> at;
    if (part.has_registered_at()) {
      at = base::Instant{part.registered_at().seconds() * 1'000'000 +
                         part.registered_at().nanos() / 1000};
    }
    caller_.set_registered_at(at);
  }

  absl::Status File() {
    const migration::v1::Filing& filing = dossier_.filing();
    intake::v1::SubmitRequestRequest request;
    request.set_command_id(Id("filing"));
    *request.mutable_form() = filing.form();
    if (filing.form().channel() == type::v1::CHANNEL_UNSPECIFIED) {
      request.mutable_form()->set_channel(type::v1::CHANNEL_MIGRATION);
    }
    if (filing.form().late_reason().empty()) request.mutable_form()->set_late_reason(kLateReason);
    *request.mutable_agreements() = filing.agreements();
    RT_RETURN_IF_ERROR(LinkEarlier(request));
    RegisteredAt(filing);
    RT_ASSIGN_OR_RETURN(
        const auto reply,
        caller_.Unary(connection_.intake(), &IntakeService::Stub::SubmitRequest, request));
    result_.request_name = reply.name();
    const auto name = base::ParseName(reply.name(), "requests");
    if (!name) return absl::InternalError("the request has no name of the known form");
    const base::StreamId consultation = base::ConsultationOf(name->stream_id);
    assessment_ =
        base::FormatName("assessments", name->case_id, base::AssessmentOf(name->stream_id));
    consultation_ = base::FormatName("consultations", name->case_id, consultation);
    work_plan_ = base::FormatName("workPlans", name->case_id, base::WorkPlanOf(consultation));
    return absl::OkStatus();
  }

  absl::Status LinkEarlier(intake::v1::SubmitRequestRequest& request) {
    if (!dossier_.follow_up_of().empty()) {
      if (context_.follow_up_of == nullptr || !context_.follow_up_of->met) {
        return absl::FailedPreconditionError(
            "follow_up_of must name a dossier of this file with a held meeting");
      }
      request.mutable_earlier()->set_request_name(context_.follow_up_of->request_name);
      caller_.Merge(context_.follow_up_of->position);
    }
    if (!dossier_.resubmission_of().empty()) {
      if (context_.resubmission_of == nullptr) {
        return absl::FailedPreconditionError(
            "resubmission_of must name an earlier dossier of this file");
      }
      request.set_resubmission_of(context_.resubmission_of->request_name);
      caller_.Merge(context_.resubmission_of->position);
    }
    *request.mutable_position() = caller_.position();
    return absl::OkStatus();
  }

  absl::Status Answer() {
    for (int i = 0; i < dossier_.answers_size(); ++i) {
      intake::v1::RecordAgreementRequest request;
      request.set_command_id(Id("answer/" + std::to_string(i)));
      request.set_name(result_.request_name);
      *request.mutable_agreement() = dossier_.answers(i).agreement();
      RegisteredAt(dossier_.answers(i));
      RT_RETURN_IF_ERROR(
          caller_.Unary(connection_.intake(), &IntakeService::Stub::RecordAgreement, request)
              .status());
    }
    return absl::OkStatus();
  }

  absl::Status MoveRegion() {
    if (!dossier_.has_transfer()) return absl::OkStatus();
    triage::v1::TransferRequestRequest request;
    request.set_command_id(Id("transfer"));
    request.set_name(assessment_);
    request.set_region(dossier_.transfer().region());
    *request.mutable_transferred_on() = dossier_.transfer().transferred_on();
    request.set_reason_code(kLateReason);
    *request.mutable_position() = caller_.position();
    RegisteredAt(dossier_.transfer());
    return caller_.Unary(connection_.triage(), &TriageService::Stub::TransferRequest, request)
        .status();
  }

  absl::Status Decide() {
    if (!dossier_.has_decision()) return absl::OkStatus();
    RegisteredAt(dossier_.decision());
    return dossier_.decision().admitted() ? Admit() : RejectIt();
  }

  absl::Status Admit() {
    triage::v1::AdmitRequestRequest request;
    request.set_command_id(Id("decision"));
    request.set_name(assessment_);
    *request.mutable_decided_on() = dossier_.decision().decided_on();
    request.set_late_reason(kLateReason);
    *request.mutable_position() = caller_.position();
    return caller_.Unary(connection_.triage(), &TriageService::Stub::AdmitRequest, request)
        .status();
  }

  absl::Status RejectIt() {
    triage::v1::RejectRequestRequest request;
    request.set_command_id(Id("decision"));
    request.set_name(assessment_);
    *request.mutable_grounds() = dossier_.decision().grounds();
    request.set_motivation(dossier_.decision().motivation());
    *request.mutable_decided_on() = dossier_.decision().decided_on();
    request.set_late_reason(kLateReason);
    *request.mutable_position() = caller_.position();
    return caller_.Unary(connection_.triage(), &TriageService::Stub::RejectRequest, request)
        .status();
  }

  absl::Status Assign() {
    if (!dossier_.has_assignment()) return absl::OkStatus();
    const auto chair = context_.chairs->find(dossier_.assignment().chair_code());
    if (chair == context_.chairs->end()) {
      return absl::FailedPreconditionError("chair_code must be the code of a chair line before it");
    }
    triage::v1::AppointChairRequest request;
    request.set_command_id(Id("assignment"));
    request.set_name(assessment_);
    request.set_facilitator_name(chair->second);
    *request.mutable_appointed_on() = dossier_.assignment().appointed_on();
    request.set_late_reason(kLateReason);
    *request.mutable_position() = caller_.position();
    RegisteredAt(dossier_.assignment());
    return caller_.Unary(connection_.triage(), &TriageService::Stub::AppointChair, request)
        .status();
  }

  // Waits until scheduling has reacted to the appointment.
  absl::Status AwaitConsultation() {
    scheduling::v1::GetConsultationRequest request;
    request.set_name(consultation_);
    *request.mutable_position() = caller_.position();
    return caller_
        .Unary(connection_.scheduling(), &SchedulingService::Stub::GetConsultation, request)
        .status();
  }

  absl::Status RecordContact() {
    const bool needed = dossier_.has_contact() || dossier_.has_meeting() || dossier_.has_ending();
    if (needed && dossier_.has_assignment()) RT_RETURN_IF_ERROR(AwaitConsultation());
    if (!dossier_.has_contact()) return absl::OkStatus();
    scheduling::v1::RecordRequesterContactRequest request;
    request.set_command_id(Id("contact"));
    request.set_name(consultation_);
    *request.mutable_contacted_on() = dossier_.contact().contacted_on();
    request.set_channel(dossier_.contact().channel());
    RegisteredAt(dossier_.contact());
    return caller_
        .Unary(connection_.scheduling(), &SchedulingService::Stub::RecordRequesterContact, request)
        .status();
  }

  absl::Status Meet() {
    if (!dossier_.has_meeting()) return absl::OkStatus();
    const migration::v1::MeetingRecord& meeting = dossier_.meeting();
    scheduling::v1::HoldMeetingRequest request;
    request.set_command_id(Id("meeting"));
    request.set_name(consultation_);
    *request.mutable_held_at() = meeting.held_at();
    *request.mutable_attendance() = meeting.attendance();
    *request.mutable_checklist() = meeting.checklist();
    request.set_late_reason(kLateReason);
    RegisteredAt(meeting);
    RT_RETURN_IF_ERROR(
        caller_.Unary(connection_.scheduling(), &SchedulingService::Stub::HoldMeeting, request)
            .status());
    result_.met = true;
    for (int i = 0; i < meeting.corrections_size(); ++i) {
      RT_RETURN_IF_ERROR(Correct(meeting.corrections(i), i));
    }
    return absl::OkStatus();
  }

  absl::Status Correct(const migration::v1::Correction& correction, int ordinal) {
    scheduling::v1::CorrectAttendanceRequest request;
    request.set_command_id(Id("correction/" + std::to_string(ordinal)));
    request.set_name(consultation_);
    request.set_person_id(correction.person_id());
    request.set_presence(correction.presence());
    request.set_absence_reason(correction.absence_reason());
    request.set_reason(correction.reason());
    *request.mutable_corrected_on() = correction.corrected_on();
    RegisteredAt(correction);
    return caller_
        .Unary(connection_.scheduling(), &SchedulingService::Stub::CorrectAttendance, request)
        .status();
  }

  absl::Status Plan() {
    if (!dossier_.has_plan()) return absl::OkStatus();
    const migration::v1::PlanRecord& plan = dossier_.plan();
    workplan::v1::GetWorkPlanRequest await;
    await.set_name(work_plan_);
    *await.mutable_position() = caller_.position();
    RT_RETURN_IF_ERROR(
        caller_.Unary(connection_.workplan(), &WorkPlanService::Stub::GetWorkPlan, await).status());
    const google::type::Date& met_on = dossier_.meeting().held_at().date();
    RegisteredAt(plan);
    workplan::v1::DraftPlanRequest draft;
    draft.set_command_id(Id("plan"));
    draft.set_name(work_plan_);
    *draft.mutable_drafted_on() = plan.has_drafted_on() ? plan.drafted_on() : met_on;
    draft.set_late_reason(kLateReason);
    RT_RETURN_IF_ERROR(
        caller_.Unary(connection_.workplan(), &WorkPlanService::Stub::DraftPlan, draft).status());
    if (!plan.coordinator_person_id().empty()) {
      workplan::v1::StartMandateRoundRequest mandate;
      mandate.set_command_id(Id("mandate"));
      mandate.set_name(work_plan_);
      mandate.set_person_id(plan.coordinator_person_id());
      *mandate.mutable_started_on() = plan.has_mandated_on() ? plan.mandated_on() : met_on;
      *mandate.mutable_mandated_on() = mandate.started_on();
      RT_RETURN_IF_ERROR(
          caller_.Unary(connection_.workplan(), &WorkPlanService::Stub::StartMandateRound, mandate)
              .status());
    }
    if (!plan.has_distributed_on()) return absl::OkStatus();
    workplan::v1::DistributePlanRequest distribute;
    distribute.set_command_id(Id("distribution"));
    distribute.set_name(work_plan_);
    *distribute.mutable_distributed_on() = plan.distributed_on();
    distribute.set_late_reason(kLateReason);
    return caller_.Unary(connection_.workplan(), &WorkPlanService::Stub::DistributePlan, distribute)
        .status();
  }

  absl::Status End() {
    if (!dossier_.has_ending()) return absl::OkStatus();
    RegisteredAt(dossier_.ending());
    if (!dossier_.has_assignment()) {
      intake::v1::WithdrawRequestRequest request;
      request.set_command_id(Id("ending"));
      request.set_name(result_.request_name);
      *request.mutable_withdrawn_on() = dossier_.ending().ended_on();
      return caller_.Unary(connection_.intake(), &IntakeService::Stub::WithdrawRequest, request)
          .status();
    }
    scheduling::v1::EndConsultationRequest request;
    request.set_command_id(Id("ending"));
    request.set_name(consultation_);
    request.set_reason(dossier_.ending().reason());
    *request.mutable_ended_on() = dossier_.ending().ended_on();
    return caller_
        .Unary(connection_.scheduling(), &SchedulingService::Stub::EndConsultation, request)
        .status();
  }

  Connection& connection_;
  Caller caller_;
  const migration::v1::Dossier& dossier_;
  const DossierContext& context_;
  DossierResult result_;
  std::string assessment_;
  std::string consultation_;
  std::string work_plan_;
};

}  // namespace

std::string StepId(std::string_view key, std::string_view step) {
  base::IdBytes bytes = base::DeriveUuid("import", {key, step});
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x50);  // version 5: name-based
  return base::FormatUuid(bytes);
}

DossierResult ImportDossier(Connection& connection, const type::v1::Actor& migration,
                            const migration::v1::Dossier& dossier, const DossierContext& context) {
  return DossierSteps(connection, migration, dossier, context).Run();
}

}  // namespace rondetafel::rtctl
