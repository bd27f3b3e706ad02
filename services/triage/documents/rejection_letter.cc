#include "services/triage/documents/rejection_letter.h"

#include <string_view>

#include "shared/base/civil_date.h"
#include "shared/gates/gates.h"

namespace rondetafel::triage {
namespace {

std::string_view ProcedureName(type::v1::Procedure procedure) {
  return procedure == type::v1::PROCEDURE_MEDIATION ? "bemiddeling" : "cliëntoverleg";
}

std::string CodeOf(gates::v1::Ground ground) {
  constexpr std::string_view kPrefix = "GROUND_";
  return gates::v1::Ground_Name(ground).substr(kPrefix.size());
}

void Line(std::string& text, std::initializer_list<std::string_view> pieces) {
  for (std::string_view piece : pieces) text += piece;
  text += '\n';
}

void AddHead(std::string& text, const v1::DecisionLetter& letter, const Addressee& addressee) {
  Line(text, {letter.desk().organisation()});
  Line(text, {"Regionaal loket Cliëntoverleg en Bemiddeling"});
  Line(text, {});
  Line(text, {"Aan: ", addressee.name.empty() ? "de aanmelder" : addressee.name});
  if (!addressee.address.empty()) Line(text, {addressee.address});
  Line(text, {});
  Line(text, {"Datum: ", base::FormatDutch(base::FromProto(letter.date()))});
  Line(text, {"Referentie: ", letter.reference()});
  Line(text, {"Procedure: ", ProcedureName(letter.procedure())});
  Line(text, {});
}

void AddGrounds(std::string& text, const v1::DecisionLetter& letter) {
  for (int i = 0; i < letter.grounds_size(); ++i) {
    Line(text, {"- ", gates::DescribeGround(letter.grounds(i)).dutch, " (",
                CodeOf(letter.grounds(i)), ")"});
  }
  Line(text, {});
}

void AddDesk(std::string& text, const v1::DeskRecord& desk, type::v1::Procedure procedure) {
  for (const std::string& person : desk.contact_persons()) Line(text, {person});
  Line(text, {"Telefoon: ", desk.phone()});
  const std::string& mailbox = procedure == type::v1::PROCEDURE_MEDIATION
                                   ? desk.mediation_mailbox()
                                   : desk.consultation_mailbox();
  Line(text, {"E-mail: ", mailbox});
}

}  // namespace

std::string RejectionLetter(const v1::DecisionLetter& letter, const google::type::Date& received_on,
                            const Addressee& addressee) {
  std::string text;
  AddHead(text, letter, addressee);
  Line(text, {"Betreft: uw aanvraag is niet ontvankelijk"});
  Line(text, {});
  Line(text, {"Op ", base::FormatDutch(base::FromProto(received_on)),
              " ontvingen wij uw aanvraag voor een ", ProcedureName(letter.procedure()), "."});
  Line(text, {"Wij hebben die beoordeeld. Wij kunnen uw aanvraag niet aanvaarden, omdat"});
  Line(text, {});
  AddGrounds(text, letter);
  if (!letter.motivation().empty()) {
    Line(text, {"Onze motivering:"});
    Line(text, {letter.motivation()});
    Line(text, {});
  }
  Line(text, {"Verandert de situatie, dan kunt u de aanvraag opnieuw indienen. Vermeld dan de "
              "referentie hierboven."});
  Line(text, {"Hebt u vragen, neem dan contact op met het loket:"});
  Line(text, {});
  AddDesk(text, letter.desk(), letter.procedure());
  return text;
}

}  // namespace rondetafel::triage
