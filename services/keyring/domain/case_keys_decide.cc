#include "services/keyring/domain/case_keys.h"

namespace rondetafel::keyring {
namespace {

template <class Keys>
const v1::WrappedKey* FindIn(const Keys& keys, std::string_view subject_id) {
  for (const v1::WrappedKey& key : keys) {
    if (key.subject_id() == subject_id) return &key;
  }
  return nullptr;
}

}  // namespace

base::Decision<v1::CaseKeysEvent> Decide(const v1::CaseKeysState& state,
                                         const IssueDataKeys& command, const base::Context&) {
  using Decision = base::Decision<v1::CaseKeysEvent>;
  v1::CaseKeysEvent event;
  v1::DataKeysIssued* issued = event.mutable_data_keys_issued();
  for (const v1::WrappedKey& candidate : command.candidates) {
    const std::string& subject_id = candidate.subject_id();
    if (FindIn(state.keys(), subject_id) == nullptr &&
        FindIn(issued->keys(), subject_id) == nullptr) {
      *issued->add_keys() = candidate;
    }
  }
  if (issued->keys().empty()) return Decision::AlreadySo();
  return Decision({event});
}

const v1::WrappedKey* FindKeyOf(const v1::CaseKeysState& state, std::string_view subject_id) {
  return FindIn(state.keys(), subject_id);
}

const v1::WrappedKey* FindKeyById(const v1::CaseKeysState& state, std::string_view key_id) {
  for (const v1::WrappedKey& key : state.keys()) {
    if (key.key_id() == key_id) return &key;
  }
  return nullptr;
}

}  // namespace rondetafel::keyring
