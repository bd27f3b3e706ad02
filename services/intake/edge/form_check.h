// The shape of a request form: what is wrong with it whatever the case says. Faults name the field,
// the rule and what would be right, never the value that was given.
#pragma once
#include <string>

#include "rondetafel/intake/v1/service.pb.h"
#include "shared/base/time.h"
#include "shared/rpc/errors.h"

namespace rondetafel::intake {

// What the form is for.
struct FormSituation {
  type::v1::Role actor_role = type::v1::ROLE_UNSPECIFIED;
  base::Date today;
  // A follow-up or a re-submission: persons and region may be carried over.
  bool continues = false;
  // An amendment: what identifies the request may be left out.
  bool amends = false;
  // Date of receipt of the request amended.
  base::Date amended_received_on;
};

inline constexpr int kPersonsMax = 40;

void CheckForm(const v1::RequestForm& form, const FormSituation& situation,
               rpc::FieldFaults& faults);
// `received_on` bounds birth dates.
void CheckPersons(const v1::RequestForm& form, const base::Date& received_on,
                  rpc::FieldFaults& faults);
// One report; `path` ends without a dot.
void CheckAgreement(const std::string& path, const v1::AgreementReport& report,
                    const base::Date& today, rpc::FieldFaults& faults);
// A business date of a fact: a valid day, not after today. Unset is right.
void CheckFactDate(const std::string& path, const google::type::Date& date, const base::Date& today,
                   std::string_view rule, rpc::FieldFaults& faults);
// An id of a person within the case.
void CheckPersonId(const std::string& path, const std::string& person_id, std::string_view rule,
                   rpc::FieldFaults& faults);
// The date of receipt the form means.
base::Date ReceivedOn(const v1::RequestForm& form, const base::Date& today);
// Public form and COBE ask everything; desk and migration may leave something out (R186).
bool AsksEverything(type::v1::Channel channel);

}  // namespace rondetafel::intake
