// Personal data at the edge: sealed on the way in, opened on the way out, ages found in between
// (Q23).
#pragma once
#include <absl/status/statusor.h>

#include <map>
#include <string>
#include <vector>

#include "rondetafel/intake/v1/service.pb.h"
#include "rondetafel/scheduling/v1/state.pb.h"
#include "services/scheduling/domain/commands.h"
#include "shared/base/time.h"
#include "shared/sealing/keyring_client.h"
#include "shared/sealing/sealer.h"

namespace rondetafel::scheduling {

// Names of the sealed fields written or opened here. Part of what is sealed: never changed.
inline constexpr char kNameField[] = "person.name";
inline constexpr char kPhoneField[] = "person.phone";
inline constexpr char kMailField[] = "person.mail";
inline constexpr char kAddressField[] = "person.address";
inline constexpr char kBirthDateField[] = "person.birth_date";
inline constexpr char kAgendaField[] = "agenda.text";
inline constexpr char kInformationField[] = "information.text";
inline constexpr char kPlaceField[] = "place.text";
inline constexpr char kQuestionField[] = "request.question";

// How the keyring knows a person.
sealing::PersonIdentity IdentityOf(const intake::v1::Person& person);
// The coded form of a new person, with everything personal sealed under the person's own key.
type::v1::PersonInCase SealPerson(const intake::v1::Person& person, const sealing::SubjectKey& key,
                                  const base::StreamId& stream, const base::Date& on);
// Age bands of the youths concerned on a date; a youth whose birth date is not known or was erased
// is left out.
absl::StatusOr<YouthAges> AgesOn(const v1::ConsultationState& state,
                                 sealing::KeyringClient& keyring, const base::Date& on,
                                 base::Instant deadline);
// Names by person id; empty where erased.
absl::StatusOr<std::map<std::string, std::string>> OpenNames(const v1::ConsultationState& state,
                                                             sealing::KeyringClient& keyring,
                                                             base::Instant deadline);

}  // namespace rondetafel::scheduling
