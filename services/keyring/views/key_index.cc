#include "services/keyring/views/key_index.h"

#include "rondetafel/keyring/v1/events.pb.h"
#include "rondetafel/keyring/v1/state.pb.h"
#include "services/keyring/definition.h"

namespace rondetafel::keyring {
namespace {

projection::Key RowKey(std::string_view key_id) { return projection::Key("key_index").Add(key_id); }

}  // namespace

void KeyIndex::Apply(const runtime::AcceptedCommit& commit, projection::Rows& rows) {
  if (commit.stream_kind != kCaseKeysKind) return;
  for (std::size_t i = 0; i < commit.events.size(); ++i) {
    const auto& event = commit.event<v1::CaseKeysEvent>(i);
    for (const v1::WrappedKey& key : event.data_keys_issued().keys()) {
      rows.Mutable<v1::KeyIndexRow>(RowKey(key.key_id()))
          ->set_case_id(commit.envelope().case_id.ToString());
    }
  }
}

std::optional<base::CaseId> KeyIndex::CaseOf(const projection::Snapshot& snapshot,
                                             const base::KeyId& key) {
  const auto row = snapshot.Get<v1::KeyIndexRow>(RowKey(key.ToString()));
  return row ? base::CaseId::Parse(row->case_id()) : std::nullopt;
}

}  // namespace rondetafel::keyring
