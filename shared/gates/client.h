// Who "the client" is, and what the client says (Q18). One place for everybody who asks: the gate
// CO-2, the appointment of a chair (Q14), the approvals that scheduling and workplan need.
//
// Per youth concerned: from 12 to 24 the youth answers; below 12 a parent or upbringing-responsible
// person does, unless another holder of parental authority refuses. The desk may have judged a
// minor's capacity otherwise (P-23).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "rondetafel/gates/v1/gates.pb.h"
#include "rondetafel/type/v1/person.pb.h"

namespace rondetafel::gates {

using Persons = google::protobuf::RepeatedPtrField<type::v1::PersonInCase>;
using Agreements = google::protobuf::RepeatedPtrField<type::v1::Agreement>;
using Judgements = google::protobuf::RepeatedPtrField<v1::CapacityJudgement>;

// Who answers for one youth.
struct Client {
  std::string youth_id;
  // The youth, or the parents and responsible persons of the youth; may be empty below 12.
  std::vector<std::string> person_ids;
  bool parents_answer = false;
};

// One per youth concerned, in the order of `persons`. Age bands are those the persons carry.
std::vector<Client> ClientsOf(const Persons& persons, const Judgements& capacity);

// The answer that counts: the latest of the person. Unspecified when there is none or it was
// withdrawn.
type::v1::Answer AnswerOf(const Agreements& agreements, std::string_view person_id);

// What the clients of all youths say together.
enum class ClientSays {
  kYes,      // for every youth
  kNo,       // somebody who answers for a youth refuses, and that refusal counts (Q18)
  kAwaited,  // somebody has yet to answer
  kUnknown,  // a youth has no age band, or nobody named may answer for it
};
struct ClientAnswer {
  ClientSays says = ClientSays::kUnknown;
  // A parent of a youth who answers for oneself refused: recorded, no ground.
  bool parent_refused = false;
};
// `requester_person_id`: who files the request agrees by filing it, as long as nothing else is
// known.
ClientAnswer AskClients(const Persons& persons, const Judgements& capacity,
                        const Agreements& agreements, std::string_view requester_person_id);

}  // namespace rondetafel::gates
