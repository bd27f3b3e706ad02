#include "services/scheduling/domain/client.h"

#include <algorithm>

#include "services/scheduling/domain/people.h"

namespace rondetafel::scheduling {
namespace {

using type::v1::PersonInCase;

bool BelongsTo(const PersonInCase& person, std::string_view youth_id) {
  return person.of_person_ids().empty() ||
         std::find(person.of_person_ids().begin(), person.of_person_ids().end(), youth_id) !=
             person.of_person_ids().end();
}

bool RaisesYouth(const PersonInCase& person, std::string_view youth_id) {
  return (person.role() == type::v1::PERSON_ROLE_PARENT ||
          person.role() == type::v1::PERSON_ROLE_UPBRINGING_RESPONSIBLE) &&
         BelongsTo(person, youth_id);
}

}  // namespace

std::vector<std::string> YouthsOf(const v1::ConsultationState& state) {
  std::vector<std::string> youths;
  for (const PersonInCase& person : state.persons()) {
    if (person.role() == type::v1::PERSON_ROLE_YOUTH) youths.push_back(person.person_id());
  }
  return youths;
}

bool AnswersForOneself(const v1::ConsultationState& state, const PersonInCase& youth,
                       const YouthAges& ages) {
  for (const auto& judgement : state.capacity_judgements()) {
    if (judgement.person_id() == youth.person_id()) return judgement.able();
  }
  auto known = ages.find(youth.person_id());
  return (known == ages.end() ? youth.age_band() : known->second) != type::v1::AGE_BAND_BELOW_12;
}

std::vector<std::string> ClientsOf(const v1::ConsultationState& state, const PersonInCase& youth,
                                   const YouthAges& ages) {
  if (AnswersForOneself(state, youth, ages)) return {youth.person_id()};
  std::vector<std::string> clients;
  for (const PersonInCase& person : state.persons()) {
    if (RaisesYouth(person, youth.person_id())) clients.push_back(person.person_id());
  }
  return clients;
}

std::vector<std::string> ClientForYouths(const v1::ConsultationState& state,
                                         std::string_view person_id, const YouthAges& ages) {
  std::vector<std::string> youths;
  for (const PersonInCase& youth : state.persons()) {
    if (youth.role() != type::v1::PERSON_ROLE_YOUTH) continue;
    const std::vector<std::string> clients = ClientsOf(state, youth, ages);
    if (std::find(clients.begin(), clients.end(), person_id) != clients.end()) {
      youths.push_back(youth.person_id());
    }
  }
  return youths;
}

bool ClientAgreed(const v1::ConsultationState& state, const PersonInCase& youth,
                  const YouthAges& ages) {
  if (!AnswersForOneself(state, youth, ages)) {
    for (const PersonInCase& person : state.persons()) {
      if (person.role() == type::v1::PERSON_ROLE_PARENT && RaisesYouth(person, youth.person_id()) &&
          Refused(state, person.person_id())) {
        return false;
      }
    }
  }
  const std::vector<std::string> clients = ClientsOf(state, youth, ages);
  return std::any_of(clients.begin(), clients.end(),
                     [&](const std::string& client) { return AgreedPersonally(state, client); });
}

bool ApprovedForAll(const v1::ConsultationState& state,
                    const google::protobuf::RepeatedPtrField<v1::ClientApproval>& approvals) {
  const std::vector<std::string> youths = YouthsOf(state);
  return !youths.empty() &&
         std::all_of(youths.begin(), youths.end(), [&](const std::string& youth) {
           return std::any_of(
               approvals.begin(), approvals.end(), [&](const v1::ClientApproval& approval) {
                 const auto& covered = approval.for_youth_person_ids();
                 return std::find(covered.begin(), covered.end(), youth) != covered.end();
               });
         });
}

}  // namespace rondetafel::scheduling
