// Codes in plain Dutch, as documents print them.
#pragma once
#include <string>
#include <string_view>

#include "rondetafel/scheduling/v1/consultation.pb.h"
#include "rondetafel/type/v1/person.pb.h"

namespace rondetafel::scheduling {

std::string_view DutchOf(type::v1::PersonRole role);
std::string_view DutchOf(v1::Presence presence);
// "donderdag 01/04/2021 om 14.00 uur".
std::string DutchOf(const type::v1::LocalMoment& moment);

}  // namespace rondetafel::scheduling
