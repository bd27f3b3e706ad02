// A request that passes every gate, for tests to take something away from. Codes only.
#pragma once
#include <initializer_list>
#include <string>

#include "rondetafel/intake/v1/content.pb.h"
#include "shared/base/civil_date.h"

namespace rondetafel::gates {

inline type::v1::PersonInCase ExamplePerson(std::string id, type::v1::PersonRole role,
                                            type::v1::AgeBand band = {},
                                            std::initializer_list<const char*> of = {}) {
  type::v1::PersonInCase person;
  person.set_person_id(std::move(id));
  person.set_role(role);
  person.set_age_band(band);
  for (const char* youth : of) person.add_of_person_ids(youth);
  return person;
}

inline type::v1::PersonInCase ExampleHelper(std::string id, std::string organisation_id) {
  type::v1::PersonInCase person = ExamplePerson(std::move(id), type::v1::PERSON_ROLE_HELPER);
  person.mutable_organisation()->set_organisation_id(std::move(organisation_id));
  return person;
}

inline type::v1::Agreement ExampleAgreement(std::string person_id, type::v1::Answer answer) {
  type::v1::Agreement agreement;
  agreement.set_person_id(std::move(person_id));
  agreement.set_answer(answer);
  *agreement.mutable_given_on() = base::ToProto(base::Date{2021, 3, 2});
  return agreement;
}

// A helper ("helper", of OVO000101) asks for a youth of 15 ("youth") with mother and father.
// Received on 1 March 2021 in Antwerpen.
inline intake::v1::RequestContent ExampleRequest() {
  intake::v1::RequestContent content;
  content.set_reference("RT-2222-2222-2");
  content.set_procedure(type::v1::PROCEDURE_CONSULTATION);
  content.set_channel(type::v1::CHANNEL_COBE);
  content.set_requester_person_id("helper");
  content.set_requester_role(type::v1::PERSON_ROLE_HELPER);
  *content.mutable_received_on() = base::ToProto(base::Date{2021, 3, 1});
  content.set_region(type::v1::REGION_ANTWERPEN);
  content.add_purposes(intake::v1::PURPOSE_ALIGNMENT);
  content.add_triggers(intake::v1::TRIGGER_ALIGNMENT_NEEDED);
  content.set_link_with_youth_help(true);
  *content.add_persons() =
      ExamplePerson("youth", type::v1::PERSON_ROLE_YOUTH, type::v1::AGE_BAND_12_TO_17);
  *content.add_persons() = ExamplePerson("mother", type::v1::PERSON_ROLE_PARENT);
  *content.add_persons() = ExamplePerson("father", type::v1::PERSON_ROLE_PARENT);
  *content.add_persons() = ExampleHelper("helper", "OVO000101");
  content.set_complete(true);
  return content;
}

}  // namespace rondetafel::gates
