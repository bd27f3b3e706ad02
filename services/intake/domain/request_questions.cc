#include "services/intake/domain/request.h"
#include "shared/base/text.h"
#include "shared/gates/client.h"

namespace rondetafel::intake {
namespace {

using type::v1::PersonInCase;

bool HasContactData(const PersonInCase& person) {
  return person.has_phone() || person.has_mail() || person.has_address();
}

bool RaisesYouth(const PersonInCase& person, std::string_view youth_id) {
  if (person.role() != type::v1::PERSON_ROLE_PARENT &&
      person.role() != type::v1::PERSON_ROLE_UPBRINGING_RESPONSIBLE) {
    return false;
  }
  if (person.of_person_ids().empty()) return true;
  for (const std::string& of : person.of_person_ids()) {
    if (of == youth_id) return true;
  }
  return false;
}

bool HasParentOf(const v1::RequestContent& content, std::string_view youth_id) {
  for (const PersonInCase& person : content.persons()) {
    if (RaisesYouth(person, youth_id)) return true;
  }
  return false;
}

bool AllDeclared(const type::v1::TrustedPersonConditions& conditions) {
  return conditions.of_age() && conditions.not_involved_in_help() &&
         conditions.designated_by_minor() && conditions.criminal_record_extract();
}

void AddMissingOfPerson(const v1::RequestContent& content, int index,
                        std::vector<std::string>* missing) {
  const PersonInCase& person = content.persons(index);
  const std::string path = base::Cat("persons[", index, "].");
  const bool youth = person.role() == type::v1::PERSON_ROLE_YOUTH;
  const bool migrated = content.channel() == type::v1::CHANNEL_MIGRATION;
  if (youth && person.age_band() == type::v1::AGE_BAND_UNSPECIFIED) {
    missing->push_back(path + "birth_date");  // R169
  }
  if (migrated) return;
  if (person.role() == type::v1::PERSON_ROLE_TRUSTED_PERSON &&
      !AllDeclared(person.trusted_person_conditions())) {
    missing->push_back(path + "trusted_person_conditions");  // P-25
  }
  if (IsProfessional(person.role()) && person.organisation().organisation_id().empty()) {
    missing->push_back(path + "organisation");  // R172: independence is judged by it
  }
  if ((youth || HasContactData(person)) &&
      person.safe_contact() == type::v1::SAFE_CONTACT_UNSPECIFIED) {
    missing->push_back(path + "safe_contact");
  }
  if (person.person_id() == content.requester_person_id() && !HasContactData(person)) {
    missing->push_back(path + "phone");  // R43: the chair contacts the requester
  }
  if (youth && person.age_band() == type::v1::AGE_BAND_BELOW_12 &&
      !HasParentOf(content, person.person_id())) {
    missing->push_back(path + "parent");  // Q18: below 12 a parent answers
  }
}

bool HasYouth(const v1::RequestContent& content) {
  for (const PersonInCase& person : content.persons()) {
    if (person.role() == type::v1::PERSON_ROLE_YOUTH) return true;
  }
  return false;
}

}  // namespace

const PersonInCase* FindPerson(const v1::RequestContent& content, std::string_view person_id) {
  for (const PersonInCase& person : content.persons()) {
    if (person.person_id() == person_id) return &person;
  }
  return nullptr;
}

bool IsProfessional(type::v1::PersonRole role) {
  return role == type::v1::PERSON_ROLE_HELPER ||
         role == type::v1::PERSON_ROLE_HELPER_OUTSIDE_SCOPE ||
         role == type::v1::PERSON_ROLE_MANDATED_STAFF ||
         role == type::v1::PERSON_ROLE_ALLOCATION_OFFICER;
}

std::vector<std::string> MissingFields(const v1::RequestContent& content) {
  std::vector<std::string> missing;
  if (content.purposes().empty()) missing.push_back("purposes");
  // A follow-up evaluates the plan (R69, R71): its question is known.
  if (content.channel() != type::v1::CHANNEL_MIGRATION && !content.has_earlier() &&
      !content.has_question()) {
    missing.push_back("question");
  }
  for (int i = 0; i < content.persons_size(); ++i) AddMissingOfPerson(content, i, &missing);
  return missing;
}

std::string RuleOfMissing(std::string_view path) {
  struct Row {
    std::string_view ending;
    std::string_view rule;
  };
  static constexpr Row kRows[] = {
      {"purposes", "CO-3"},      {"question", "R8"},
      {".birth_date", "R169"},   {".organisation", "R172"},
      {".phone", "R43"},         {".parent", "Q18"},
      {".safe_contact", "R177"}, {".trusted_person_conditions", "P-25"}};
  for (const Row& row : kRows) {
    if (path.ends_with(row.ending)) return std::string(row.rule);
  }
  return "R186";
}

std::vector<base::FieldFault> Contradictions(const v1::RequestContent& content) {
  std::vector<base::FieldFault> faults;
  if (!HasYouth(content)) {
    faults.push_back({"form.persons", "R30", "must name at least one youth concerned"});
  }
  const PersonInCase* requester = FindPerson(content, content.requester_person_id());
  if (requester == nullptr) {
    faults.push_back({"form.requester_person_id", "R32", "must be one of the persons"});
  } else if (requester->role() == type::v1::PERSON_ROLE_NETWORK_PERSON) {
    faults.push_back({"form.requester_person_id", "Q16",
                      "must not be a network person: a network person files as a support figure"});
  }
  if (!content.assisted_by_person_id().empty()) {
    const PersonInCase* assistant = FindPerson(content, content.assisted_by_person_id());
    if (assistant == nullptr || !IsProfessional(assistant->role())) {
      faults.push_back({"form.assisted_by_person_id", "R35", "must be a helper among the persons"});
    }
  }
  for (int i = 0; i < content.persons_size(); ++i) {
    for (const std::string& of : content.persons(i).of_person_ids()) {
      const PersonInCase* youth = FindPerson(content, of);
      if (youth != nullptr && youth->role() == type::v1::PERSON_ROLE_YOUTH) continue;
      faults.push_back({base::Cat("form.persons[", i, "].of_person_ids"), "Q18",
                        "must name youths concerned of this request"});
      break;
    }
  }
  return faults;
}

google::protobuf::RepeatedPtrField<type::v1::Agreement> AgreementsOf(const State& state) {
  google::protobuf::RepeatedPtrField<type::v1::Agreement> out;
  for (const v1::Standing& standing : state.standings()) *out.Add() = standing.agreement();
  return out;
}

v1::RequestStatus StatusOf(const State& state) {
  if (!state.has_content()) return v1::REQUEST_STATUS_UNSPECIFIED;
  if (state.has_meeting()) return v1::REQUEST_STATUS_MEETING_HELD;
  if (state.has_withdrawn()) return v1::REQUEST_STATUS_WITHDRAWN;
  if (state.has_ended_without_meeting_on()) return v1::REQUEST_STATUS_ENDED_WITHOUT_MEETING;
  if (state.has_redirected()) return v1::REQUEST_STATUS_REDIRECTED;
  if (state.has_chair()) return v1::REQUEST_STATUS_ASSIGNED;
  if (state.has_rejected_on()) return v1::REQUEST_STATUS_INADMISSIBLE;
  if (state.has_admitted_on()) return v1::REQUEST_STATUS_ADMISSIBLE;
  if (!state.content().complete()) return v1::REQUEST_STATUS_INCOMPLETE;
  // An explicit no is for the desk to judge (CO-2); only silence waits.
  const gates::ClientAnswer client = gates::AskClients(
      state.content().persons(), {}, AgreementsOf(state), state.content().requester_person_id());
  if (client.says == gates::ClientSays::kAwaited || client.says == gates::ClientSays::kUnknown) {
    return v1::REQUEST_STATUS_AWAITING_CLIENT_AGREEMENT;
  }
  return state.assessment_name().empty() ? v1::REQUEST_STATUS_SUBMITTED
                                         : v1::REQUEST_STATUS_UNDER_ASSESSMENT;
}

namespace {

bool IsDeskOf(type::v1::Region region, const type::v1::Actor& actor) {
  return (actor.role() == type::v1::ROLE_DESK_WORKER || actor.role() == type::v1::ROLE_TEAM_LEAD) &&
         actor.region() == region;
}

bool IsChair(const State& state, const type::v1::Actor& actor) {
  return state.has_chair() && actor.role() == type::v1::ROLE_EXTERNAL_CHAIR &&
         actor.actor_id() == state.chair().chair_actor_id();
}

}  // namespace

bool IsRelated(const State& state, const type::v1::Actor& actor) {
  return actor.role() == type::v1::ROLE_SERVICE || actor.role() == type::v1::ROLE_MIGRATION ||
         actor.actor_id() == state.submitted_by_actor_id() || IsDeskOf(state.region(), actor) ||
         IsChair(state, actor);
}

bool MaySeePerson(const State& state, const type::v1::Actor& actor, std::string_view person_id) {
  if (IsDeskOf(state.region(), actor) || IsChair(state, actor)) return true;
  for (const v1::PersonSource& source : state.person_sources()) {
    if (source.person_id() == person_id) return source.actor_id() == actor.actor_id();
  }
  return false;
}

}  // namespace rondetafel::intake
