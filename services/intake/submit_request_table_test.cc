// Acceptance 7: each field of SubmitRequest missing, wrong, too long, future-dated, of a foreign
// region or age is refused with field and rule, and nothing reaches the log.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "services/intake/testing/intake_world.h"
#include "shared/base/text.h"

namespace rondetafel::intake {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): the test's own vocabulary

struct Row {
  const char* what;
  const char* field;
  const char* rule;
  std::function<void(v1::SubmitRequestRequest&)> change;
};

v1::RequestForm& Form(v1::SubmitRequestRequest& request) { return *request.mutable_form(); }
v1::Person& Youth(v1::SubmitRequestRequest& request) { return *Form(request).mutable_persons(0); }
v1::Person& Mother(v1::SubmitRequestRequest& request) { return *Form(request).mutable_persons(1); }
v1::Person& Asker(v1::SubmitRequestRequest& request) { return *Form(request).mutable_persons(3); }
v1::AgreementReport& Yes(v1::SubmitRequestRequest& request) {
  return *request.mutable_agreements(0);
}
google::type::Date Day(int year, int month, int day) {
  return base::ToProto(base::Date{year, month, day});
}
std::string Long(std::size_t characters) {
  std::string text;
  text.append(characters, '1');
  return text;
}
using R = v1::SubmitRequestRequest;

std::vector<Row> RequestRows() {
  return {
      {"no command id", "command_id", "", [](R& r) { r.clear_command_id(); }},
      {"no UUID", "command_id", "", [](R& r) { r.set_command_id("one"); }},
      {"a derived id", "command_id", "",
       [](R& r) { r.set_command_id("cccccccc-cccc-8ccc-8ccc-cccccccccccc"); }},
      {"no form", "form.procedure", "R112", [](R& r) { r.clear_form(); }},
      {"earlier: no name", "earlier.request_name", "R175",
       [](R& r) { r.mutable_earlier()->set_request_name("RT-1"); }},
      {"re-submission: no name", "resubmission_of", "R175",
       [](R& r) { r.set_resubmission_of("cases/x"); }},
      {"both a follow-up and a re-submission", "resubmission_of", "R175",
       [](R& r) {
         r.mutable_earlier()->set_request_name("x");
         r.set_resubmission_of("y");
       }},
      {"agreement: no person", "agreements[0].person_id", "R39",
       [](R& r) { Yes(r).clear_person_id(); }},
      {"agreement: a stranger", "agreements[0].person_id", "R39",
       [](R& r) { Yes(r).set_person_id("uncle"); }},
      {"agreement: no answer", "agreements[0].answer", "R39", [](R& r) { Yes(r).clear_answer(); }},
      {"agreement: tomorrow", "agreements[0].given_on", "Q19",
       [](R& r) { *Yes(r).mutable_given_on() = Day(2021, 5, 11); }},
      {"agreement: no day", "agreements[0].given_on", "Q19",
       [](R& r) { *Yes(r).mutable_given_on() = Day(2021, 2, 30); }},
      {"agreement: no channel", "agreements[0].channel", "Q19",
       [](R& r) { Yes(r).clear_channel(); }},
      {"agreement: reported by a stranger", "agreements[0].reported_by", "Q19",
       [](R& r) { Yes(r).set_reported_by("uncle"); }},
      {"agreement: twice", "agreements[1].person_id", "R39",
       [](R& r) { *r.add_agreements() = r.agreements(0); }},
      {"agreement: the requester says no", "agreements[0].answer", "R38",
       [](R& r) {
         Yes(r).set_person_id("helper");
         Yes(r).set_answer(type::v1::ANSWER_NO);
       }},
  };
}

std::vector<Row> FormRows() {
  return {
      {"no procedure", "form.procedure", "R112", [](R& r) { Form(r).clear_procedure(); }},
      {"mediation", "form.procedure", "R112",
       [](R& r) { Form(r).set_procedure(type::v1::PROCEDURE_MEDIATION); }},
      {"no channel", "form.channel", "R170", [](R& r) { Form(r).clear_channel(); }},
      {"a helper on the public form", "form.channel", "R170",
       [](R& r) { Form(r).set_channel(type::v1::CHANNEL_PUBLIC_FORM); }},
      {"an unknown channel", "form.channel", "R170",
       [](R& r) { Form(r).set_channel(static_cast<type::v1::Channel>(99)); }},
      {"no requester", "form.requester_person_id", "R32",
       [](R& r) { Form(r).clear_requester_person_id(); }},
      {"a requester not named", "form.requester_person_id", "R32",
       [](R& r) { Form(r).set_requester_person_id("uncle"); }},
      {"a parent in COBE", "form.requester_person_id", "R170",
       [](R& r) { Form(r).set_requester_person_id("mother"); }},
      {"received tomorrow", "form.received_on", "R169",
       [](R& r) { *Form(r).mutable_received_on() = Day(2021, 5, 11); }},
      {"received on no day", "form.received_on", "R169",
       [](R& r) { *Form(r).mutable_received_on() = Day(2021, 13, 1); }},
      {"received yesterday, in COBE", "form.received_on", "R170",
       [](R& r) { *Form(r).mutable_received_on() = Day(2021, 5, 9); }},
      {"received before there were consultations", "form.received_on", "R16",
       [](R& r) { *Form(r).mutable_received_on() = Day(1999, 1, 1); }},
      {"a late reason in words", "form.late_reason", "R186",
       [](R& r) { Form(r).set_late_reason("Forgot it"); }},
      {"no region", "form.region", "Q27", [](R& r) { Form(r).clear_region(); }},
      {"a foreign region", "form.region", "Q27",
       [](R& r) { Form(r).set_region(static_cast<type::v1::Region>(7)); }},
  };
}

std::vector<Row> ContentRows() {
  return {
      {"no purpose", "form.purposes", "CO-3", [](R& r) { Form(r).clear_purposes(); }},
      {"an unknown purpose", "form.purposes[1]", "CO-3",
       [](R& r) { Form(r).add_purposes(static_cast<v1::Purpose>(9)); }},
      {"a purpose twice", "form.purposes[1]", "CO-3",
       [](R& r) { Form(r).add_purposes(v1::PURPOSE_ALIGNMENT); }},
      {"an unknown trigger", "form.triggers[1]", "CO-7",
       [](R& r) { Form(r).add_triggers(static_cast<v1::Trigger>(8)); }},
      {"phase 4", "form.help_allocation_phase", "R25",
       [](R& r) { Form(r).set_help_allocation_phase(4); }},
      {"phase -1", "form.help_allocation_phase", "R25",
       [](R& r) { Form(r).set_help_allocation_phase(-1); }},
      {"assisted by a parent", "form.assisted_by_person_id", "R35",
       [](R& r) { Form(r).set_assisted_by_person_id("mother"); }},
      {"assisted by an id that is none", "form.assisted_by_person_id", "R35",
       [](R& r) { Form(r).set_assisted_by_person_id("My Helper"); }},
      {"no question", "form.question", "R8", [](R& r) { Form(r).clear_question(); }},
      {"a question too long", "form.question", "R8",
       [](R& r) { Form(r).set_question(Long(4001)); }},
      {"a question that is no text", "form.question", "R8",
       [](R& r) { Form(r).set_question("\xff\xfe"); }},
      {"an own reference too long", "form.external_reference", "R37",
       [](R& r) { Form(r).set_external_reference(Long(65)); }},
      {"an own reference with a name in it", "form.external_reference", "R37",
       [](R& r) { Form(r).set_external_reference("Jan Voorbeeld"); }},
      {"nobody", "form.persons", "R30", [](R& r) { Form(r).clear_persons(); }},
      {"no youth", "form.persons", "R30",
       [](R& r) { Youth(r).set_role(type::v1::PERSON_ROLE_SUPPORT_FIGURE); }},
      {"a crowd", "form.persons", "R3",
       [](R& r) {
         while (Form(r).persons_size() <= 40) *Form(r).add_persons() = Form(r).persons(1);
       }},
  };
}

std::vector<Row> PersonRows() {
  return {
      {"no person id", "form.persons[1].person_id", "R3",
       [](R& r) { Mother(r).clear_person_id(); }},
      {"a person id with a name's letters", "form.persons[1].person_id", "R3",
       [](R& r) { Mother(r).set_person_id("Moeder"); }},
      {"a person id twice", "form.persons[1].person_id", "R3",
       [](R& r) { Mother(r).set_person_id("youth"); }},
      {"no role", "form.persons[1].role", "R3", [](R& r) { Mother(r).clear_role(); }},
      {"an unknown role", "form.persons[1].role", "R3",
       [](R& r) { Mother(r).set_role(static_cast<type::v1::PersonRole>(99)); }},
      {"no name", "form.persons[1].name", "R3", [](R& r) { Mother(r).clear_name(); }},
      {"a name too long", "form.persons[1].name", "R3",
       [](R& r) { Mother(r).set_name(Long(201)); }},
      {"no birth date", "form.persons[0].birth_date", "R169",
       [](R& r) { Youth(r).clear_birth_date(); }},
      {"born tomorrow", "form.persons[0].birth_date", "R169",
       [](R& r) { *Youth(r).mutable_birth_date() = Day(2021, 5, 11); }},
      {"born on no day", "form.persons[0].birth_date", "R169",
       [](R& r) { *Youth(r).mutable_birth_date() = Day(2005, 2, 29); }},
      {"born in 1899", "form.persons[0].birth_date", "R169",
       [](R& r) { *Youth(r).mutable_birth_date() = Day(1899, 12, 31); }},
      {"a mistyped national number", "form.persons[0].national_number", "P-33",
       [](R& r) { Youth(r).set_national_number("12345678901"); }},
      {"a phone number too long", "form.persons[1].phone", "R108",
       [](R& r) { Mother(r).set_phone(Long(41)); }},
      {"a phone number of letters", "form.persons[1].phone", "R108",
       [](R& r) { Mother(r).set_phone("call me"); }},
      {"a mail address too long", "form.persons[1].mail", "R108",
       [](R& r) { Mother(r).set_mail(base::Cat(Long(200), "@example.org")); }},
      {"two mail addresses", "form.persons[1].mail", "R108",
       [](R& r) { Mother(r).set_mail("a@example.org,b@example.org"); }},
      {"an address too long", "form.persons[1].address", "R108",
       [](R& r) { Mother(r).set_address(Long(501)); }},
  };
}

std::vector<Row> RoleRows() {
  return {
      {"a helper without organisation", "form.persons[3].organisation", "R172",
       [](R& r) { Asker(r).clear_organisation(); }},
      {"an organisation without id", "form.persons[3].organisation.organisation_id", "R172",
       [](R& r) { Asker(r).mutable_organisation()->clear_organisation_id(); }},
      {"an organisation name too long", "form.persons[3].organisation.name", "R172",
       [](R& r) { Asker(r).mutable_organisation()->set_name(Long(201)); }},
      {"an organisation of no kind", "form.persons[3].organisation.kind", "R145",
       [](R& r) { Asker(r).mutable_organisation()->clear_kind(); }},
      {"a parent with an organisation", "form.persons[1].organisation", "R172",
       [](R& r) { *Mother(r).mutable_organisation() = Asker(r).organisation(); }},
      {"a parent of nobody named", "form.persons[1].of_person_ids", "Q18",
       [](R& r) { Mother(r).add_of_person_ids("sister"); }},
      {"a youth of somebody", "form.persons[0].of_person_ids", "Q18",
       [](R& r) { Youth(r).add_of_person_ids("youth"); }},
      {"a trusted person without the conditions", "form.persons[1].trusted_person_conditions",
       "P-25", [](R& r) { Mother(r).set_role(type::v1::PERSON_ROLE_TRUSTED_PERSON); }},
      {"a parent with the conditions", "form.persons[1].trusted_person_conditions", "P-25",
       [](R& r) { Mother(r).mutable_trusted_person_conditions()->set_of_age(true); }},
      {"a youth without a safe way", "form.persons[0].safe_contact", "R177",
       [](R& r) { Youth(r).clear_safe_contact(); }},
      {"an unknown safe way", "form.persons[0].safe_contact", "R177",
       [](R& r) { Youth(r).set_safe_contact(static_cast<type::v1::SafeContact>(77)); }},
      {"a safe way without the data for it", "form.persons[0].safe_contact", "R177",
       [](R& r) { Youth(r).clear_mail(); }},
      {"through an assistant who is not there", "form.persons[0].safe_contact", "R177",
       [](R& r) { Youth(r).set_safe_contact(type::v1::SAFE_CONTACT_THROUGH_ASSISTANT); }},
      {"a youth of ten without a parent", "form.persons[0].parent", "Q18",
       [](R& r) {
         *Youth(r).mutable_birth_date() = Day(2011, 1, 1);
         Mother(r).set_role(type::v1::PERSON_ROLE_SUPPORT_FIGURE);
         Form(r).mutable_persons(2)->set_role(type::v1::PERSON_ROLE_SUPPORT_FIGURE);
       }},
      {"a requester nobody can reach", "form.persons[3].phone", "R43",
       [](R& r) {
         Asker(r).clear_phone();
         Asker(r).clear_mail();
         Asker(r).clear_address();
         Asker(r).clear_safe_contact();
       }},
  };
}

// The violations of a status: "field|rule".
std::vector<std::string> Violations(const absl::Status& status) {
  std::vector<std::string> out;
  google::rpc::Status wire;
  const auto payload = status.GetPayload(std::string(rpc::kDetailsPayload));
  if (!payload || !wire.ParseFromString(std::string(*payload))) return out;
  for (const auto& detail : wire.details()) {
    google::rpc::BadRequest bad;
    if (!detail.UnpackTo(&bad)) continue;
    for (const auto& violation : bad.field_violations()) {
      const std::string& text = violation.description();
      const std::size_t colon = text.find(": ");
      const bool ruled = colon != std::string::npos && colon < 6;
      out.push_back(base::Cat(violation.field(), "|", ruled ? text.substr(0, colon) : ""));
    }
  }
  return out;
}

void CheckRows(const std::vector<Row>& rows) {
  World world;
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    v1::SubmitRequestRequest request = Filing();
    row.change(request);
    const auto response =
        world.handlers().SubmitRequest(CallOf("SubmitRequest", Helper()), request);
    EXPECT_EQ(response.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(Violations(response.status()),
                ::testing::Contains(base::Cat(row.field, "|", row.rule)));
    EXPECT_EQ(std::string(response.status().message()).find(kMarker), std::string::npos)
        << "an error shows what was typed";
    EXPECT_EQ(world.Commits(), 0);
  }
  // The same world takes the filing when nothing is changed: the rows fail for their own reason.
  world.Submit(Filing());
  EXPECT_EQ(world.Commits(), 1);
}

TEST(SubmitRequestTableTest, EachFieldOfTheRequest) { CheckRows(RequestRows()); }
TEST(SubmitRequestTableTest, EachFieldOfTheForm) { CheckRows(FormRows()); }
TEST(SubmitRequestTableTest, EachFieldOfTheContent) { CheckRows(ContentRows()); }
TEST(SubmitRequestTableTest, EachFieldOfAPerson) { CheckRows(PersonRows()); }
TEST(SubmitRequestTableTest, EachFieldOfARole) { CheckRows(RoleRows()); }

// R30, Q2: 25 on the day of receipt is no mistake of shape; the desk rejects it in writing (CO-8).
TEST(SubmitRequestTableTest, AYouthOf25IsForTheDesk) {
  World world;
  v1::SubmitRequestRequest request = Filing();
  *Youth(request).mutable_birth_date() = Day(1996, 5, 10);
  const auto response = world.Submit(request);
  EXPECT_EQ(world.Get(response, Helper()).age_bands(0), type::v1::AGE_BAND_25_AND_OVER);
}

// R170, R186: the desk registers an earlier receipt, with the reason.
TEST(SubmitRequestTableTest, TheDeskRegistersAnEarlierReceipt) {
  World world;
  v1::SubmitRequestRequest request = Filing();
  Form(request).set_channel(type::v1::CHANNEL_DESK_MAIL);
  *Form(request).mutable_received_on() = Day(2021, 5, 3);
  const auto bare = world.handlers().SubmitRequest(CallOf("SubmitRequest", Desk()), request);
  EXPECT_THAT(Violations(bare.status()), ::testing::Contains("form.late_reason|R186"));
  Form(request).set_late_reason("letter_opened_late");
  EXPECT_EQ(base::FromProto(world.Get(world.Submit(request, Desk()), Desk()).form().received_on()),
            (base::Date{2021, 5, 3}));
}

// R186: an old registration names no reason, no contact and not everybody; it is complete all the
// same.
TEST(SubmitRequestTableTest, TheMigrationRegistersWhatAnOldFileHolds) {
  World world;
  v1::SubmitRequestRequest request = Filing();
  Form(request).set_channel(type::v1::CHANNEL_MIGRATION);
  *Form(request).mutable_received_on() = Day(2019, 3, 4);
  Form(request).clear_question();
  for (v1::Person& person : *Form(request).mutable_persons()) {
    person.clear_phone();
    person.clear_mail();
    person.clear_address();
    person.clear_safe_contact();
  }
  Mother(request).clear_name();
  const auto response = world.Submit(request, Migration());
  EXPECT_EQ(response.missing_fields_size(), 0);
  EXPECT_EQ(response.status(), v1::REQUEST_STATUS_SUBMITTED);
}

// R3, R4, R5, R9, R10, R36: a youth files on the public form, helped by a trusted person, and names
// a support figure, somebody of the network and a helper; nothing reaches the home unasked (R177).
TEST(SubmitRequestTableTest, AYouthFilesWithATrustedPersonAndASupportFigure) {
  World world;
  v1::SubmitRequestRequest request = Filing();
  Form(request).set_channel(type::v1::CHANNEL_PUBLIC_FORM);
  Form(request).set_requester_person_id("youth");
  Form(request).set_assisted_by_person_id("helper");  // R35
  Youth(request).set_safe_contact(type::v1::SAFE_CONTACT_THROUGH_ASSISTANT);
  const type::v1::PersonRole roles[] = {type::v1::PERSON_ROLE_TRUSTED_PERSON,
                                        type::v1::PERSON_ROLE_SUPPORT_FIGURE,
                                        type::v1::PERSON_ROLE_NETWORK_PERSON};
  for (const type::v1::PersonRole role : roles) {
    v1::Person& person = *Form(request).add_persons();
    person = Mother(request);
    person.set_person_id(base::Cat("extra-", static_cast<int>(role)));
    person.set_role(role);
    person.add_of_person_ids("youth");
  }
  auto& conditions = *Form(request).mutable_persons(4)->mutable_trusted_person_conditions();
  conditions.set_of_age(true);
  conditions.set_not_involved_in_help(true);
  conditions.set_designated_by_minor(true);
  conditions.set_criminal_record_extract(true);  // P-25
  const auto youth = ActorOf(kStrangerActor, type::v1::ROLE_YOUTH);
  const auto response = world.Submit(request, youth);
  EXPECT_EQ(response.status(), v1::REQUEST_STATUS_SUBMITTED);
  EXPECT_EQ(world.Get(response, youth).form().persons_size(), 7);
}

}  // namespace
}  // namespace rondetafel::intake
