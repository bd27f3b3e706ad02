#include "services/scheduling/edge/shape.h"

#include <algorithm>

#include "shared/base/civil_date.h"
#include "shared/base/text.h"
#include "shared/sealing/national_number.h"

namespace rondetafel::scheduling {
namespace {

constexpr std::size_t kIdCharactersMax = 40;
constexpr int kMinutesPerDay = 24 * 60;
constexpr base::Date kEarliestDay{1900, 1, 1};

bool IsProfessional(type::v1::PersonRole role) {
  return role == type::v1::PERSON_ROLE_HELPER ||
         role == type::v1::PERSON_ROLE_HELPER_OUTSIDE_SCOPE ||
         role == type::v1::PERSON_ROLE_MANDATED_STAFF ||
         role == type::v1::PERSON_ROLE_ALLOCATION_OFFICER;
}

bool IsCode(std::string_view code, std::string_view also) {
  return std::all_of(code.begin(), code.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || also.find(c) != also.npos;
  });
}

}  // namespace

Shape::Shape(const rpc::Call& call, const std::string& name) {
  const base::Local local = base::ToBrussels(call.now);
  today_ = local.date;
  minute_of_day_ = local.minute_of_day;
  const auto parsed = base::ParseName(name, "consultations");
  if (!parsed) Add("name", "R155", "must be cases/{case}/consultations/{consultation}");
  name_ = parsed.value_or(base::ResourceName{});
}

Shape::Shape(const rpc::Call& call, const std::string& command_id, const std::string& name)
    : Shape(call, name) {
  faults_.CheckCommandId(command_id);
  command_id_ = command_id;
}

void Shape::FactDate(std::string_view field, const google::type::Date& date,
                     std::string_view rule) {
  if (!base::IsSet(date)) return;
  const base::Date day = base::FromProto(date);
  if (!base::IsValid(day) || day < kEarliestDay) {
    Add(std::string(field), std::string(rule), "must be a day of the calendar, from 1900 on");
  } else if (day > today_) {
    Add(std::string(field), std::string(rule), "must not lie in the future: it says what happened");
  }
}

void Shape::Moment(std::string_view field, const type::v1::LocalMoment& moment, bool fact,
                   std::string_view rule) {
  const base::Local local = base::FromProto(moment);
  if (!base::IsValid(local.date) || local.date < kEarliestDay || local.minute_of_day < 0 ||
      local.minute_of_day >= kMinutesPerDay) {
    Add(std::string(field), std::string(rule),
        "must be a day of the calendar and a minute of it, 0 to 1439");
    return;
  }
  const bool future = local > base::Local{today_, minute_of_day_};
  if (fact && future) {
    Add(std::string(field), std::string(rule), "must not lie in the future: it says what happened");
  }
}

void Shape::PersonId(std::string_view field, const std::string& id, std::string_view rule) {
  if (id.empty() || id.size() > kIdCharactersMax || !IsCode(id, "-")) {
    Add(std::string(field), std::string(rule), "must be 1 to 40 characters of [a-z0-9-]");
  }
}

void Shape::PersonIds(std::string_view field,
                      const google::protobuf::RepeatedPtrField<std::string>& ids, int min,
                      std::string_view rule) {
  if (ids.size() < min || ids.size() > kPersonsMax) {
    Add(std::string(field), std::string(rule),
        base::Cat("must name ", min, " to ", kPersonsMax, " persons"));
    return;
  }
  std::set<std::string> seen;
  for (int i = 0; i < ids.size(); ++i) {
    const std::string path = base::Cat(field, "[", i, "]");
    PersonId(path, ids[i], rule);
    if (!seen.insert(ids[i]).second) Add(path, std::string(rule), "must not be given twice");
  }
}

void Shape::Code(std::string_view field, const std::string& code, bool required,
                 std::string_view rule) {
  if (code.empty() && !required) return;
  if (code.empty() || code.size() > kIdCharactersMax || !IsCode(code, "_")) {
    Add(std::string(field), std::string(rule), "must be a code of 1 to 40 characters of [a-z0-9_]");
  }
}

void Shape::NewPerson(std::string_view field, const intake::v1::Person& person,
                      std::string_view rule) {
  const std::string path(field);
  PersonId(path + ".person_id", person.person_id(), rule);
  Known(path + ".role", person.role(), &type::v1::PersonRole_IsValid, rule);
  if (person.role() == type::v1::PERSON_ROLE_YOUTH) {
    Add(path + ".role", "R3", "must not be a youth concerned: those are named in the request");
  }
  faults_.CheckText(path + ".name", person.name(), 200, true, "R3");
  faults_.CheckText(path + ".phone", person.phone(), 40, false, "R108");
  faults_.CheckText(path + ".mail", person.mail(), 200, false, "R108");
  faults_.CheckText(path + ".address", person.address(), 500, false, "R108");
  FactDate(path + ".birth_date", person.birth_date(), "R169");
  if (!person.national_number().empty() &&
      !sealing::NationalNumber::Parse(person.national_number())) {
    Add(path + ".national_number", "P-33", "must be a national or BIS number of 11 digits");
  }
  const std::string& organisation = person.organisation().organisation_id();
  if (IsProfessional(person.role())) {
    faults_.CheckText(path + ".organisation.organisation_id", organisation, kIdCharactersMax, true,
                      "R172");
    faults_.CheckText(path + ".organisation.name", person.organisation().name(), 200, false,
                      "R172");
  } else if (person.has_organisation()) {
    Add(path + ".organisation", "R172", "must be left out: only professionals work for one");
  }
  if (!type::v1::SafeContact_IsValid(person.safe_contact())) {
    Add(path + ".safe_contact", "R177", "must be one of the known choices");
  }
}

}  // namespace rondetafel::scheduling
