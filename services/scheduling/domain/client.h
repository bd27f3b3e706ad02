// Who "the client" is, per youth concerned (Q18): from 12 on the youth; below 12 a parent or
// upbringing-responsible person of that youth; otherwise when the desk judged the capacity so. Used
// for agreements (R38), agenda (R44), invitees (R45) and the information agreement (R46).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "rondetafel/scheduling/v1/state.pb.h"
#include "services/scheduling/domain/commands.h"

namespace rondetafel::scheduling {

// Person ids of the youths concerned, in the order of the case.
std::vector<std::string> YouthsOf(const v1::ConsultationState& state);
// True when the youth answers for oneself.
bool AnswersForOneself(const v1::ConsultationState& state, const type::v1::PersonInCase& youth,
                       const YouthAges& ages);
// Person ids who may answer for this youth as the client; more than one for two parents, none when
// nobody is known.
std::vector<std::string> ClientsOf(const v1::ConsultationState& state,
                                   const type::v1::PersonInCase& youth, const YouthAges& ages);
// The youths for whom this person is the client.
std::vector<std::string> ClientForYouths(const v1::ConsultationState& state,
                                         std::string_view person_id, const YouthAges& ages);
// True when the youth's client said yes personally and, for a youth who does not answer for
// oneself, no holder of parental authority refused.
bool ClientAgreed(const v1::ConsultationState& state, const type::v1::PersonInCase& youth,
                  const YouthAges& ages);
// True when every youth concerned has an approval.
bool ApprovedForAll(const v1::ConsultationState& state,
                    const google::protobuf::RepeatedPtrField<v1::ClientApproval>& approvals);

}  // namespace rondetafel::scheduling
