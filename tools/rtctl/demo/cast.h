// Who appears in the demo. All names are invented and say so.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "tools/rtctl/demo/teller.h"

namespace rondetafel::rtctl {

// Actors: the same persons in every run.
type::v1::Actor Desk();
type::v1::Actor Auditor();
type::v1::Actor Statistician();
type::v1::Actor Helper(std::string_view who, const type::v1::Organisation& organisation);
type::v1::Actor SchoolPsychologist();
type::v1::Actor Chair(std::string_view who);

// Organisations that exist nowhere.
type::v1::Organisation School();
type::v1::Organisation Caw();
type::v1::Organisation Cgg();

google::type::Date Today();
google::type::Date DaysFromToday(int days);
// This minute in Brussels, and the same minute some days later.
type::v1::LocalMoment NowInBrussels(int days_from_today = 0);

// A youth of so many years on the day of the demo, to be contacted through whoever assists.
intake::v1::Person Youth(std::string_view id, std::string_view name, int age);
// A parent with an address of their own.
intake::v1::Person Parent(std::string_view id, std::string_view name, std::string_view phone);
intake::v1::Person TrustedPerson(std::string_view id, std::string_view name);
intake::v1::Person Professional(std::string_view id, std::string_view name,
                                type::v1::PersonRole role,
                                const type::v1::Organisation& organisation);

// A form of the consultation in Antwerpen, through COBE, with a trigger and a link with youth help.
intake::v1::RequestForm CobeForm(std::string_view requester, std::string_view question);
intake::v1::AgreementReport Yes(std::string_view person, type::v1::Channel channel,
                                std::string_view reported_by, bool in_person);

// Enters a chair in the register; entering the same one again changes nothing. Returns the name.
std::string EnterChair(Teller& teller, std::string_view who, std::string_view full_name,
                       const type::v1::Organisation* tied_to = nullptr);

// Files the request and waits until triage has opened its assessment.
struct Filed {
  Names names;
  std::string reference;
};
Filed FileRequest(Teller& teller, const type::v1::Actor& actor, std::string_view sentence,
                  intake::v1::SubmitRequestRequest request);
// What triage says of the gates, told.
void ExplainGates(Teller& teller, const Names& names, std::string_view sentence);
// The desk admits and appoints; waits until scheduling has opened the consultation.
void AdmitAndAppoint(Teller& teller, const Names& names, const std::string& chair_name);

}  // namespace rondetafel::rtctl
