#include "services/intake/edge/form_check.h"

#include <algorithm>
#include <set>

#include "shared/base/civil_date.h"
#include "shared/base/text.h"

namespace rondetafel::intake {
namespace {

using type::v1::Channel;
using type::v1::Role;

constexpr std::size_t kQuestionCharactersMax = 4000;
constexpr std::size_t kExternalReferenceMax = 64;
constexpr std::size_t kCodeMax = 40;
// Consultations exist since 2008 (R16).
constexpr base::Date kEarliestReceipt{2008, 1, 1};

bool OnlyOf(std::string_view text, std::string_view extra, bool upper) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (upper && c >= 'A' && c <= 'Z') ||
           extra.find(c) != std::string_view::npos;
  });
}

// Which channels a role may file through (R36, R37, R170).
bool ChannelFits(Channel channel, Role role) {
  switch (channel) {
    case type::v1::CHANNEL_PUBLIC_FORM:
      return role == type::v1::ROLE_YOUTH || role == type::v1::ROLE_PARENT ||
             role == type::v1::ROLE_UPBRINGING_RESPONSIBLE ||
             role == type::v1::ROLE_TRUSTED_PERSON || role == type::v1::ROLE_SUPPORT_FIGURE ||
             role == type::v1::ROLE_NETWORK_PERSON;
    case type::v1::CHANNEL_COBE:
      return role == type::v1::ROLE_HELPER || role == type::v1::ROLE_HELPER_OUTSIDE_SCOPE ||
             role == type::v1::ROLE_MANDATED_CONSULTANT ||
             role == type::v1::ROLE_ALLOCATION_OFFICER;
    case type::v1::CHANNEL_DESK_PHONE:
    case type::v1::CHANNEL_DESK_MAIL:
      return role == type::v1::ROLE_DESK_WORKER || role == type::v1::ROLE_TEAM_LEAD;
    case type::v1::CHANNEL_MIGRATION:
      return role == type::v1::ROLE_MIGRATION;
    case type::v1::CHANNEL_IN_PERSON:
    case type::v1::CHANNEL_UNSPECIFIED:
    case type::v1::Channel_INT_MIN_SENTINEL_DO_NOT_USE_:
    case type::v1::Channel_INT_MAX_SENTINEL_DO_NOT_USE_:
      return false;
  }
  return false;
}

void CheckChannel(const v1::RequestForm& form, const FormSituation& situation,
                  rpc::FieldFaults& faults) {
  if (situation.amends && form.channel() == type::v1::CHANNEL_UNSPECIFIED) return;
  if (!situation.amends && !ChannelFits(form.channel(), situation.actor_role)) {
    faults.Add("form.channel", "R170",
               "must be the channel of the caller's role: public form for family and network, COBE "
               "for helpers, desk phone or mail for the desk, migration for the migration");
  }
}

void CheckReceivedOn(const v1::RequestForm& form, const FormSituation& situation,
                     rpc::FieldFaults& faults) {
  if (!OnlyOf(form.late_reason(), "_", false) || form.late_reason().size() > kCodeMax) {
    faults.Add("form.late_reason", "R186", "must be a code of [a-z0-9_], at most 40 characters");
  }
  if (!base::IsSet(form.received_on())) return;
  const base::Date received = base::FromProto(form.received_on());
  if (!base::IsValid(received)) {
    faults.Add("form.received_on", "R169", "must be a day of the calendar");
    return;
  }
  if (received > situation.today) {
    faults.Add("form.received_on", "R169", "must not lie in the future");
    return;
  }
  if (received < kEarliestReceipt) {
    faults.Add("form.received_on", "R16", "must not lie before 2008, when consultations began");
    return;
  }
  if (situation.amends || received == situation.today) return;
  if (AsksEverything(form.channel())) {
    faults.Add("form.received_on", "R170",
               "must be today: an earlier receipt is registered by the desk");
  } else if (form.late_reason().empty() && form.channel() != type::v1::CHANNEL_MIGRATION) {
    faults.Add("form.late_reason", "R186", "must say why an earlier receipt is registered now");
  }
}

template <class Values>
void CheckSet(const std::string& path, const Values& values, int last, std::string_view rule,
              rpc::FieldFaults& faults) {
  std::set<int> seen;
  for (int i = 0; i < values.size(); ++i) {
    const int value = values.Get(i);
    if (value < 1 || value > last) {
      faults.Add(base::Cat(path, "[", i, "]"), std::string(rule), "must be one of the known codes");
    } else if (!seen.insert(value).second) {
      faults.Add(base::Cat(path, "[", i, "]"), std::string(rule), "must not be given twice");
    }
  }
}

void CheckProcedureAndRegion(const v1::RequestForm& form, const FormSituation& situation,
                             rpc::FieldFaults& faults) {
  const bool procedure_unset = form.procedure() == type::v1::PROCEDURE_UNSPECIFIED;
  if (form.procedure() != type::v1::PROCEDURE_CONSULTATION &&
      !(situation.amends && procedure_unset)) {
    faults.Add("form.procedure", "R112",
               "must be the consultation: each procedure has a form of its own");
  }
  const bool region_unset = form.region() == type::v1::REGION_UNSPECIFIED;
  if (region_unset && (situation.continues || situation.amends)) return;
  if (form.region() < type::v1::REGION_ANTWERPEN ||
      form.region() > type::v1::REGION_WEST_VLAANDEREN) {
    faults.Add("form.region", "Q27",
               "must be the region where the first youth lives, one of the six of R107");
  }
}

}  // namespace

bool AsksEverything(Channel channel) {
  return channel == type::v1::CHANNEL_PUBLIC_FORM || channel == type::v1::CHANNEL_COBE;
}

base::Date ReceivedOn(const v1::RequestForm& form, const base::Date& today) {
  return base::IsSet(form.received_on()) ? base::FromProto(form.received_on()) : today;
}

void CheckFactDate(const std::string& path, const google::type::Date& date, const base::Date& today,
                   std::string_view rule, rpc::FieldFaults& faults) {
  if (!base::IsSet(date)) return;
  if (!base::IsValid(base::FromProto(date))) {
    faults.Add(path, std::string(rule), "must be a day of the calendar");
  } else if (base::FromProto(date) > today) {
    faults.Add(path, std::string(rule), "must not lie in the future");
  } else if (base::FromProto(date) < kEarliestReceipt) {
    faults.Add(path, "R16", "must not lie before 2008, when consultations began");
  }
}

void CheckPersonId(const std::string& path, const std::string& person_id, std::string_view rule,
                   rpc::FieldFaults& faults) {
  if (person_id.empty() || person_id.size() > kCodeMax || !OnlyOf(person_id, "-", false)) {
    faults.Add(path, std::string(rule), "must be an id of 1 to 40 characters of [a-z0-9-]");
  }
}

void CheckAgreement(const std::string& path, const v1::AgreementReport& report,
                    const base::Date& today, rpc::FieldFaults& faults) {
  CheckPersonId(path + ".person_id", report.person_id(), "R39", faults);
  if (report.answer() != type::v1::ANSWER_YES && report.answer() != type::v1::ANSWER_NO) {
    faults.Add(path + ".answer", "R39", "must be yes or no");
  }
  CheckFactDate(path + ".given_on", report.given_on(), today, "Q19", faults);
  if (report.channel() < type::v1::CHANNEL_PUBLIC_FORM ||
      report.channel() > type::v1::CHANNEL_MIGRATION) {
    faults.Add(path + ".channel", "Q19", "must say how it was given");
  }
  if (!report.reported_by().empty()) {
    CheckPersonId(path + ".reported_by", report.reported_by(), "Q19", faults);
  }
}

void CheckForm(const v1::RequestForm& form, const FormSituation& situation,
               rpc::FieldFaults& faults) {
  CheckProcedureAndRegion(form, situation, faults);
  CheckChannel(form, situation, faults);
  CheckReceivedOn(form, situation, faults);
  CheckSet("form.purposes", form.purposes(), v1::PURPOSE_DISCLOSE_CONCERN, "CO-3", faults);
  CheckSet("form.triggers", form.triggers(), v1::TRIGGER_UNILATERAL_STOP, "CO-7", faults);
  if (form.help_allocation_phase() < 0 || form.help_allocation_phase() > 3) {
    faults.Add("form.help_allocation_phase", "R25", "must be 0 for none, or 1 to 3");
  }
  if (!situation.amends || !form.requester_person_id().empty()) {
    CheckPersonId("form.requester_person_id", form.requester_person_id(), "R32", faults);
  }
  if (!form.assisted_by_person_id().empty()) {
    CheckPersonId("form.assisted_by_person_id", form.assisted_by_person_id(), "R35", faults);
  }
  faults.CheckText("form.question", form.question(), kQuestionCharactersMax, false, "R8");
  if (form.external_reference().size() > kExternalReferenceMax ||
      !OnlyOf(form.external_reference(), "._:/-", true)) {
    faults.Add("form.external_reference", "R37",
               "must be at most 64 characters of [A-Za-z0-9._:/-]");
  }
  if (form.persons_size() > kPersonsMax) {
    faults.Add("form.persons", "R3", "must be at most 40");
    return;
  }
  base::Date received =
      situation.amends ? situation.amended_received_on : ReceivedOn(form, situation.today);
  if (!base::IsValid(received)) received = situation.today;
  CheckPersons(form, received, faults);
}

}  // namespace rondetafel::intake
