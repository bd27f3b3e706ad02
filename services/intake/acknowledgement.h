// The acknowledgement of receipt (R176): what somebody who filed a request gets in hand, in plain
// Dutch.
#pragma once
#include <string>

#include "rondetafel/intake/v1/content.pb.h"

namespace rondetafel::intake {

inline constexpr char kAcknowledgementTitle[] = "Ontvangstbewijs van uw aanvraag";

// `addressee` is the requester's name, or empty when the reader may not see it. Names nobody else,
// and says nothing about the case: the paper may lie open on a table (R177).
std::string RenderAcknowledgement(const v1::RequestContent& content, type::v1::Region region,
                                  const std::string& addressee);

}  // namespace rondetafel::intake
