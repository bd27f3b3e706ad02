// The register of desks: public data, so nothing is sealed and its fingerprints need no key of a
// case.
#include "services/triage/domain/desk.h"
#include "services/triage/edge/act.h"
#include "services/triage/edge/request_check.h"
#include "shared/rpc/page_token.h"

namespace rondetafel::triage {
namespace {

constexpr std::size_t kTextCharactersMax = 200;
constexpr int kContactPersonsMax = 10;

void CheckRecord(const v1::DeskRecord& record, RequestCheck& check) {
  rpc::FieldFaults& faults = check.faults();
  check.Region("record.region", record.region());
  faults.CheckText("record.organisation", record.organisation(), kTextCharactersMax, true, "R109");
  check.AnyDate("record.valid_from", record.valid_from(), "R109");
  check.Choice("record.valid_until", !record.has_valid_until(), "R109");
  check.Choice(
      "record.contact_persons",
      !record.contact_persons().empty() && record.contact_persons_size() <= kContactPersonsMax,
      "R108");
  for (const std::string& person : record.contact_persons()) {
    faults.CheckText("record.contact_persons", person, kTextCharactersMax, true, "R108");
  }
  faults.CheckText("record.phone", record.phone(), kTextCharactersMax, true, "R108");
  for (const auto& [field, mailbox] :
       {std::pair{"record.consultation_mailbox", &record.consultation_mailbox()},
        std::pair{"record.mediation_mailbox", &record.mediation_mailbox()}}) {
    faults.CheckText(field, *mailbox, kTextCharactersMax, true, "R108");
    check.Choice(field, mailbox->find('@') != std::string::npos, "R108");
  }
}

}  // namespace

absl::StatusOr<v1::RecordDeskResponse> TriageHandlers::RecordDesk(
    const rpc::Call& call, const v1::RecordDeskRequest& request) {
  RequestCheck check(call);
  check.faults().CheckCommandId(request.command_id());
  CheckRecord(request.record(), check);
  RT_RETURN_IF_ERROR(std::move(check).ToStatus());
  const base::StreamId stream = DeskOf(request.record().region());
  const Target target{"desk", {base::CaseId(stream.bytes()), stream}, sealing::DataKey{}};
  return Act<v1::RecordDeskResponse, v1::DeskState, v1::DeskEvent>(
      call, target, request, triage::RecordDesk{request.record()},
      [stream](const v1::DeskState&, const base::Context&, auto& response) {
        response.set_name(base::FormatName("desks", stream));
      });
}

absl::StatusOr<v1::ListDesksResponse> TriageHandlers::ListDesks(
    const rpc::Call& call, const v1::ListDesksRequest& request) {
  RequestCheck check(call);
  base::Date on = check.today();
  if (base::IsSet(request.as_of())) on = check.AnyDate("as_of", request.as_of(), "R109");
  check.Choice("region", type::v1::Region_IsValid(request.region()), "R107");
  RT_RETURN_IF_ERROR(std::move(check).ToStatus());
  const std::string query = rpc::PageQuery(
      "ListDesks", {base::FormatIso(on), std::to_string(static_cast<int>(request.region()))});
  RT_ASSIGN_OR_RETURN(const rpc::Page page,
                      rpc::ReadPage(request.page_size(), request.page_token(), query));
  RT_ASSIGN_OR_RETURN(const runtime::ReadView view,
                      runtime_.Read(request.position(), call.deadline));
  v1::ListDesksResponse response;
  for (int number = 1; number <= type::v1::Region_MAX; ++number) {
    const auto region = static_cast<type::v1::Region>(number);
    const std::string key = std::to_string(number);  // one digit: sorts as the number
    const bool wanted =
        request.region() == type::v1::REGION_UNSPECIFIED || request.region() == region;
    const auto state = view.snapshot->Get<v1::DeskState>(runtime::StateKey("desk", DeskOf(region)));
    const auto record = state ? DeskOn(*state, on) : std::nullopt;
    if (!wanted || !record || key < page.from) continue;
    if (response.desks_size() == page.size) {
      response.set_next_page_token(rpc::MakePageToken(key, query));
      break;
    }
    *response.add_desks() = *record;
  }
  *response.mutable_position() = view.position;
  return response;
}

}  // namespace rondetafel::triage
