// The shape of a request: what is wrong with it whatever the case says. Faults name the field, the
// rule and what would be right, never a value that was given.
//
//   Shape shape(call, request.command_id(), request.name());
//   shape.FactDate("held_on", request.held_on(), "R157");
//   if (!shape.ok()) return std::move(shape).ToStatus();
#pragma once
#include <google/protobuf/repeated_field.h>

#include <set>
#include <string>
#include <string_view>

#include "rondetafel/intake/v1/service.pb.h"
#include "shared/base/resource_name.h"
#include "shared/base/time.h"
#include "shared/rpc/call.h"
#include "shared/rpc/errors.h"

namespace rondetafel::scheduling {

inline constexpr int kPersonsMax = 40;

class Shape {
 public:
  // Of a query: its name only.
  Shape(const rpc::Call& call, const std::string& name);
  // Of a command: its id too.
  Shape(const rpc::Call& call, const std::string& command_id, const std::string& name);

  void Add(std::string field, std::string rule, std::string description) {
    faults_.Add(std::move(field), std::move(rule), std::move(description));
  }
  // A valid day, not after today; unset is right.
  void FactDate(std::string_view field, const google::type::Date& date, std::string_view rule);
  // A valid minute of a valid day; a past one only with `fact`, a future one only without.
  void Moment(std::string_view field, const type::v1::LocalMoment& moment, bool fact,
              std::string_view rule);
  // 1–40 characters of [a-z0-9-].
  void PersonId(std::string_view field, const std::string& id, std::string_view rule);
  // Person ids, each well formed and once; at least `min`, at most kPersonsMax.
  void PersonIds(std::string_view field, const google::protobuf::RepeatedPtrField<std::string>& ids,
                 int min, std::string_view rule);
  void Text(std::string_view field, const std::string& value, std::size_t max,
            std::string_view rule) {
    faults_.CheckText(field, value, max, true, rule);
  }
  void Uuid(std::string_view field, const std::string& value) { faults_.CheckUuid(field, value); }
  // A code of [a-z0-9_], at most 40 characters.
  void Code(std::string_view field, const std::string& code, bool required, std::string_view rule);
  // A known value of an enum, and not the unspecified one.
  template <class Enum>
  void Known(std::string_view field, Enum value, bool (*is_valid)(int), std::string_view rule) {
    if (value == 0 || !is_valid(value)) {
      Add(std::string(field), std::string(rule), "must be one of the known values");
    }
  }
  // A person who is not in the case yet; a new youth concerned is a matter for intake.
  void NewPerson(std::string_view field, const intake::v1::Person& person, std::string_view rule);

  bool ok() const { return faults_.empty(); }
  absl::Status ToStatus() && { return std::move(faults_).ToStatus(); }
  const base::ResourceName& name() const { return name_; }
  const std::string& command_id() const { return command_id_; }
  const base::Date& today() const { return today_; }

 private:
  rpc::FieldFaults faults_;
  base::Date today_;
  int minute_of_day_ = 0;
  base::ResourceName name_;
  std::string command_id_;
};

}  // namespace rondetafel::scheduling
