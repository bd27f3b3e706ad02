// The written rejection (R106, R165), in Dutch: reference, procedure, grounds coded and readable,
// motivation, the desk's contact data of that day, the date; to the requesting party and nobody
// else.
//
// A plain function of what it is given. It is given the addressee and the desk, and no other
// person, so no other person's data can end up in it; the motivation is the desk's own text.
#pragma once
#include <string>

#include "rondetafel/triage/v1/service.pb.h"

namespace rondetafel::triage {

struct Addressee {
  std::string name;     // empty when erased: the letter says "aan de aanmelder"
  std::string address;  // may be empty, may have several lines
};

// UTF-8, lines ended by \n.
std::string RejectionLetter(const v1::DecisionLetter& letter, const google::type::Date& received_on,
                            const Addressee& addressee);

}  // namespace rondetafel::triage
