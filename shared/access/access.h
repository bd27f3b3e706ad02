// Who may call what. An Authenticator turns a call's credentials into an Actor; one policy table
// (method × role) says whether the method is open to the role at all. Deny by default. What depends
// on the case's own events is decided in Decide (architecture 3).
#pragma once
#include <absl/status/statusor.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rondetafel/type/v1/type.pb.h"

namespace rondetafel::base {
class Clock;
}

namespace rondetafel::access {

// Port. UNAUTHENTICATED with a reason for people when the credentials are missing or not valid.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  // `authorization` is the call's "authorization" metadata, "Bearer …"; empty when missing.
  virtual absl::StatusOr<type::v1::Actor> Authenticate(std::string_view authorization) const = 0;
  // True if it may only listen on loopback: development tokens.
  virtual bool loopback_only() const = 0;
};

using Roles = std::set<type::v1::Role>;

// Whether a look or act is put on record.
enum class AuditLevel { kNone, kRead, kWrite };

struct MethodPolicy {
  std::string method;  // "SubmitRequest"
  Roles roles;
  AuditLevel audit = AuditLevel::kNone;
};

// One service's rows. A server whose service has a method without a row does not start.
class PolicyTable {
 public:
  // CHECKs that no method has two rows and that no row opens to ROLE_UNSPECIFIED.
  explicit PolicyTable(std::vector<MethodPolicy> rows);
  // PERMISSION_DENIED names the method and the roles it is open to, nothing about the case.
  absl::Status Check(std::string_view method, const type::v1::Actor& actor) const;
  bool Has(std::string_view method) const;
  const MethodPolicy* Find(std::string_view method) const;
  // Every method of the table, for the test that walks the whole matrix.
  std::vector<std::string> methods() const;

 private:
  std::map<std::string, MethodPolicy, std::less<>> rows_;
};

// Development tokens: "dev1." + base64url(serialised type.v1.Actor, expiry) + "." + MAC under a key
// file. Minted by `rtctl token`, accepted on loopback only. `key` is the content of the key file,
// at least kDevelopmentKeyBytesMin bytes (CHECK).
inline constexpr std::size_t kDevelopmentKeyBytesMin = 16;
std::string MintDevelopmentToken(const type::v1::Actor& actor, std::int64_t expires_at_us,
                                 std::string_view key);
std::unique_ptr<Authenticator> MakeDevelopmentAuthenticator(std::string key);
// With a clock of one's own for the expiry; it outlives the authenticator.
std::unique_ptr<Authenticator> MakeDevelopmentAuthenticator(std::string key,
                                                            const base::Clock& clock);

}  // namespace rondetafel::access
