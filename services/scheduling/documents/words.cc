#include "services/scheduling/documents/words.h"

#include "shared/base/civil_date.h"
#include "shared/base/text.h"

namespace rondetafel::scheduling {
namespace {

constexpr int kMinutesPerHour = 60;
// 1970-01-01 was a Thursday.
constexpr const char* kDays[] = {"donderdag", "vrijdag", "zaterdag", "zondag",
                                 "maandag",   "dinsdag", "woensdag"};

}  // namespace

std::string_view DutchOf(type::v1::PersonRole role) {
  switch (role) {
    case type::v1::PERSON_ROLE_YOUTH:
      return "jongere";
    case type::v1::PERSON_ROLE_PARENT:
      return "ouder";
    case type::v1::PERSON_ROLE_UPBRINGING_RESPONSIBLE:
      return "opvoedingsverantwoordelijke";
    case type::v1::PERSON_ROLE_TRUSTED_PERSON:
      return "vertrouwenspersoon";
    case type::v1::PERSON_ROLE_SUPPORT_FIGURE:
      return "steunfiguur";
    case type::v1::PERSON_ROLE_NETWORK_PERSON:
      return "persoon uit het netwerk";
    case type::v1::PERSON_ROLE_HELPER:
    case type::v1::PERSON_ROLE_HELPER_OUTSIDE_SCOPE:
      return "hulpverlener";
    case type::v1::PERSON_ROLE_MANDATED_STAFF:
      return "medewerker van een gemandateerde dienst";
    case type::v1::PERSON_ROLE_ALLOCATION_OFFICER:
      return "jeugdhulpregisseur";
    case type::v1::PERSON_ROLE_UNSPECIFIED:
    case type::v1::PersonRole_INT_MIN_SENTINEL_DO_NOT_USE_:
    case type::v1::PersonRole_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return "deelnemer";
}

std::string_view DutchOf(v1::Presence presence) {
  switch (presence) {
    case v1::PRESENCE_PRESENT:
      return "aanwezig";
    case v1::PRESENCE_REMOTE:
      return "aanwezig op afstand";
    case v1::PRESENCE_ABSENT:
      return "afwezig";
    case v1::PRESENCE_UNSPECIFIED:
    case v1::Presence_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::Presence_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return "niet genoteerd";
}

std::string DutchOf(const type::v1::LocalMoment& moment) {
  const base::Local local = base::FromProto(moment);
  const std::int64_t day = ((base::DayNumber(local.date) % 7) + 7) % 7;
  const int minutes = local.minute_of_day % kMinutesPerHour;
  return base::Cat(kDays[day], " ", base::FormatDutch(local.date), " om ",
                   local.minute_of_day / kMinutesPerHour, minutes < 10 ? ".0" : ".", minutes,
                   " uur");
}

}  // namespace rondetafel::scheduling
