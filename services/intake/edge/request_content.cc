#include "services/intake/edge/request_content.h"

#include <utility>

#include "shared/base/check.h"
#include "shared/base/civil_date.h"
#include "shared/base/status.h"
#include "shared/sealing/national_number.h"

namespace rondetafel::intake {
namespace {

using type::v1::PersonInCase;

void Mark(const std::string& clear, const char* field, type::v1::Sealed* (PersonInCase::*slot)(),
          PersonInCase& person) {
  if (!clear.empty()) (person.*slot)()->set_field(field);
}

PersonInCase DraftPerson(const v1::Person& given, const base::Date& received_on) {
  PersonInCase person;
  person.set_person_id(given.person_id());
  person.set_role(given.role());
  if (given.has_organisation()) *person.mutable_organisation() = given.organisation();
  *person.mutable_of_person_ids() = given.of_person_ids();
  if (given.has_trusted_person_conditions()) {
    *person.mutable_trusted_person_conditions() = given.trusted_person_conditions();
  }
  person.set_safe_contact(given.safe_contact());
  if (base::IsSet(given.birth_date())) {
    const base::Date birth = base::FromProto(given.birth_date());
    if (base::IsValid(birth) && birth <= received_on) {
      person.set_age_band(base::AgeBandOn(birth, received_on));
    }
    person.mutable_birth_date()->set_field(kBirthDateField);
  }
  Mark(given.name(), kNameField, &PersonInCase::mutable_name, person);
  Mark(given.phone(), kPhoneField, &PersonInCase::mutable_phone, person);
  Mark(given.mail(), kMailField, &PersonInCase::mutable_mail, person);
  Mark(given.address(), kAddressField, &PersonInCase::mutable_address, person);
  return person;
}

std::string Digits(const std::string& typed) {
  const auto number = sealing::NationalNumber::Parse(typed);
  return number ? number->digits() : std::string();
}

void SealPerson(const v1::Person& given, const sealing::SubjectKey& key,
                const base::StreamId& stream, PersonInCase& person) {
  person.set_subject_id(key.subject.ToString());
  auto seal = [&](const char* field, const std::string& clear) {
    return sealing::Seal(key.key, {stream, field, key.subject}, clear);
  };
  if (person.has_name()) *person.mutable_name() = seal(kNameField, given.name());
  if (person.has_phone()) *person.mutable_phone() = seal(kPhoneField, given.phone());
  if (person.has_mail()) *person.mutable_mail() = seal(kMailField, given.mail());
  if (person.has_address()) *person.mutable_address() = seal(kAddressField, given.address());
  if (person.has_birth_date()) {
    *person.mutable_birth_date() =
        seal(kBirthDateField, base::FormatIso(base::FromProto(given.birth_date())));
  }
}

absl::StatusOr<v1::Person> OpenPerson(const State& state, const PersonInCase& coded,
                                      sealing::KeyringClient& keyring, base::Instant deadline) {
  v1::Person person;
  auto open = [&](const type::v1::Sealed& sealed, const char* field) {
    return sealing::OpenVia(keyring, sealed, field, deadline);
  };
  RT_ASSIGN_OR_RETURN(*person.mutable_name(), open(coded.name(), kNameField));
  RT_ASSIGN_OR_RETURN(*person.mutable_phone(), open(coded.phone(), kPhoneField));
  RT_ASSIGN_OR_RETURN(*person.mutable_mail(), open(coded.mail(), kMailField));
  RT_ASSIGN_OR_RETURN(*person.mutable_address(), open(coded.address(), kAddressField));
  RT_ASSIGN_OR_RETURN(const std::optional<base::Date> birth,
                      OpenBirthDate(coded, keyring, deadline));
  if (birth) *person.mutable_birth_date() = base::ToProto(*birth);
  for (const v1::SealedIdentity& identity : state.identities()) {
    if (identity.person_id() != coded.person_id()) continue;
    RT_ASSIGN_OR_RETURN(*person.mutable_national_number(),
                        open(identity.national_number(), kNationalNumberField));
  }
  return person;
}

void CopyCodes(const PersonInCase& coded, v1::Person& person) {
  person.set_person_id(coded.person_id());
  person.set_role(coded.role());
  if (coded.has_organisation()) *person.mutable_organisation() = coded.organisation();
  *person.mutable_of_person_ids() = coded.of_person_ids();
  if (coded.has_trusted_person_conditions()) {
    *person.mutable_trusted_person_conditions() = coded.trusted_person_conditions();
  }
  person.set_safe_contact(coded.safe_contact());
}

v1::RequestForm CodesOf(const v1::RequestContent& content) {
  v1::RequestForm form;
  form.set_procedure(content.procedure());
  form.set_channel(content.channel());
  form.set_requester_person_id(content.requester_person_id());
  *form.mutable_received_on() = content.received_on();
  form.set_late_reason(content.late_reason());
  form.set_region(content.region());
  *form.mutable_purposes() = content.purposes();
  *form.mutable_triggers() = content.triggers();
  form.set_concern_exists(content.concern_exists());
  form.set_mandated_service_follows(content.mandated_service_follows());
  form.set_help_allocation_phase(content.help_allocation_phase());
  form.set_candidate_provider_exists(content.candidate_provider_exists());
  form.set_no_coherent_plan(content.no_coherent_plan());
  form.set_link_with_youth_help(content.link_with_youth_help());
  form.set_continuity_at_stake(content.continuity_at_stake());
  form.set_indication_partners(content.indication_partners());
  form.set_assisted_by_person_id(content.assisted_by_person_id());
  form.set_external_reference(content.external_reference());
  return form;
}

}  // namespace

v1::RequestContent DraftContent(const v1::RequestForm& form, const base::Date& received_on) {
  v1::RequestContent content;
  content.set_procedure(form.procedure());
  content.set_channel(form.channel());
  content.set_requester_person_id(form.requester_person_id());
  *content.mutable_received_on() = base::ToProto(received_on);
  content.set_late_reason(form.late_reason());
  content.set_region(form.region());
  *content.mutable_purposes() = form.purposes();
  *content.mutable_triggers() = form.triggers();
  content.set_concern_exists(form.concern_exists());
  content.set_mandated_service_follows(form.mandated_service_follows());
  content.set_help_allocation_phase(form.help_allocation_phase());
  content.set_candidate_provider_exists(form.candidate_provider_exists());
  content.set_no_coherent_plan(form.no_coherent_plan());
  content.set_link_with_youth_help(form.link_with_youth_help());
  content.set_continuity_at_stake(form.continuity_at_stake());
  content.set_indication_partners(form.indication_partners());
  content.set_assisted_by_person_id(form.assisted_by_person_id());
  content.set_external_reference(form.external_reference());
  if (!form.question().empty()) content.mutable_question()->set_field(kQuestionField);
  for (const v1::Person& person : form.persons()) {
    *content.add_persons() = DraftPerson(person, received_on);
  }
  return content;
}

type::v1::Agreement DraftAgreement(const v1::AgreementReport& report, const base::Date& today,
                                   const std::optional<base::Date>& birth) {
  const base::Date given =
      base::IsSet(report.given_on()) ? base::FromProto(report.given_on()) : today;
  type::v1::Agreement agreement;
  agreement.set_person_id(report.person_id());
  agreement.set_answer(report.answer());
  *agreement.mutable_given_on() = base::ToProto(given);
  agreement.set_channel(report.channel());
  agreement.set_reported_by(report.reported_by().empty() ? report.person_id()
                                                         : report.reported_by());
  agreement.set_confirmed_by_person(report.confirmed_by_person());
  if (birth && *birth <= given) agreement.set_age_band(base::AgeBandOn(*birth, given));
  return agreement;
}

std::vector<sealing::PersonIdentity> IdentitiesOf(const v1::RequestForm& form) {
  std::vector<sealing::PersonIdentity> identities;
  for (const v1::Person& person : form.persons()) {
    const std::string birth = base::IsSet(person.birth_date())
                                  ? base::FormatIso(base::FromProto(person.birth_date()))
                                  : std::string();
    identities.push_back(
        {person.person_id(), Digits(person.national_number()), person.name(), birth});
  }
  return identities;
}

SealedForm SealContent(const v1::RequestForm& form, const sealing::CaseKeys& keys,
                       const base::StreamId& stream, v1::RequestContent draft) {
  RT_CHECK(keys.subjects.size() == static_cast<std::size_t>(form.persons_size()));
  SealedForm out{std::move(draft), {}};
  for (int i = 0; i < form.persons_size(); ++i) {
    const v1::Person& given = form.persons(i);
    const sealing::SubjectKey& key = keys.subjects[static_cast<std::size_t>(i)];
    SealPerson(given, key, stream, *out.content.mutable_persons(i));
    if (given.national_number().empty()) continue;
    v1::SealedIdentity& identity = out.identities.emplace_back();
    identity.set_person_id(given.person_id());
    *identity.mutable_national_number() = sealing::Seal(
        key.key, {stream, kNationalNumberField, key.subject}, Digits(given.national_number()));
  }
  if (out.content.question().field() == kQuestionField && !form.question().empty()) {
    *out.content.mutable_question() =
        sealing::Seal(keys.case_key, {stream, kQuestionField, base::SubjectId()}, form.question());
  }
  return out;
}

absl::StatusOr<std::optional<base::Date>> OpenBirthDate(const PersonInCase& person,
                                                        sealing::KeyringClient& keyring,
                                                        base::Instant deadline) {
  RT_ASSIGN_OR_RETURN(const std::string text,
                      sealing::OpenVia(keyring, person.birth_date(), kBirthDateField, deadline));
  return base::ParseIsoDate(text);
}

absl::Status CarryOver(const State& earlier, sealing::KeyringClient& keyring,
                       base::Instant deadline, v1::RequestContent* content) {
  const base::Date received = base::FromProto(content->received_on());
  for (const PersonInCase& known : earlier.content().persons()) {
    if (FindPerson(*content, known.person_id()) != nullptr) continue;
    RT_ASSIGN_OR_RETURN(const std::optional<base::Date> birth,
                        OpenBirthDate(known, keyring, deadline));
    PersonInCase& person = *content->add_persons();
    person = known;
    person.set_age_band(birth && *birth <= received ? base::AgeBandOn(*birth, received)
                                                    : type::v1::AGE_BAND_UNSPECIFIED);
    content->add_carried_over_person_ids(known.person_id());
  }
  if (content->region() == type::v1::REGION_UNSPECIFIED) content->set_region(earlier.region());
  return absl::OkStatus();
}

absl::StatusOr<v1::RequestForm> OpenForm(
    const State& state, sealing::KeyringClient& keyring, base::Instant deadline,
    const std::function<bool(const std::string& person_id)>& may_see,
    std::vector<std::string>* hidden) {
  v1::RequestForm form = CodesOf(state.content());
  for (const PersonInCase& coded : state.content().persons()) {
    v1::Person& person = *form.add_persons();
    if (may_see(coded.person_id())) {
      RT_ASSIGN_OR_RETURN(person, OpenPerson(state, coded, keyring, deadline));
    } else {
      hidden->push_back(coded.person_id());
    }
    CopyCodes(coded, person);
  }
  if (may_see(state.content().requester_person_id())) {
    RT_ASSIGN_OR_RETURN(
        *form.mutable_question(),
        sealing::OpenVia(keyring, state.content().question(), kQuestionField, deadline));
  }
  return form;
}

}  // namespace rondetafel::intake
