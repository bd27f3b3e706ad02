// The shape of a request, checked before anything is decided: every fault is collected, then
// answered at once as INVALID_ARGUMENT. Nothing here looks at a state.
#pragma once
#include <string>
#include <string_view>

#include "google/protobuf/timestamp.pb.h"
#include "shared/base/civil_date.h"
#include "shared/base/resource_name.h"
#include "shared/rpc/call.h"
#include "shared/rpc/errors.h"

namespace rondetafel::triage {

class RequestCheck {
 public:
  explicit RequestCheck(const rpc::Call& call);

  const base::Date& today() const { return today_; }
  // Old registrations may lack what is asked of everybody else (R186).
  bool is_migration() const { return migration_; }
  rpc::FieldFaults& faults() { return faults_; }
  absl::Status ToStatus() && { return std::move(faults_).ToStatus(); }

  // The values read; when there is a fault they are placeholders not to be used.
  base::ResourceName Name(std::string_view field, std::string_view value,
                          std::string_view collection);
  // Of a stream that stands for itself: "desks/{desk}".
  base::ResourceName OwnName(std::string_view field, std::string_view value,
                             std::string_view collection);
  // The business date of a fact: a day there is, not in the future; unset: today.
  base::Date PastDate(std::string_view field, const google::type::Date& date,
                      std::string_view rule);
  // Any day there is, required.
  base::Date AnyDate(std::string_view field, const google::type::Date& date, std::string_view rule);
  // A decision registered on a later day says why; what the migration brings was registered before.
  void LateReason(const base::Date& date, const std::string& late_reason);
  // [a-z0-9_], at most 60.
  void Code(std::string_view field, const std::string& value, bool required, std::string_view rule);
  // `valid`: the enum has this value and it is not the unspecified one.
  void Choice(std::string_view field, bool valid, std::string_view rule);
  void Region(std::string_view field, type::v1::Region region);
  // Of as_known_on; not in the future.
  base::Instant PastMoment(std::string_view field, const google::protobuf::Timestamp& moment);

 private:
  base::Instant now_;
  base::Date today_;
  bool migration_;
  rpc::FieldFaults faults_;
};

}  // namespace rondetafel::triage
