#include "tools/rtctl/operate/heads_command.h"

#include <cstdio>

#include "shared/base/id.h"
#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/commit/mac_keys.h"
#include "shared/heads/heads_folder.h"
#include "tools/rtctl/actor_text.h"
#include "tools/rtctl/error_text.h"
#include "tools/rtctl/operate/log_command.h"

namespace rondetafel::rtctl {
namespace {

using operations::v1::OperationsService;

absl::Status PrintPublicKey(const LogPlace& place, bool json) {
  RT_ASSIGN_OR_RETURN(const auto key, heads::ReadSigningKey(SigningKeyFileOf(place)));
  const std::string line = heads::FormatPublicKey(key.public_key());
  std::puts(json ? base::Cat("{\"public_key\":\"", line, "\"}").c_str() : line.c_str());
  return absl::OkStatus();
}

absl::Status KeepHeadsOf(Connection& connection, std::string_view service, const std::string& out,
                         bool json) {
  Caller caller(&connection, ActorOf(type::v1::ROLE_OPERATOR));
  const auto stub = connection.Operations(service);
  RT_ASSIGN_OR_RETURN(
      const auto signed_heads,
      caller.Unary(*stub, &OperationsService::Stub::SignHeads, operations::v1::SignHeadsRequest()));
  // What is kept must be what a later verification can read.
  RT_ASSIGN_OR_RETURN(const auto read, heads::DecodeHeads(signed_heads.heads_file()));
  const std::string name = heads::HeadsFileName(read.heads, signed_heads.heads_file());
  RT_RETURN_IF_ERROR(heads::WriteHeadsFile(out, name, signed_heads.heads_file()));
  eventlog::Offset records = 0;
  for (const commit::FoldCursor& cursor : read.heads.cursors) records += cursor.next;
  std::puts((json ? base::Cat("{\"service\":\"", service, "\",\"file\":\"", name,
                              "\",\"records\":", records, "}")
                  : base::Cat(service, ": ", records, " records under ", name))
                .c_str());
  return absl::OkStatus();
}

absl::Status IntroduceIn(Connection& connection, std::string_view service, const std::string& key) {
  Caller caller(&connection, ActorOf(type::v1::ROLE_OPERATOR));
  const auto stub = connection.Operations(service);
  operations::v1::IntroduceMacKeyRequest request;
  request.set_command_id(base::FormatUuid(base::RandomUuid()));
  request.set_mac_key_id(key);
  return caller.Unary(*stub, &OperationsService::Stub::IntroduceMacKey, request).status();
}

}  // namespace

void KeepHeads(Session& session, HeadsWanted wanted) {
  if (wanted.public_key) {
    return session.Finish(
        PrintPublicKey(WithDataDir(std::move(wanted.place), session), session.json));
  }
  if (wanted.out.empty()) return session.FailUsage("--out says where the heads are to be kept");
  const auto connection = session.Open();
  if (!connection.ok()) return session.Fail(connection.status());
  for (const std::string_view service : kAllServices) {
    session.Finish(KeepHeadsOf(**connection, service, wanted.out, session.json));
  }
}

void AddMacKey(Session& session, LogPlace place) {
  const auto key = commit::AppendKey(MacKeyFileOf(WithDataDir(std::move(place), session)));
  if (!key.ok()) return session.Fail(InItsOwnWords(key.status()));
  // The id alone on standard output, so that a script can keep it.
  std::puts(session.json ? base::Cat("{\"mac_key_id\":\"", key->ToString(), "\"}").c_str()
                         : key->ToString().c_str());
}

void IntroduceMacKey(Session& session, const std::string& key) {
  const auto connection = session.Open();
  if (!connection.ok()) return session.Fail(connection.status());
  for (const std::string_view service : kAllServices) {
    const absl::Status introduced = IntroduceIn(**connection, service, key);
    if (!introduced.ok()) return session.Fail(introduced);
    if (!session.json) std::puts(base::Cat(service, ": introduced").c_str());
  }
  if (session.json) std::puts(base::Cat("{\"introduced\":\"", key, "\"}").c_str());
}

}  // namespace rondetafel::rtctl
