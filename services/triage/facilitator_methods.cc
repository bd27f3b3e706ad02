// The register of chairs and mediators.
#include <algorithm>
#include <set>

#include "services/triage/edge/act.h"
#include "services/triage/edge/request_check.h"
#include "services/triage/views/views.h"
#include "shared/rpc/page_token.h"
#include "shared/sealing/sealer.h"

namespace rondetafel::triage {
namespace {

constexpr std::size_t kNameCharactersMax = 200;
constexpr std::size_t kPhoneCharactersMax = 40;
constexpr std::size_t kMailCharactersMax = 254;
constexpr std::size_t kOrganisationIdCharactersMax = 40;
constexpr int kTiesMax = 50;
// The only person of the entry, to the keyring.
constexpr std::string_view kSelf = "facilitator";

void CheckTie(std::string_view field, const v1::FacilitatorTie& tie, RequestCheck& check) {
  const std::string at(field);
  check.faults().CheckText(at + ".organisation.organisation_id",
                           tie.organisation().organisation_id(), kOrganisationIdCharactersMax, true,
                           "R172");
  check.faults().CheckText(at + ".organisation.name", tie.organisation().name(), kNameCharactersMax,
                           false, "R172");
  check.Choice(at + ".kind", v1::TieKind_IsValid(tie.kind()) && tie.kind() != 0, "R172");
  base::Date from;
  if (base::IsSet(tie.from())) from = check.AnyDate(at + ".from", tie.from(), "R172");
  if (!base::IsSet(tie.until())) return;
  const base::Date until = check.AnyDate(at + ".until", tie.until(), "R172");
  check.Choice(at + ".until", from <= until, "R172");
}

// An unset date is left out, so that "running" has one form.
v1::FacilitatorTie TieOf(v1::FacilitatorTie tie) {
  if (!base::IsSet(tie.from())) tie.clear_from();
  if (!base::IsSet(tie.until())) tie.clear_until();
  return tie;
}

// Each once, ascending.
template <class Enum>
std::set<int> Distinct(const google::protobuf::RepeatedField<int>& given, bool (*valid)(int),
                       std::string_view field, std::string_view rule, RequestCheck& check) {
  std::set<int> distinct;
  for (int value : given) {
    check.Choice(field, valid(value) && value != 0, rule);
    distinct.insert(value);
  }
  return distinct;
}

v1::FacilitatorRegistered CodesOf(const v1::RegisterFacilitatorRequest& request,
                                  RequestCheck& check) {
  v1::FacilitatorRegistered entry;
  entry.set_actor_id(request.actor_id());
  for (int kind : Distinct<v1::FacilitatorKind>(request.kinds(), &v1::FacilitatorKind_IsValid,
                                                "kinds", "R7", check)) {
    entry.add_kinds(static_cast<v1::FacilitatorKind>(kind));
  }
  check.Choice("kinds", !request.kinds().empty(), "R7");
  for (int region : Distinct<type::v1::Region>(request.regions(), &type::v1::Region_IsValid,
                                               "regions", "R107", check)) {
    entry.add_regions(static_cast<type::v1::Region>(region));
  }
  if (base::IsSet(request.trained_on())) {
    *entry.mutable_trained_on() =
        base::ToProto(check.PastDate("trained_on", request.trained_on(), "R7"));
  }
  check.Choice("ties", request.ties_size() <= kTiesMax, "R172");
  for (int i = 0; i < request.ties_size(); ++i) {
    CheckTie("ties[" + std::to_string(i) + "]", request.ties(i), check);
    *entry.add_ties() = TieOf(request.ties(i));
  }
  return entry;
}

void SealContact(const v1::RegisterFacilitatorRequest& request, const sealing::SubjectKey& self,
                 const base::StreamId& stream, v1::FacilitatorRegistered& entry) {
  const auto seal = [&](std::string field, const std::string& text) {
    return sealing::Seal(self.key, {stream, std::move(field), self.subject}, text);
  };
  *entry.mutable_name() = seal("person.name", request.full_name());
  if (!request.phone().empty()) *entry.mutable_phone() = seal("person.phone", request.phone());
  if (!request.mail().empty()) *entry.mutable_mail() = seal("person.mail", request.mail());
}

auto FillName(const base::StreamId& stream) {
  return [name = base::FormatName("facilitators", stream)](const v1::FacilitatorState&,
                                                           const base::Context&, auto& response) {
    response.set_name(name);
  };
}

bool Wanted(const v1::ListFacilitatorsRequest& request, const v1::FacilitatorState& state,
            const base::Date& today) {
  const auto& kinds = state.registration().kinds();
  const auto& regions = state.registration().regions();
  const auto has = [](const auto& values, int value) {
    return value == 0 || std::find(values.begin(), values.end(), value) != values.end();
  };
  const bool retired = state.has_retired_on() && base::FromProto(state.retired_on()) <= today;
  return has(kinds, request.kind()) && has(regions, request.region()) &&
         (request.include_retired() || !retired);
}

}  // namespace

absl::StatusOr<v1::RegisterFacilitatorResponse> TriageHandlers::RegisterFacilitator(
    const rpc::Call& call, const v1::RegisterFacilitatorRequest& request) {
  RequestCheck check(call);
  check.faults().CheckCommandId(request.command_id());
  check.faults().CheckUuid("actor_id", request.actor_id());
  check.faults().CheckText("full_name", request.full_name(), kNameCharactersMax, true, "R7");
  check.faults().CheckText("phone", request.phone(), kPhoneCharactersMax, false, "R7");
  check.faults().CheckText("mail", request.mail(), kMailCharactersMax, false, "R7");
  triage::RegisterFacilitator domain{CodesOf(request, check)};
  RT_RETURN_IF_ERROR(std::move(check).ToStatus());
  const base::ActorId actor = *base::ActorId::Parse(request.actor_id());
  domain.registered.set_actor_id(actor.ToString());
  const base::StreamId stream = FacilitatorOf(actor);
  const base::CaseId case_id(stream.bytes());
  RT_ASSIGN_OR_RETURN(
      const sealing::CaseKeys keys,
      keyring_.EnsureCase(
          case_id,
          {{.person_id = std::string(kSelf), .national_number = "", .name = "", .birth_date = ""}},
          call.deadline));
  SealContact(request, keys.subjects.at(0), stream, domain.registered);
  const Target target{"facilitator", {case_id, stream}, keys.case_key};
  return Act<v1::RegisterFacilitatorResponse, v1::FacilitatorState, v1::FacilitatorEvent>(
      call, target, request, std::move(domain), FillName(stream));
}

absl::StatusOr<v1::AddFacilitatorTieResponse> TriageHandlers::AddFacilitatorTie(
    const rpc::Call& call, const v1::AddFacilitatorTieRequest& request) {
  RequestCheck check(call);
  check.faults().CheckCommandId(request.command_id());
  const base::ResourceName name = check.OwnName("name", request.name(), "facilitators");
  CheckTie("tie", request.tie(), check);
  RT_RETURN_IF_ERROR(std::move(check).ToStatus());
  RT_ASSIGN_OR_RETURN(const Target target, ReachFacilitator(call, name));
  return Act<v1::AddFacilitatorTieResponse, v1::FacilitatorState, v1::FacilitatorEvent>(
      call, target, request, triage::AddFacilitatorTie{TieOf(request.tie())},
      [name, tied_to = request.tie().organisation().organisation_id()](
          const v1::FacilitatorState& after, const base::Context&, auto& response) {
        response.set_name(base::FormatName("facilitators", name.stream_id));
        for (const auto& appointment : after.appointments()) {
          const auto& reported = appointment.reported_organisation_ids();
          const bool found = std::find(reported.begin(), reported.end(), tied_to) != reported.end();
          response.set_conflicts_found(response.conflicts_found() + (found ? 1 : 0));
        }
      });
}

absl::StatusOr<v1::EndFacilitatorTieResponse> TriageHandlers::EndFacilitatorTie(
    const rpc::Call& call, const v1::EndFacilitatorTieRequest& request) {
  RequestCheck check(call);
  check.faults().CheckCommandId(request.command_id());
  const base::ResourceName name = check.OwnName("name", request.name(), "facilitators");
  check.faults().CheckText("organisation_id", request.organisation_id(),
                           kOrganisationIdCharactersMax, true, "R172");
  const base::Date until = check.PastDate("until", request.until(), "R172");
  RT_RETURN_IF_ERROR(std::move(check).ToStatus());
  RT_ASSIGN_OR_RETURN(const Target target, ReachFacilitator(call, name));
  return Act<v1::EndFacilitatorTieResponse, v1::FacilitatorState, v1::FacilitatorEvent>(
      call, target, request, triage::EndFacilitatorTie{request.organisation_id(), until},
      FillName(name.stream_id));
}

absl::StatusOr<v1::RetireFacilitatorResponse> TriageHandlers::RetireFacilitator(
    const rpc::Call& call, const v1::RetireFacilitatorRequest& request) {
  RequestCheck check(call);
  check.faults().CheckCommandId(request.command_id());
  const base::ResourceName name = check.OwnName("name", request.name(), "facilitators");
  base::Date on = check.today();
  if (base::IsSet(request.retired_on()))
    on = check.AnyDate("retired_on", request.retired_on(), "R7");
  RT_RETURN_IF_ERROR(std::move(check).ToStatus());
  RT_ASSIGN_OR_RETURN(const Target target, ReachFacilitator(call, name));
  return Act<v1::RetireFacilitatorResponse, v1::FacilitatorState, v1::FacilitatorEvent>(
      call, target, request, triage::RetireFacilitator{on},
      [name](const v1::FacilitatorState& after, const base::Context&, auto& response) {
        response.set_name(base::FormatName("facilitators", name.stream_id));
        response.set_appointments_open(after.appointments_size());
      });
}

absl::StatusOr<v1::Facilitator> TriageHandlers::OpenFacilitator(const base::StreamId& stream,
                                                                const v1::FacilitatorState& state,
                                                                base::Instant deadline) {
  const v1::FacilitatorRegistered& entry = state.registration();
  v1::Facilitator out;
  out.set_name(base::FormatName("facilitators", stream));
  out.set_actor_id(entry.actor_id());
  *out.mutable_kinds() = entry.kinds();
  RT_ASSIGN_OR_RETURN(*out.mutable_full_name(), OpenText(entry.name(), "person.name", deadline));
  RT_ASSIGN_OR_RETURN(*out.mutable_phone(), OpenText(entry.phone(), "person.phone", deadline));
  RT_ASSIGN_OR_RETURN(*out.mutable_mail(), OpenText(entry.mail(), "person.mail", deadline));
  if (entry.has_trained_on()) *out.mutable_trained_on() = entry.trained_on();
  *out.mutable_regions() = entry.regions();
  *out.mutable_ties() = state.ties();
  if (state.has_retired_on()) *out.mutable_retired_on() = state.retired_on();
  out.set_appointments_open(state.appointments_size());
  return out;
}

absl::StatusOr<v1::ListFacilitatorsResponse> TriageHandlers::ListFacilitators(
    const rpc::Call& call, const v1::ListFacilitatorsRequest& request) {
  const std::string query = rpc::PageQuery(
      "ListFacilitators", {std::to_string(request.kind()), std::to_string(request.region()),
                           request.include_retired() ? "all" : "active"});
  RT_ASSIGN_OR_RETURN(const rpc::Page page,
                      rpc::ReadPage(request.page_size(), request.page_token(), query));
  RT_ASSIGN_OR_RETURN(const runtime::ReadView view,
                      runtime_.Read(request.position(), call.deadline));
  const base::Date today = base::ToBrussels(call.now).date;
  v1::ListFacilitatorsResponse response;
  absl::Status opened = absl::OkStatus();
  view.snapshot->Scan(
      FacilitatorListPrefix(), page.from, [&](std::string_view key, std::string_view) {
        const base::StreamId stream = StreamInFacilitatorKey(key);
        const auto state =
            view.snapshot->Get<v1::FacilitatorState>(runtime::StateKey("facilitator", stream));
        if (!state || !Wanted(request, *state, today)) return true;
        if (response.facilitators_size() == page.size) {
          response.set_next_page_token(rpc::MakePageToken(key, query));
          return false;
        }
        auto facilitator = OpenFacilitator(stream, *state, call.deadline);
        opened = facilitator.status();
        if (opened.ok()) *response.add_facilitators() = *std::move(facilitator);
        return opened.ok();
      });
  RT_RETURN_IF_ERROR(opened);
  *response.mutable_position() = view.position;
  return response;
}

}  // namespace rondetafel::triage
