// The commands of a consultation as the domain sees them: text is sealed already, business dates
// are filled in, and the ages of the youths are known for the date of the fact (Q23). Where nothing
// had to be sealed or looked up, the request of the RPC is the command itself.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "rondetafel/scheduling/v1/consultation.pb.h"
#include "rondetafel/scheduling/v1/service.pb.h"
#include "rondetafel/type/v1/person.pb.h"

namespace rondetafel::scheduling {

// Age band of each youth concerned on one business date; a youth not in it has the band of the
// state.
using YouthAges = std::map<std::string, type::v1::AgeBand, std::less<>>;

struct ProposeAgendaItem {
  v1::AgendaItem item;  // without id
};

struct ApproveAgendaItem {
  v1::ApproveAgendaItemRequest request;
  YouthAges ages;
};

struct ProposeInvitee {
  // A new person; unset: one of the case.
  std::optional<type::v1::PersonInCase> new_person;
  std::string person_id;
  v1::ProposalOrigin origin = v1::PROPOSAL_ORIGIN_UNSPECIFIED;
  google::type::Date proposed_on;
};

struct ApproveInvitee {
  v1::ApproveInviteeRequest request;
  YouthAges ages;
};

struct SendInvitation {
  v1::SendInvitationRequest request;
  YouthAges ages;
};

struct MakeInformationAgreement {
  v1::InformationAgreement agreement;  // without ids
  YouthAges ages;
};

struct ProposePlace {
  v1::ProposedPlace place;  // without id
};

struct RecordAgreement {
  type::v1::Agreement agreement;
};

struct ConfirmConsultation {
  google::type::Date confirmed_on;
  YouthAges ages;
};

struct AttendanceEntry {
  v1::Attendance attendance;  // role, age band and walk-in are filled in by the decision
  std::optional<type::v1::PersonInCase> new_person;
  bool agreed_at_table = false;
  std::vector<std::string> approved_by_person_ids;
};

struct HoldMeeting {
  std::string consultation_name;
  type::v1::LocalMoment held_at;
  std::vector<AttendanceEntry> attendance;
  std::vector<v1::ChecklistAnswer> checklist;
  std::string late_reason;
  YouthAges ages;  // on the date of the meeting
};

}  // namespace rondetafel::scheduling
