#include "shared/gates/client.h"

#include <algorithm>

namespace rondetafel::gates {
namespace {

using type::v1::PersonInCase;

bool RaisesYouths(type::v1::PersonRole role) {
  return role == type::v1::PERSON_ROLE_PARENT ||
         role == type::v1::PERSON_ROLE_UPBRINGING_RESPONSIBLE;
}

bool BelongsTo(const PersonInCase& person, std::string_view youth_id) {
  const auto& of = person.of_person_ids();
  return of.empty() || std::find(of.begin(), of.end(), youth_id) != of.end();
}

const v1::CapacityJudgement* FindJudgement(const Judgements& capacity, std::string_view youth_id) {
  for (const auto& judgement : capacity) {
    if (judgement.person_id() == youth_id) return &judgement;
  }
  return nullptr;
}

// From 12 on, unless judged otherwise; a judgement is about minors only (P-23).
bool AnswersForOneself(const PersonInCase& youth, const Judgements& capacity) {
  const bool minor = youth.age_band() == type::v1::AGE_BAND_BELOW_12 ||
                     youth.age_band() == type::v1::AGE_BAND_12_TO_17;
  const v1::CapacityJudgement* judgement = FindJudgement(capacity, youth.person_id());
  if (minor && judgement != nullptr) return judgement->able();
  return youth.age_band() != type::v1::AGE_BAND_BELOW_12;
}

// One youth's question being asked around.
class Asking {
 public:
  Asking(const Persons& persons, const Agreements& agreements, std::string_view requester)
      : persons_(persons), agreements_(agreements), requester_(requester) {}

  ClientSays Ask(const Client& client) const {
    if (client.person_ids.empty()) return ClientSays::kUnknown;
    bool any_yes = false;
    bool all_no = true;
    for (const std::string& person_id : client.person_ids) {
      const type::v1::Answer answer = Heard(person_id);
      if (answer == type::v1::ANSWER_NO && RefusalCounts(client, person_id)) return ClientSays::kNo;
      any_yes = any_yes || answer == type::v1::ANSWER_YES;
      all_no = all_no && answer == type::v1::ANSWER_NO;
    }
    if (any_yes) return ClientSays::kYes;
    return all_no ? ClientSays::kNo : ClientSays::kAwaited;
  }

  bool ParentRefused(std::string_view youth_id) const {
    return std::any_of(persons_.begin(), persons_.end(), [&](const PersonInCase& person) {
      return RaisesYouths(person.role()) && BelongsTo(person, youth_id) &&
             Heard(person.person_id()) == type::v1::ANSWER_NO;
    });
  }

 private:
  // A yes is also said by filing the request, until the person says or takes back anything.
  type::v1::Answer Heard(std::string_view person_id) const {
    const bool spoke = std::any_of(agreements_.begin(), agreements_.end(),
                                   [&](const auto& a) { return a.person_id() == person_id; });
    if (!spoke && person_id == requester_) return type::v1::ANSWER_YES;
    return AnswerOf(agreements_, person_id);
  }

  // Of those who answer for a young child only a holder of parental authority can block alone.
  bool RefusalCounts(const Client& client, std::string_view person_id) const {
    if (!client.parents_answer) return true;
    return std::any_of(persons_.begin(), persons_.end(), [&](const PersonInCase& person) {
      return person.person_id() == person_id && person.role() == type::v1::PERSON_ROLE_PARENT;
    });
  }

  const Persons& persons_;
  const Agreements& agreements_;
  std::string_view requester_;
};

bool AgeKnown(const Persons& persons, std::string_view youth_id) {
  return std::any_of(persons.begin(), persons.end(), [&](const PersonInCase& person) {
    return person.person_id() == youth_id && person.age_band() != type::v1::AGE_BAND_UNSPECIFIED;
  });
}

// A no outweighs everything; then what is unknown, then what is awaited.
ClientSays Combine(ClientSays a, ClientSays b) {
  for (ClientSays says : {ClientSays::kNo, ClientSays::kUnknown, ClientSays::kAwaited}) {
    if (a == says || b == says) return says;
  }
  return ClientSays::kYes;
}

}  // namespace

std::vector<Client> ClientsOf(const Persons& persons, const Judgements& capacity) {
  std::vector<Client> clients;
  for (const PersonInCase& youth : persons) {
    if (youth.role() != type::v1::PERSON_ROLE_YOUTH) continue;
    Client client{youth.person_id(), {}, !AnswersForOneself(youth, capacity)};
    if (!client.parents_answer) client.person_ids.push_back(youth.person_id());
    for (const PersonInCase& person : persons) {
      if (client.parents_answer && RaisesYouths(person.role()) &&
          BelongsTo(person, youth.person_id())) {
        client.person_ids.push_back(person.person_id());
      }
    }
    clients.push_back(std::move(client));
  }
  return clients;
}

type::v1::Answer AnswerOf(const Agreements& agreements, std::string_view person_id) {
  const type::v1::Agreement* latest = nullptr;
  for (const auto& agreement : agreements) {
    if (agreement.person_id() == person_id) latest = &agreement;
  }
  if (latest == nullptr || latest->withdrawn()) return type::v1::ANSWER_UNSPECIFIED;
  return latest->answer();
}

ClientAnswer AskClients(const Persons& persons, const Judgements& capacity,
                        const Agreements& agreements, std::string_view requester_person_id) {
  const Asking asking(persons, agreements, requester_person_id);
  const std::vector<Client> clients = ClientsOf(persons, capacity);
  if (clients.empty()) return {};
  ClientAnswer answer{ClientSays::kYes, false};
  for (const Client& client : clients) {
    const ClientSays says =
        AgeKnown(persons, client.youth_id) ? asking.Ask(client) : ClientSays::kUnknown;
    answer.says = Combine(answer.says, says);
    answer.parent_refused =
        answer.parent_refused || (!client.parents_answer && asking.ParentRefused(client.youth_id));
  }
  return answer;
}

}  // namespace rondetafel::gates
