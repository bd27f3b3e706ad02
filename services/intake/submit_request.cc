// Filing a request, and the dry run of it.
#include <cstdlib>
#include <set>

#include "services/intake/edge/form_check.h"
#include "services/intake/edge/request_content.h"
#include "services/intake/intake_commands.h"
#include "shared/base/civil_date.h"
#include "shared/base/text.h"
#include "shared/gates/gates.h"

namespace rondetafel::intake {
namespace {

base::Date Today(const rpc::Call& call) { return base::ToBrussels(call.now).date; }

const v1::Person* FindGiven(const v1::RequestForm& form, std::string_view person_id) {
  for (const v1::Person& person : form.persons()) {
    if (person.person_id() == person_id) return &person;
  }
  return nullptr;
}

void CheckAgreements(const v1::SubmitRequestRequest& request, const base::Date& today,
                     rpc::FieldFaults& faults) {
  std::set<std::string_view> seen;
  for (int i = 0; i < request.agreements_size(); ++i) {
    const v1::AgreementReport& report = request.agreements(i);
    const std::string path = base::Cat("agreements[", i, "]");
    CheckAgreement(path, report, today, faults);
    if (!seen.insert(report.person_id()).second) {
      faults.Add(path + ".person_id", "R39", "must not be given twice");
    }
    if (report.person_id() == request.form().requester_person_id() &&
        report.answer() == type::v1::ANSWER_NO) {
      faults.Add(path + ".answer", "R38", "must be yes: the requester agrees by filing");
    }
  }
}

// A given part of the earlier meeting must be what is known of it.
bool Differs(const v1::EarlierMeeting& given, const v1::EarlierMeeting& known) {
  return (!given.consultation_name().empty() &&
          given.consultation_name() != known.consultation_name()) ||
         (!given.meeting_id().empty() && given.meeting_id() != known.meeting_id()) ||
         (!given.work_plan_name().empty() && given.work_plan_name() != known.work_plan_name()) ||
         given.plan_version() > known.plan_version() ||
         (base::IsSet(given.held_on()) &&
          base::FromProto(given.held_on()) != base::FromProto(known.held_on()));
}

std::optional<base::ResourceName> EarlierName(const v1::SubmitRequestRequest& request,
                                              rpc::FieldFaults& faults) {
  if (request.has_earlier() && !request.resubmission_of().empty()) {
    faults.Add("resubmission_of", "R175", "must be left out of a follow-up");
    return std::nullopt;
  }
  if (!request.has_earlier() && request.resubmission_of().empty()) return std::nullopt;
  const std::string& text =
      request.has_earlier() ? request.earlier().request_name() : request.resubmission_of();
  const auto name = base::ParseName(text, "requests");
  if (!name) {
    faults.Add(request.has_earlier() ? "earlier.request_name" : "resubmission_of", "R175",
               "must be the earlier request: cases/{case}/requests/{request}");
  }
  return name;
}

void CopyFaults(std::vector<base::FieldFault> from, rpc::FieldFaults& to) {
  for (base::FieldFault& fault : from) {
    to.Add(std::move(fault.field), std::move(fault.rule), std::move(fault.description));
  }
}

// A report names persons of the request, or desk or chair as who reports.
void CheckReporters(const v1::SubmitRequestRequest& request, const v1::RequestContent& content,
                    rpc::FieldFaults& faults) {
  for (int i = 0; i < request.agreements_size(); ++i) {
    const v1::AgreementReport& report = request.agreements(i);
    const std::string path = base::Cat("agreements[", i, "]");
    const std::string& by = report.reported_by();
    if (FindPerson(content, report.person_id()) == nullptr) {
      faults.Add(path + ".person_id", "R39", "must be one of the persons");
    }
    if (!by.empty() && by != "desk" && by != "chair" && FindPerson(content, by) == nullptr) {
      faults.Add(path + ".reported_by", "Q19", "must be one of the persons, desk or chair");
    }
  }
}

// Public form and COBE ask everything of the persons given; what was carried over may stay
// incomplete.
void CheckNothingMissing(int persons_given, const v1::RequestContent& content,
                         rpc::FieldFaults& faults) {
  constexpr std::string_view kPersons = "persons[";
  for (const std::string& path : MissingFields(content)) {
    const bool carried_over =
        path.starts_with(kPersons) && std::atoi(path.c_str() + kPersons.size()) >= persons_given;
    if (!carried_over) faults.Add("form." + path, RuleOfMissing(path), "must be given");
  }
}

// What can be judged only once the persons carried over are there.
void CheckMerged(const v1::SubmitRequestRequest& request, const v1::RequestContent& content,
                 rpc::FieldFaults& faults) {
  CopyFaults(Contradictions(content), faults);
  CheckReporters(request, content, faults);
  if (!AsksEverything(content.channel())) return;
  const auto* requester = FindPerson(content, content.requester_person_id());
  if (requester != nullptr &&
      IsProfessional(requester->role()) != (content.channel() == type::v1::CHANNEL_COBE)) {
    faults.Add("form.requester_person_id", "R170",
               "must be a helper in COBE, and family or network in the public form");
  }
  CheckNothingMissing(request.form().persons_size(), content, faults);
}

// The birth date of whoever answered: as given now, or else as known from the earlier request.
absl::StatusOr<std::optional<base::Date>> BirthDateGiven(const v1::RequestForm& form,
                                                         const v1::RequestContent& content,
                                                         const v1::AgreementReport& report,
                                                         sealing::KeyringClient& keyring,
                                                         base::Instant deadline) {
  if (const v1::Person* given = FindGiven(form, report.person_id())) {
    if (!base::IsSet(given->birth_date())) return std::nullopt;
    return base::FromProto(given->birth_date());
  }
  return OpenBirthDate(*FindPerson(content, report.person_id()), keyring, deadline);
}

}  // namespace

v1::EarlierMeeting MeetingOf(const State& state, const base::ResourceName& name) {
  v1::EarlierMeeting meeting;
  meeting.set_request_name(base::FormatName("requests", name.case_id, name.stream_id));
  meeting.set_consultation_name(state.meeting().consultation_name());
  meeting.set_meeting_id(state.meeting().meeting_id());
  *meeting.mutable_held_on() = state.meeting().held_at().date();
  meeting.set_work_plan_name(state.plan().work_plan_name());
  meeting.set_plan_version(state.plan().plan_version());
  return meeting;
}

absl::Status IntakeHandlers::ReadEarlier(const rpc::Call& call,
                                         const v1::SubmitRequestRequest& request,
                                         const base::ResourceName& name, Filing* filing) {
  RT_ASSIGN_OR_RETURN(const runtime::ReadView view,
                      runtime_.Read(request.position(), call.deadline));
  RT_ASSIGN_OR_RETURN(const State earlier, ReadState(*view.snapshot, name));
  filing->case_id = name.case_id;
  if (request.has_earlier()) {
    // A plan may be missing only where old registrations hold none (R186).
    const bool migrates = call.actor.role() == type::v1::ROLE_MIGRATION;
    const v1::EarlierMeeting known = MeetingOf(earlier, name);
    if (!earlier.has_meeting() || (!earlier.has_plan() && !migrates) ||
        Differs(request.earlier(), known)) {
      return IntakeError(v1::INTAKE_REASON_NO_EARLIER_MEETING, "R175");
    }
    *filing->draft.mutable_earlier() = known;
    if (request.earlier().plan_version() > 0) {
      filing->draft.mutable_earlier()->set_plan_version(request.earlier().plan_version());
    }
  } else {
    if (!earlier.has_rejected_on() && !earlier.has_withdrawn()) {
      return IntakeError(v1::INTAKE_REASON_NOT_REJECTED, "R154");
    }
    filing->draft.set_resubmission_of(request.resubmission_of());
  }
  for (const v1::SealedIdentity& identity : earlier.identities()) {
    if (FindPerson(filing->draft, identity.person_id()) == nullptr) {
      filing->carried_identities.push_back(identity);
    }
  }
  return CarryOver(earlier, keyring_, call.deadline, &filing->draft);
}

absl::StatusOr<IntakeHandlers::Filing> IntakeHandlers::CheckFiling(
    const rpc::Call& call, const v1::SubmitRequestRequest& request, rpc::FieldFaults& faults) {
  const base::Date today = Today(call);
  const auto earlier = EarlierName(request, faults);
  CheckForm(request.form(),
            {.actor_role = call.actor.role(),
             .today = today,
             .continues = earlier.has_value(),
             .amended_received_on = {}},
            faults);
  CheckAgreements(request, today, faults);
  if (!faults.empty()) return rpc::InvalidFields(faults.faults());

  Filing filing;
  filing.draft = DraftContent(request.form(), ReceivedOn(request.form(), today));
  if (earlier) RT_RETURN_IF_ERROR(ReadEarlier(call, request, *earlier, &filing));
  CheckMerged(request, filing.draft, faults);
  if (!faults.empty()) return rpc::InvalidFields(faults.faults());
  for (const v1::AgreementReport& report : request.agreements()) {
    RT_ASSIGN_OR_RETURN(const auto birth, BirthDateGiven(request.form(), filing.draft, report,
                                                         keyring_, call.deadline));
    filing.agreements.push_back(DraftAgreement(report, today, birth));
  }
  return filing;
}

absl::StatusOr<v1::SubmitRequestResponse> IntakeHandlers::SubmitRequest(
    const rpc::Call& call, const v1::SubmitRequestRequest& request) {
  rpc::FieldFaults faults;
  faults.CheckCommandId(request.command_id());
  RT_ASSIGN_OR_RETURN(Filing filing, CheckFiling(call, request, faults));

  const base::CommandId command_id = *base::CommandId::Parse(request.command_id());
  base::ResourceName name;
  name.case_id = filing.case_id
                     ? *filing.case_id
                     : base::DeriveCaseId(*base::ActorId::Parse(call.actor.actor_id()), command_id);
  name.stream_id = base::DeriveStreamId(name.case_id, "request", command_id);
  RT_ASSIGN_OR_RETURN(
      const sealing::CaseKeys keys,
      keyring_.EnsureCase(name.case_id, IdentitiesOf(request.form()), call.deadline));
  SealedForm sealed = SealContent(request.form(), keys, name.stream_id, std::move(filing.draft));

  for (v1::SealedIdentity& identity : filing.carried_identities) {
    sealed.identities.push_back(std::move(identity));
  }
  runtime::Command command = MakeCommand(call, name, request.command_id());
  command.fingerprint =
      sealing::Fingerprint(keys.case_key, call.method, call.actor.actor_id(), request);
  command.fingerprint_key_id = keys.case_key.id.ToString();
  command.decide = runtime::DecideWith<State, v1::RequestEvent>(
      [domain = intake::SubmitRequest{std::move(sealed.content), std::move(filing.agreements),
                                      std::move(sealed.identities), ""}](
          const State& state, const base::Context& context) {
        return Decide(state, domain, context);
      });
  command.reply = [name](const runtime::Message& after, const base::Context&) {
    const auto& state = static_cast<const State&>(after);
    v1::SubmitRequestResponse response;
    response.set_name(base::FormatName("requests", name.case_id, name.stream_id));
    response.set_reference(state.content().reference());
    response.set_status(StatusOf(state));
    response.set_external_reference(state.content().external_reference());
    *response.mutable_missing_fields() = state.content().missing_fields();
    return response.SerializeAsString();
  };
  return Run<v1::SubmitRequestResponse>(call, std::move(command));
}

absl::StatusOr<v1::ValidateRequestResponse> IntakeHandlers::ValidateRequest(
    const rpc::Call& call, const v1::ValidateRequestRequest& request) {
  v1::SubmitRequestRequest filing_request;
  *filing_request.mutable_form() = request.form();
  *filing_request.mutable_agreements() = request.agreements();
  if (request.has_earlier()) *filing_request.mutable_earlier() = request.earlier();
  filing_request.set_resubmission_of(request.resubmission_of());
  *filing_request.mutable_position() = request.position();

  v1::ValidateRequestResponse response;
  *response.mutable_position() = runtime_.ReadNow().position;
  rpc::FieldFaults faults;
  absl::StatusOr<Filing> filing = CheckFiling(call, filing_request, faults);
  if (!filing.ok()) {
    if (faults.empty()) return filing.status();
    for (const base::FieldFault& fault : faults.faults()) {
      v1::FieldProblem& problem = *response.add_problems();
      problem.set_field(fault.field);
      problem.set_description(fault.description);
      problem.set_rule(fault.rule);
    }
    return response;
  }
  v1::RequestContent& content = filing->draft;
  if (const auto* requester = FindPerson(content, content.requester_person_id())) {
    content.set_requester_role(requester->role());
  }
  for (std::string& path : MissingFields(content)) response.add_missing_fields(std::move(path));
  const gates::Agreements agreements(filing->agreements.begin(), filing->agreements.end());
  for (gates::v1::GateResult& result :
       gates::Evaluate({content, agreements, {}}, base::FromProto(content.received_on()))) {
    *response.add_gates() = std::move(result);
  }
  return response;
}

}  // namespace rondetafel::intake
