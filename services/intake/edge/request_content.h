// Between a form with clear personal data and the coded content of events: age bands are found and
// fields are sealed here, at the edge, and opened here again.
#pragma once
#include <absl/status/statusor.h>

#include <functional>
#include <string>
#include <vector>

#include "services/intake/domain/request.h"
#include "shared/sealing/keyring_client.h"
#include "shared/sealing/sealer.h"

namespace rondetafel::intake {

// Names of the sealed fields intake writes. Part of what is sealed: never changed.
inline constexpr char kNameField[] = "person.name";
inline constexpr char kPhoneField[] = "person.phone";
inline constexpr char kMailField[] = "person.mail";
inline constexpr char kAddressField[] = "person.address";
inline constexpr char kBirthDateField[] = "person.birth_date";
inline constexpr char kNationalNumberField[] = "person.national_number";
inline constexpr char kQuestionField[] = "request.question";

// The coded content of a form whose shape was checked. Where personal data was given, a Sealed
// stands that names its field and holds nothing, so that the domain can see what is missing;
// SealContent fills it.
v1::RequestContent DraftContent(const v1::RequestForm& form, const base::Date& received_on);

// A report as an agreement, with the age band of the day it was given on when the birth date is
// known.
type::v1::Agreement DraftAgreement(const v1::AgreementReport& report, const base::Date& today,
                                   const std::optional<base::Date>& birth);

// The persons of the form as the keyring knows people, in the order of the form.
std::vector<sealing::PersonIdentity> IdentitiesOf(const v1::RequestForm& form);

struct SealedForm {
  v1::RequestContent content;
  std::vector<v1::SealedIdentity> identities;
};
// Seals everything personal in the form over the draft. `keys.subjects` are those of IdentitiesOf.
SealedForm SealContent(const v1::RequestForm& form, const sealing::CaseKeys& keys,
                       const base::StreamId& stream, v1::RequestContent draft);

// Takes the persons of an earlier request over who are not in the content yet, with their age bands
// on the date of receipt (Q20, Q23): birth dates are opened for that and closed again.
absl::Status CarryOver(const State& earlier, sealing::KeyringClient& keyring,
                       base::Instant deadline, v1::RequestContent* content);

// The birth date of a person; nullopt when none is known or it was erased.
absl::StatusOr<std::optional<base::Date>> OpenBirthDate(const type::v1::PersonInCase& person,
                                                        sealing::KeyringClient& keyring,
                                                        base::Instant deadline);

// The form again, of the persons `may_see` allows; `hidden` gets the ids of the others. The
// question is opened when `may_see` allows the requester.
absl::StatusOr<v1::RequestForm> OpenForm(
    const State& state, sealing::KeyringClient& keyring, base::Instant deadline,
    const std::function<bool(const std::string& person_id)>& may_see,
    std::vector<std::string>* hidden);

}  // namespace rondetafel::intake
