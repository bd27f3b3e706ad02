// Requests as people would fill them in. Names are invented.
#pragma once
#include <string>

#include "rondetafel/intake/v1/service.pb.h"
#include "rondetafel/type/v1/type.pb.h"

namespace rondetafel::fault {

// A girl of 15 asks through her helper for a consultation; `n` makes her another girl.
intake::v1::RequestForm ConsultationForm(int n, const std::string& question);
intake::v1::AgreementReport Yes(const std::string& person_id, bool confirmed);
// Today in Brussels, `days` later, at noon or, today, at this minute.
type::v1::LocalMoment MomentIn(int days);

}  // namespace rondetafel::fault
