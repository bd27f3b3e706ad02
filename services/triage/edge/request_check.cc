#include "services/triage/edge/request_check.h"

#include <algorithm>

#include "shared/base/text.h"

namespace rondetafel::triage {
namespace {

constexpr std::size_t kCodeCharactersMax = 60;

bool IsCodeCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

RequestCheck::RequestCheck(const rpc::Call& call)
    : now_(call.now),
      today_(base::ToBrussels(call.now).date),
      migration_(call.actor.role() == type::v1::ROLE_MIGRATION) {}

base::ResourceName RequestCheck::Name(std::string_view field, std::string_view value,
                                      std::string_view collection) {
  const auto name = base::ParseName(value, collection);
  if (!name) {
    faults_.Add(std::string(field), "", base::Cat("must be cases/{case}/", collection, "/{id}"));
  }
  return name.value_or(base::ResourceName{});
}

base::ResourceName RequestCheck::OwnName(std::string_view field, std::string_view value,
                                         std::string_view collection) {
  const auto name = base::ParseOwnName(value, collection);
  if (!name) faults_.Add(std::string(field), "", base::Cat("must be ", collection, "/{id}"));
  return name.value_or(base::ResourceName{});
}

base::Date RequestCheck::PastDate(std::string_view field, const google::type::Date& date,
                                  std::string_view rule) {
  if (!base::IsSet(date)) return today_;
  const base::Date given = AnyDate(field, date, rule);
  if (given > today_) {
    faults_.Add(std::string(field), std::string(rule), "must not lie in the future");
  }
  return given;
}

base::Date RequestCheck::AnyDate(std::string_view field, const google::type::Date& date,
                                 std::string_view rule) {
  const base::Date given = base::FromProto(date);
  if (base::IsValid(given)) return given;
  faults_.Add(std::string(field), std::string(rule), "must be a day there is");
  return today_;
}

void RequestCheck::LateReason(const base::Date& date, const std::string& late_reason) {
  Code("late_reason", late_reason, date < today_ && !migration_, "R186");
}

void RequestCheck::Code(std::string_view field, const std::string& value, bool required,
                        std::string_view rule) {
  const bool fits = value.size() <= kCodeCharactersMax &&
                    std::all_of(value.begin(), value.end(), IsCodeCharacter);
  if (fits && !(required && value.empty())) return;
  faults_.Add(std::string(field), std::string(rule),
              "must be a code of 1 to 60 characters [a-z0-9_]");
}

void RequestCheck::Choice(std::string_view field, bool valid, std::string_view rule) {
  if (!valid) faults_.Add(std::string(field), std::string(rule), "must be one of the known values");
}

void RequestCheck::Region(std::string_view field, type::v1::Region region) {
  Choice(field, type::v1::Region_IsValid(region) && region != type::v1::REGION_UNSPECIFIED, "R107");
}

base::Instant RequestCheck::PastMoment(std::string_view field,
                                       const google::protobuf::Timestamp& moment) {
  const base::Instant given{moment.seconds() * 1'000'000 + moment.nanos() / 1000};
  if (given > now_) faults_.Add(std::string(field), "R173", "must not lie in the future");
  return given;
}

}  // namespace rondetafel::triage
