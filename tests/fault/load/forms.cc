#include "tests/fault/load/forms.h"

#include "shared/base/civil_date.h"
#include "shared/base/text.h"
#include "shared/base/time.h"

namespace rondetafel::fault {
namespace {

intake::v1::Person Someone(std::string id, std::string name, type::v1::PersonRole role) {
  intake::v1::Person person;
  person.set_mail(base::Cat(id, "@example.org"));
  person.set_person_id(std::move(id));
  person.set_name(std::move(name));
  person.set_role(role);
  person.set_phone("+32 2 555 01 23");
  person.set_address("Voorbeeldstraat 1, 1000 Voorbeeldstad");
  person.set_safe_contact(type::v1::SAFE_CONTACT_MAIL);
  return person;
}

// 0 → "a", 27 → "bb": a name has no digits.
std::string Letters(int n) {
  std::string text;
  do {
    text.insert(text.begin(), static_cast<char>('a' + n % 26));
    n = n / 26;
  } while (n > 0);
  return text;
}

}  // namespace

intake::v1::RequestForm ConsultationForm(int n, const std::string& question) {
  intake::v1::RequestForm form;
  form.set_procedure(type::v1::PROCEDURE_CONSULTATION);
  form.set_channel(type::v1::CHANNEL_COBE);
  form.set_requester_person_id("helper");
  form.set_region(type::v1::REGION_LIMBURG);
  form.add_purposes(intake::v1::PURPOSE_ALIGNMENT);
  form.add_triggers(intake::v1::TRIGGER_UNCLEAR_WHO_DOES_WHAT);
  form.set_link_with_youth_help(true);
  form.set_question(question);
  form.set_external_reference(base::Cat("COBE-", n));
  auto& youth = *form.add_persons() =
      Someone("youth", base::Cat("Fantasia Kind", Letters(n)), type::v1::PERSON_ROLE_YOUTH);
  *youth.mutable_birth_date() = base::ToProto(base::Date{2011, 3, 4});
  *form.add_persons() =
      Someone("mother", base::Cat("Mama Kind", Letters(n)), type::v1::PERSON_ROLE_PARENT);
  auto& helper = *form.add_persons() =
      Someone("helper", "Helper Voorbeeld", type::v1::PERSON_ROLE_HELPER);
  helper.mutable_organisation()->set_organisation_id("OVO000001");
  helper.mutable_organisation()->set_name("CLB Voorbeeld");
  helper.mutable_organisation()->set_kind(type::v1::ORGANISATION_KIND_CLB);
  return form;
}

intake::v1::AgreementReport Yes(const std::string& person_id, bool confirmed) {
  intake::v1::AgreementReport report;
  report.set_person_id(person_id);
  report.set_answer(type::v1::ANSWER_YES);
  report.set_channel(confirmed ? type::v1::CHANNEL_DESK_PHONE : type::v1::CHANNEL_COBE);
  if (!confirmed) report.set_reported_by("helper");
  report.set_confirmed_by_person(confirmed);
  return report;
}

type::v1::LocalMoment MomentIn(int days) {
  constexpr std::int64_t kDayUs = 24 * 3600 * 1'000'000LL;
  base::Local local = base::ToBrussels({base::SystemClock().Now().us + days * kDayUs});
  if (days != 0) local.minute_of_day = 12 * 60;
  return base::ToProto(local);
}

}  // namespace rondetafel::fault
