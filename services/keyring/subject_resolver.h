// SubjectResolver: from identities to subject ids, through the log.
//
// A person's answer is read from the fold of the streams that know the person. What is missing
// there is asked for by a command to one stream, and then read again: so of two replicas that meet
// a person at the same time, the one whose commit comes first in the log has named the person for
// both.
#pragma once
#include <absl/status/statusor.h>

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "rondetafel/keyring/v1/events.pb.h"
#include "services/keyring/identity.h"
#include "shared/projection/snapshot.h"
#include "shared/rpc/call.h"
#include "shared/runtime/service_runtime.h"

namespace rondetafel::keyring {

// Thread-safe.
class SubjectResolver {
 public:
  SubjectResolver(runtime::ServiceRuntime* runtime, std::string identity_key_id)
      : runtime_(runtime), identity_key_id_(std::move(identity_key_id)) {}

  // One subject id per person, in order; new ones for people nobody has met.
  absl::StatusOr<std::vector<std::string>> Resolve(const rpc::Call& call,
                                                   const std::vector<IdentityStreams>& persons);
  // Everybody it may be, known longest first, without writing. Nobody is answered only after
  // reading up to the end of the log.
  absl::StatusOr<std::vector<std::string>> Find(const rpc::Call& call,
                                                const IdentityStreams& person);

 private:
  // Either the subject id or the next thing to ask the log.
  using Step = std::variant<std::string, runtime::Command>;
  Step Next(const rpc::Call& call, const projection::Snapshot& snapshot,
            const IdentityStreams& person) const;
  runtime::Command Identify(const rpc::Call& call, const base::StreamId& stream,
                            v1::IdentityBasis basis, std::string candidate) const;
  runtime::Command Recognise(const rpc::Call& call, const IdentityStreams& person,
                             std::string owner) const;

  runtime::ServiceRuntime* const runtime_;
  const std::string identity_key_id_;
};

}  // namespace rondetafel::keyring
