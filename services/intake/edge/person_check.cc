// The shape of the persons of a form.
#include <algorithm>
#include <set>

#include "services/intake/domain/request.h"
#include "services/intake/edge/form_check.h"
#include "shared/base/civil_date.h"
#include "shared/base/text.h"
#include "shared/sealing/national_number.h"

namespace rondetafel::intake {
namespace {

constexpr std::size_t kNameCharactersMax = 200;
constexpr std::size_t kPhoneCharactersMax = 40;
constexpr std::size_t kMailCharactersMax = 200;
constexpr std::size_t kAddressCharactersMax = 500;
constexpr std::size_t kOrganisationIdMax = 40;
constexpr base::Date kEarliestBirth{1900, 1, 1};

void CheckBirthDate(const std::string& path, const v1::Person& person,
                    const base::Date& received_on, rpc::FieldFaults& faults) {
  if (!base::IsSet(person.birth_date())) return;
  const base::Date birth = base::FromProto(person.birth_date());
  if (!base::IsValid(birth)) {
    faults.Add(path, "R169", "must be a day of the calendar");
  } else if (birth > received_on) {
    faults.Add(path, "R169", "must not lie after the date of receipt");
  } else if (birth < kEarliestBirth) {
    faults.Add(path, "R169", "must not lie before 1900");
  }
}

void CheckMail(const std::string& path, const std::string& mail, rpc::FieldFaults& faults) {
  if (mail.empty()) return;
  const std::size_t at = mail.find('@');
  const bool fits = at != std::string::npos && at > 0 && at + 1 < mail.size() &&
                    mail.find('@', at + 1) == std::string::npos &&
                    mail.find_first_of(" \t\r\n<>,;") == std::string::npos;
  if (!fits) faults.Add(path, "R108", "must be one mail address, name@domain");
}

void CheckPhone(const std::string& path, const std::string& phone, rpc::FieldFaults& faults) {
  if (phone.empty()) return;
  const auto digits =
      std::count_if(phone.begin(), phone.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (digits < 6 || phone.find_first_not_of("+0123456789 ./()-") != std::string::npos) {
    faults.Add(path, "R108",
               "must be a phone number: at least 6 digits, with + . / - ( ) or spaces");
  }
}

void CheckOrganisation(const std::string& path, const v1::Person& person,
                       rpc::FieldFaults& faults) {
  const type::v1::Organisation& organisation = person.organisation();
  if (!person.has_organisation()) return;
  if (!IsProfessional(person.role())) {
    faults.Add(path, "R172", "must be left out: only professionals work for an organisation");
    return;
  }
  const std::string& id = organisation.organisation_id();
  const bool fits = !id.empty() && id.size() <= kOrganisationIdMax &&
                    std::all_of(id.begin(), id.end(), [](char c) {
                      return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                             (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
                    });
  if (!fits) {
    faults.Add(path + ".organisation_id", "R172",
               "must be an enterprise number or OVO code of 1 to 40 characters of [A-Za-z0-9._-]");
  }
  faults.CheckText(path + ".name", organisation.name(), kNameCharactersMax, false, "R172");
  if (organisation.kind() < type::v1::ORGANISATION_KIND_OPGROEIEN ||
      organisation.kind() > type::v1::ORGANISATION_KIND_OTHER) {
    faults.Add(path + ".kind", "R145", "must be one of the known kinds");
  }
}

// Whoever may be written to or called at all must have the data for it.
void CheckSafeContact(const std::string& path, const v1::Person& person, bool has_assistant,
                      rpc::FieldFaults& faults) {
  const std::string field = path + ".safe_contact";
  switch (person.safe_contact()) {
    case type::v1::SAFE_CONTACT_UNSPECIFIED:
    case type::v1::SAFE_CONTACT_NONE:
      return;
    case type::v1::SAFE_CONTACT_PHONE:
      if (person.phone().empty()) faults.Add(field, "R177", "by phone needs a phone number");
      return;
    case type::v1::SAFE_CONTACT_MAIL:
      if (person.mail().empty()) faults.Add(field, "R177", "by mail needs a mail address");
      return;
    case type::v1::SAFE_CONTACT_LETTER:
      if (person.address().empty()) faults.Add(field, "R177", "by letter needs an address");
      return;
    case type::v1::SAFE_CONTACT_THROUGH_ASSISTANT:
      if (!has_assistant) {
        faults.Add(field, "R177",
                   "through an assistant needs a trusted person or an assisting helper");
      }
      return;
    case type::v1::SafeContact_INT_MIN_SENTINEL_DO_NOT_USE_:
    case type::v1::SafeContact_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  faults.Add(field, "R177", "must be one of the known choices");
}

void CheckPerson(const std::string& path, const v1::Person& person, const base::Date& received_on,
                 bool name_required, rpc::FieldFaults& faults) {
  CheckPersonId(path + ".person_id", person.person_id(), "R3", faults);
  if (person.role() < type::v1::PERSON_ROLE_YOUTH ||
      person.role() > type::v1::PERSON_ROLE_ALLOCATION_OFFICER) {
    faults.Add(path + ".role", "R3",
               "must say who this is to the case: a youth concerned or another");
  }
  faults.CheckText(path + ".name", person.name(), kNameCharactersMax, name_required, "R3");
  CheckBirthDate(path + ".birth_date", person, received_on, faults);
  if (!person.national_number().empty() &&
      !sealing::NationalNumber::Parse(person.national_number())) {
    faults.Add(path + ".national_number", "P-33",
               "must be 11 digits whose last two check the first nine");
  }
  faults.CheckText(path + ".phone", person.phone(), kPhoneCharactersMax, false, "R108");
  CheckPhone(path + ".phone", person.phone(), faults);
  faults.CheckText(path + ".mail", person.mail(), kMailCharactersMax, false, "R108");
  CheckMail(path + ".mail", person.mail(), faults);
  faults.CheckText(path + ".address", person.address(), kAddressCharactersMax, false, "R108");
  CheckOrganisation(path + ".organisation", person, faults);
  if (person.has_trusted_person_conditions() &&
      person.role() != type::v1::PERSON_ROLE_TRUSTED_PERSON) {
    faults.Add(path + ".trusted_person_conditions", "P-25",
               "must be left out: they are declared for a trusted person only");
  }
}

bool MayBelongToYouths(type::v1::PersonRole role) {
  return role == type::v1::PERSON_ROLE_PARENT ||
         role == type::v1::PERSON_ROLE_UPBRINGING_RESPONSIBLE ||
         role == type::v1::PERSON_ROLE_TRUSTED_PERSON ||
         role == type::v1::PERSON_ROLE_SUPPORT_FIGURE ||
         role == type::v1::PERSON_ROLE_NETWORK_PERSON;
}

}  // namespace

void CheckPersons(const v1::RequestForm& form, const base::Date& received_on,
                  rpc::FieldFaults& faults) {
  bool has_assistant = !form.assisted_by_person_id().empty();
  for (const v1::Person& person : form.persons()) {
    has_assistant |= person.role() == type::v1::PERSON_ROLE_TRUSTED_PERSON;
  }
  // Old registrations do not name everybody (R186).
  const bool name_required = form.channel() != type::v1::CHANNEL_MIGRATION;
  std::set<std::string_view> ids;
  for (int i = 0; i < form.persons_size(); ++i) {
    const v1::Person& person = form.persons(i);
    const std::string path = base::Cat("form.persons[", i, "]");
    CheckPerson(path, person, received_on, name_required, faults);
    CheckSafeContact(path, person, has_assistant, faults);
    if (!ids.insert(person.person_id()).second) {
      faults.Add(path + ".person_id", "R3", "must not be given twice");
    }
    if (!person.of_person_ids().empty() && !MayBelongToYouths(person.role())) {
      faults.Add(path + ".of_person_ids", "Q18", "must be left out for youths and professionals");
    }
  }
}

}  // namespace rondetafel::intake
