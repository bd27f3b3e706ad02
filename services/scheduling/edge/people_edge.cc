#include "services/scheduling/edge/people_edge.h"

#include "shared/base/civil_date.h"
#include "shared/base/status.h"

namespace rondetafel::scheduling {
namespace {

std::string IsoOrEmpty(const google::type::Date& date) {
  return base::IsSet(date) ? base::FormatIso(base::FromProto(date)) : "";
}

}  // namespace

sealing::PersonIdentity IdentityOf(const intake::v1::Person& person) {
  return {person.person_id(), person.national_number(), person.name(),
          IsoOrEmpty(person.birth_date())};
}

type::v1::PersonInCase SealPerson(const intake::v1::Person& person, const sealing::SubjectKey& key,
                                  const base::StreamId& stream, const base::Date& on) {
  type::v1::PersonInCase coded;
  coded.set_person_id(person.person_id());
  coded.set_subject_id(key.subject.ToString());
  coded.set_role(person.role());
  if (person.has_organisation()) *coded.mutable_organisation() = person.organisation();
  *coded.mutable_of_person_ids() = person.of_person_ids();
  if (person.has_trusted_person_conditions()) {
    *coded.mutable_trusted_person_conditions() = person.trusted_person_conditions();
  }
  coded.set_safe_contact(person.safe_contact());
  if (base::IsSet(person.birth_date())) {
    coded.set_age_band(base::AgeBandOn(base::FromProto(person.birth_date()), on));
  }
  const auto seal = [&](const char* field, const std::string& plain, type::v1::Sealed* sealed) {
    *sealed = sealing::Seal(key.key, {stream, field, key.subject}, plain);
  };
  seal(kNameField, person.name(), coded.mutable_name());
  if (!person.phone().empty()) seal(kPhoneField, person.phone(), coded.mutable_phone());
  if (!person.mail().empty()) seal(kMailField, person.mail(), coded.mutable_mail());
  if (!person.address().empty()) seal(kAddressField, person.address(), coded.mutable_address());
  if (base::IsSet(person.birth_date())) {
    seal(kBirthDateField, IsoOrEmpty(person.birth_date()), coded.mutable_birth_date());
  }
  return coded;
}

absl::StatusOr<YouthAges> AgesOn(const v1::ConsultationState& state,
                                 sealing::KeyringClient& keyring, const base::Date& on,
                                 base::Instant deadline) {
  YouthAges ages;
  for (const auto& person : state.persons()) {
    if (person.role() != type::v1::PERSON_ROLE_YOUTH || !person.has_birth_date()) continue;
    RT_ASSIGN_OR_RETURN(const std::string text,
                        sealing::OpenVia(keyring, person.birth_date(), kBirthDateField, deadline));
    const auto birth = base::ParseIsoDate(text);
    if (birth && *birth <= on) ages[person.person_id()] = base::AgeBandOn(*birth, on);
  }
  return ages;
}

absl::StatusOr<std::map<std::string, std::string>> OpenNames(const v1::ConsultationState& state,
                                                             sealing::KeyringClient& keyring,
                                                             base::Instant deadline) {
  std::map<std::string, std::string> names;
  for (const auto& person : state.persons()) {
    RT_ASSIGN_OR_RETURN(names[person.person_id()],
                        sealing::OpenVia(keyring, person.name(), kNameField, deadline));
  }
  return names;
}

}  // namespace rondetafel::scheduling
