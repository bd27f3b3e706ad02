// CaseKeys: the data keys of one case, wrapped. A key that was issued is never replaced: whatever
// was sealed under it must open.
#pragma once
#include <string_view>
#include <vector>

#include "rondetafel/keyring/v1/events.pb.h"
#include "rondetafel/keyring/v1/state.pb.h"
#include "shared/base/decision.h"

namespace rondetafel::keyring {

// Issue those of the candidates whose subject (empty: the case itself) has no key yet.
struct IssueDataKeys {
  std::vector<v1::WrappedKey> candidates;
};

base::Decision<v1::CaseKeysEvent> Decide(const v1::CaseKeysState& state,
                                         const IssueDataKeys& command,
                                         const base::Context& context);

// The key of a subject, or of the case itself (empty); nullptr when none was issued.
const v1::WrappedKey* FindKeyOf(const v1::CaseKeysState& state, std::string_view subject_id);
const v1::WrappedKey* FindKeyById(const v1::CaseKeysState& state, std::string_view key_id);

void Apply(const v1::DataKeysIssued& event, v1::CaseKeysState& state);
void ApplyEvent(const v1::CaseKeysEvent& event, v1::CaseKeysState& state);

}  // namespace rondetafel::keyring
