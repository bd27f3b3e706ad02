#include "services/keyring/views/keys_in_use.h"

#include <string>

#include "rondetafel/keyring/v1/events.pb.h"
#include "services/keyring/definition.h"
#include "shared/base/text.h"

namespace rondetafel::keyring {
namespace {

constexpr std::string_view kTable = "keys_in_use";
constexpr std::string_view kIdentity = "identity";
constexpr std::string_view kMaster = "master";

void Note(std::string_view what, std::string_view key_id, projection::Rows& rows) {
  if (key_id.empty()) return;
  const projection::Key key = projection::Key(kTable).Add(what).Add(key_id);
  std::string value;
  if (!rows.GetRaw(key, &value)) rows.PutRaw(key, "");
}

}  // namespace

void KeysInUse::Apply(const runtime::AcceptedCommit& commit, projection::Rows& rows) {
  for (std::size_t i = 0; i < commit.events.size(); ++i) {
    if (commit.stream_kind == kSubjectKind) {
      const auto& event = commit.event<v1::SubjectEvent>(i);
      Note(kIdentity, event.subject_identified().identity_key_id(), rows);
    } else if (commit.stream_kind == kNamesakeKind) {
      const auto& event = commit.event<v1::NamesakeEvent>(i);
      Note(kIdentity, event.namesake_met().identity_key_id(), rows);
    } else if (commit.stream_kind == kCaseKeysKind) {
      for (const auto& key : commit.event<v1::CaseKeysEvent>(i).data_keys_issued().keys()) {
        Note(kMaster, key.master_key_id(), rows);
      }
    }
  }
}

absl::Status KeysInUse::CheckHeld(const projection::Snapshot& snapshot, const KeyFile& keys) {
  absl::Status status;
  snapshot.Scan(projection::Key(kTable), {}, [&](std::string_view row, std::string_view) {
    projection::Key::Reader reader(row);
    const std::string what = reader.Text();
    const std::string text = reader.Text();
    const auto id = base::KeyId::Parse(text);
    const bool held =
        id && (what == kIdentity ? keys.identity().id == *id : keys.FindMaster(*id) != nullptr);
    if (!held) {
      status = absl::FailedPreconditionError(
          base::Cat("the key file is not the one this log was written with: it lacks the ", what,
                    " key ", text));
    }
    return held;
  });
  return status;
}

}  // namespace rondetafel::keyring
