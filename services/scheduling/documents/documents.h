// The documents of a consultation in plain Dutch (R176): invitation, attendance list, information
// agreement. Pure: opened texts in, text out. No document holds anybody's contact data, not even
// the addressee's, so none can carry one parent's address to the other; nothing of it may go out by
// mail or text message (R177).
#pragma once
#include <map>
#include <string>

#include "rondetafel/scheduling/v1/state.pb.h"
#include "services/scheduling/domain/commands.h"

namespace rondetafel::scheduling {

// What was opened for one document. Empty texts were erased or never given.
struct OpenedTexts {
  std::map<std::string, std::string> names;        // by person id
  std::map<std::string, std::string> agenda;       // by agenda item id
  std::map<std::string, std::string> information;  // by information item id
  std::string place;
  std::string chair_name;
};

struct Document {
  std::string title;
  std::string text;
};

// What an invitation to this person may say now: full only after the information agreement and the
// own yes (R163, Q19, Q26), and when the last one sent was full.
v1::InvitationContent ContentFor(const v1::ConsultationState& state, const v1::Invitee& invitee,
                                 const YouthAges& ages);
// True when the agenda item may reach this person (R163).
bool MayReceive(const v1::ConsultationState& state, const v1::AgendaItem& item,
                const std::string& person_id);

Document RenderInvitation(const v1::ConsultationState& state, const v1::Invitee& invitee,
                          v1::InvitationContent content, const OpenedTexts& texts);
// Of the held meeting. A person who withdrew afterwards is counted, not named (1c).
Document RenderAttendanceList(const v1::ConsultationState& state, const OpenedTexts& texts);
// For one recipient, or the whole agreement when `recipient` is empty.
Document RenderInformationAgreement(const v1::ConsultationState& state,
                                    const std::string& recipient, const OpenedTexts& texts);

}  // namespace rondetafel::scheduling
