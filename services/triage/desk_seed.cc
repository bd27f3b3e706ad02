#include "services/triage/desk_seed.h"

#include <toml++/toml.h>

#include <fstream>
#include <sstream>

#include "services/triage/domain/desk.h"
#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/commit/envelope.h"
#include "shared/runtime/definition.h"

namespace rondetafel::triage {
namespace {

std::string TextOf(const toml::table& entry, std::string_view key) {
  return entry[key].value_or(std::string());
}

absl::Status Faulty(std::size_t number, std::string_view what) {
  return absl::InvalidArgumentError(base::Cat("desk ", number, " of the desk file: ", what));
}

absl::StatusOr<v1::DeskRecord> ParseEntry(const toml::table& entry, std::size_t number) {
  v1::DeskRecord record;
  type::v1::Region region = type::v1::REGION_UNSPECIFIED;
  if (!type::v1::Region_Parse("REGION_" + TextOf(entry, "region"), &region) ||
      region == type::v1::REGION_UNSPECIFIED) {
    return Faulty(number, "region must be one of the six, for example ANTWERPEN");
  }
  const auto from = base::ParseIsoDate(TextOf(entry, "valid_from"));
  if (!from) return Faulty(number, "valid_from must be a date like 2018-01-01");
  record.set_region(region);
  record.set_organisation(TextOf(entry, "organisation"));
  *record.mutable_valid_from() = base::ToProto(*from);
  if (const toml::array* persons = entry["contact_persons"].as_array()) {
    for (const auto& person : *persons) record.add_contact_persons(person.value_or(std::string()));
  }
  record.set_phone(TextOf(entry, "phone"));
  record.set_consultation_mailbox(TextOf(entry, "consultation_mailbox"));
  record.set_mediation_mailbox(TextOf(entry, "mediation_mailbox"));
  const bool complete = !record.organisation().empty() && !record.contact_persons().empty() &&
                        !record.phone().empty() && !record.consultation_mailbox().empty() &&
                        !record.mediation_mailbox().empty();
  if (!complete) return Faulty(number, "organisation, contact persons, phone and mailboxes (R108)");
  return record;
}

runtime::Command SeedCommand(const v1::DeskRecord& record) {
  const std::string bytes = record.SerializeAsString();
  runtime::Command command;
  command.method = "SeedDesk";
  command.stream_kind = "desk";
  command.stream_id = DeskOf(record.region());
  command.case_id = base::CaseId(command.stream_id.bytes());
  command.command_id = base::CommandId(base::DeriveUuid("seed-desk", {bytes}));
  command.actor.set_actor_id(base::FormatUuid(base::DeriveUuid("service", {"triage"})));
  command.actor.set_role(type::v1::ROLE_SERVICE);
  command.fingerprint = std::string(commit::HashBytes(commit::Blake2b(bytes)));
  command.decide = runtime::DecideWith<v1::DeskState, v1::DeskEvent>(
      [record](const v1::DeskState& state, const base::Context& context) {
        return Decide(state, SeedDesk{record}, context);
      });
  return command;
}

bool Holds(const v1::DeskState& state, const v1::DeskRecord& record) {
  for (const v1::DeskRecord& known : state.records()) {
    if (base::FromProto(known.valid_from()) == base::FromProto(record.valid_from())) return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<std::vector<v1::DeskRecord>> ParseDesks(const std::string& toml_text) {
  std::vector<v1::DeskRecord> records;
  try {
    const toml::table table = toml::parse(toml_text);
    const toml::array* desks = table["desk"].as_array();
    for (std::size_t i = 0; desks != nullptr && i < desks->size(); ++i) {
      const toml::table* entry = desks->get(i)->as_table();
      if (entry == nullptr) return Faulty(i + 1, "must be a [[desk]] table");
      RT_ASSIGN_OR_RETURN(v1::DeskRecord record, ParseEntry(*entry, i + 1));
      records.push_back(std::move(record));
    }
  } catch (const toml::parse_error& error) {
    return absl::InvalidArgumentError(
        base::Cat("the desk file is not TOML: ", error.description()));
  }
  return records;
}

absl::StatusOr<std::vector<v1::DeskRecord>> ReadDeskFile(const std::string& path) {
  std::ifstream file(path);
  if (!file) return absl::NotFoundError(base::Cat("no desk file at ", path));
  std::stringstream text;
  text << file.rdbuf();
  return ParseDesks(text.str());
}

absl::Status SeedDesks(const std::vector<v1::DeskRecord>& records, runtime::ServiceRuntime& runtime,
                       base::Instant deadline) {
  const runtime::ReadView view = runtime.ReadNow();
  for (const v1::DeskRecord& record : records) {
    const auto state =
        view.snapshot->Get<v1::DeskState>(runtime::StateKey("desk", DeskOf(record.region())));
    if (state && Holds(*state, record)) continue;
    RT_RETURN_IF_ERROR(runtime.Execute(SeedCommand(record), deadline).status());
  }
  return absl::OkStatus();
}

}  // namespace rondetafel::triage
