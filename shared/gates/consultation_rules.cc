#include "shared/gates/consultation_rules.h"

#include <algorithm>

namespace rondetafel::gates {
namespace {

using intake::v1::Purpose;
using type::v1::PersonInCase;

Finding Pass(const Explanation& why, v1::GateNotice notice = v1::GATE_NOTICE_UNSPECIFIED) {
  return {v1::GATE_OUTCOME_PASSED, v1::GROUND_UNSPECIFIED, &why, notice};
}
Finding Fail(v1::Ground ground, const Explanation& why) {
  return {v1::GATE_OUTCOME_FAILED, ground, &why, v1::GATE_NOTICE_UNSPECIFIED};
}
Finding Wait(v1::GateOutcome outcome, const Explanation& why) {
  return {outcome, v1::GROUND_UNSPECIFIED, &why, v1::GATE_NOTICE_UNSPECIFIED};
}

bool HasPurpose(const Question& question, Purpose purpose) {
  const auto& purposes = question.content.purposes();
  return std::find(purposes.begin(), purposes.end(), purpose) != purposes.end();
}

template <class Predicate>
bool AnyYouth(const Question& question, Predicate predicate) {
  const auto& persons = question.content.persons();
  return std::any_of(persons.begin(), persons.end(), [&](const PersonInCase& person) {
    return person.role() == type::v1::PERSON_ROLE_YOUTH && predicate(person.age_band());
  });
}
bool IsMinor(type::v1::AgeBand band) {
  return band == type::v1::AGE_BAND_BELOW_12 || band == type::v1::AGE_BAND_12_TO_17;
}

// CO-1. The outcome never changed; the ground it rests on did (P-27).
struct StandingTexts {
  Explanation client, assisting, helper, mandated, outside_scope, no_standing, no_role;
};
constexpr StandingTexts kStandingOf2014 = {
    {"The requester belongs to the client system.", "De aanmelder hoort tot het cliëntsysteem."},
    {"Everybody may request; a trusted person of the minor, a support figure or a person of the "
     "network "
     "files for the client.",
     "Iedereen mag aanmelden; een vertrouwenspersoon van de minderjarige, een steunfiguur of "
     "iemand uit "
     "het netwerk meldt aan voor de cliënt."},
    {"The requester is a helper in the scope of the decree.",
     "De aanmelder is een hulpverlener die onder het decreet valt."},
    {"Staff of the social service, a mandated facility or the access gate may request a "
     "consultation.",
     "Medewerkers van de sociale dienst, een gemandateerde voorziening of de toegangspoort mogen "
     "een "
     "cliëntoverleg aanvragen."},
    {"A helper outside the scope of the decree requests because the continuity of help to a minor "
     "is at "
     "stake.",
     "Een hulpverlener buiten het decreet meldt aan omdat de continuïteit van de hulp aan een "
     "minderjarige in het gedrang is."},
    {"A helper outside the scope of the decree may request only when the continuity of help to a "
     "youth "
     "below 18 is at stake.",
     "Een hulpverlener buiten het decreet mag alleen aanmelden als de continuïteit van de hulp aan "
     "een "
     "jongere onder 18 jaar in het gedrang is."},
    {"It is not known in which role the request is filed.",
     "Het is niet bekend in welke rol er wordt aangemeld."}};
constexpr StandingTexts WithTrustedPersonsOfParents() {
  StandingTexts texts = kStandingOf2014;
  texts.assisting = {
      "Everybody may request; a trusted person of the minor or of a parent, a support figure or a "
      "person "
      "of the network files for the client.",
      "Iedereen mag aanmelden; een vertrouwenspersoon van de minderjarige of van een ouder, een "
      "steunfiguur "
      "of iemand uit het netwerk meldt aan voor de cliënt."};
  return texts;
}
constexpr StandingTexts kStandingOf2019 = WithTrustedPersonsOfParents();

Finding JudgeStanding(const Question& question, const StandingTexts& texts) {
  switch (question.content.requester_role()) {
    case type::v1::PERSON_ROLE_YOUTH:
    case type::v1::PERSON_ROLE_PARENT:
    case type::v1::PERSON_ROLE_UPBRINGING_RESPONSIBLE:
      return Pass(texts.client);
    case type::v1::PERSON_ROLE_TRUSTED_PERSON:
    case type::v1::PERSON_ROLE_SUPPORT_FIGURE:
    case type::v1::PERSON_ROLE_NETWORK_PERSON:  // files as a support figure (Q16)
      return Pass(texts.assisting);
    case type::v1::PERSON_ROLE_HELPER:
      return Pass(texts.helper);
    case type::v1::PERSON_ROLE_MANDATED_STAFF:
    case type::v1::PERSON_ROLE_ALLOCATION_OFFICER:  // P-06
      return Pass(texts.mandated);
    case type::v1::PERSON_ROLE_HELPER_OUTSIDE_SCOPE:
      if (question.content.continuity_at_stake() && AnyYouth(question, IsMinor)) {
        return Pass(texts.outside_scope);
      }
      return Fail(v1::GROUND_REQUESTER_NO_STANDING, texts.no_standing);
    case type::v1::PERSON_ROLE_UNSPECIFIED:
    case type::v1::PersonRole_INT_MIN_SENTINEL_DO_NOT_USE_:
    case type::v1::PersonRole_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return Wait(v1::GATE_OUTCOME_INCOMPLETE, texts.no_role);
}
Finding JudgeStandingOf2014(const Question& question) {
  return JudgeStanding(question, kStandingOf2014);
}
Finding JudgeStandingOf2019(const Question& question) {
  return JudgeStanding(question, kStandingOf2019);
}

// CO-2.
Finding JudgeClientAgreement(const Question& question) {
  static constexpr Explanation kAgreed = {
      "For every youth concerned the client requested the consultation or agreed to it.",
      "Voor elke betrokken jongere vroeg de cliënt het overleg aan of stemde de cliënt ermee in."};
  static constexpr Explanation kRefused = {
      "The client explicitly said no: from 12 on the youth, below 12 a holder of parental "
      "authority.",
      "De cliënt zei uitdrukkelijk nee: vanaf 12 jaar de jongere zelf, onder 12 jaar een houder "
      "van het "
      "ouderlijk gezag."};
  static constexpr Explanation kAwaited = {
      "The client has not answered yet: from 12 on the youth, below 12 a parent or "
      "upbringing-responsible "
      "person. Waiting is no rejection.",
      "De cliënt antwoordde nog niet: vanaf 12 jaar de jongere zelf, onder 12 jaar een ouder of "
      "opvoedingsverantwoordelijke. Wachten is geen afwijzing."};
  static constexpr Explanation kUnknown = {
      "It is not known who answers for a youth: the age, or a parent or upbringing-responsible "
      "person, is "
      "missing.",
      "Het is niet bekend wie voor een jongere antwoordt: de leeftijd, of een ouder of "
      "opvoedingsverantwoordelijke, ontbreekt."};
  const ClientAnswer answer =
      AskClients(question.content.persons(), question.capacity, question.agreements,
                 question.content.requester_person_id());
  switch (answer.says) {
    case ClientSays::kYes:
      return Pass(kAgreed, answer.parent_refused ? v1::GATE_NOTICE_PARENT_REFUSAL_RECORDED
                                                 : v1::GATE_NOTICE_UNSPECIFIED);
    case ClientSays::kNo:
      return Fail(v1::GROUND_NO_CLIENT_AGREEMENT, kRefused);
    case ClientSays::kAwaited:
      return Wait(v1::GATE_OUTCOME_AWAITING_AGREEMENT, kAwaited);
    case ClientSays::kUnknown:
      break;
  }
  return Wait(v1::GATE_OUTCOME_INCOMPLETE, kUnknown);
}

constexpr Explanation kNoPurpose = {"It is not known what the consultation is wanted for.",
                                    "Het is niet bekend waarvoor het overleg gevraagd wordt."};

// CO-3.
Finding JudgeSupply(const Question& question) {
  static constexpr Explanation kNotOnlySupply = {"Making supply possible is not the only purpose.",
                                                 "Aanbod mogelijk maken is niet het enige doel."};
  static constexpr Explanation kOnlySupply = {
      "The only purpose is to make supply possible by negotiating with facilities; that is the "
      "task of "
      "help allocation.",
      "Het enige doel is aanbod mogelijk maken door te onderhandelen met voorzieningen; dat is de "
      "taak "
      "van de jeugdhulpregie."};
  if (question.content.purposes().empty()) return Wait(v1::GATE_OUTCOME_INCOMPLETE, kNoPurpose);
  const auto& purposes = question.content.purposes();
  const bool only_supply = std::all_of(purposes.begin(), purposes.end(), [](int purpose) {
    return purpose == intake::v1::PURPOSE_SUPPLY_NEGOTIATION;
  });
  return only_supply ? Fail(v1::GROUND_SUPPLY_NEGOTIATION_ONLY, kOnlySupply) : Pass(kNotOnlySupply);
}

// CO-4.
Finding JudgeHelpAllocation(const Question& question) {
  static constexpr Explanation kNoAllocation = {"The file is not in help allocation.",
                                                "Het dossier zit niet in jeugdhulpregie."};
  static constexpr Explanation kPlanLacking = {
      "During help allocation there is a (candidate) provider and what lacks is a coherent work "
      "plan.",
      "Tijdens de jeugdhulpregie is er een (kandidaat-)aanbieder en ontbreekt een samenhangend "
      "werkplan."};
  static constexpr Explanation kNoProvider = {
      "During help allocation a consultation needs a provider or candidate provider and the lack "
      "of a "
      "coherent work plan.",
      "Tijdens de jeugdhulpregie kan een cliëntoverleg alleen als er een (kandidaat-)aanbieder is "
      "en een "
      "samenhangend werkplan ontbreekt."};
  if (question.content.help_allocation_phase() == 0) return Pass(kNoAllocation);
  if (question.content.candidate_provider_exists() && question.content.no_coherent_plan()) {
    return Pass(kPlanLacking);
  }
  return Fail(v1::GROUND_REGIE_WITHOUT_PROVIDER, kNoProvider);
}

// CO-5.
Finding JudgeDisclosure(const Question& question) {
  static constexpr Explanation kNoDisclosure = {
      "Making a concern discussable is not among the purposes.",
      "Een verontrusting bespreekbaar maken is geen doel van het overleg."};
  static constexpr Explanation kAlignmentToo = {
      "Alignment is a purpose too. Making the concern discussable stays with the helpers; "
      "requester and "
      "chair are told.",
      "Afstemming is ook een doel. De verontrusting bespreekbaar maken blijft bij de "
      "hulpverleners; "
      "aanmelder en voorzitter krijgen dat te horen."};
  static constexpr Explanation kDisclosureOnly = {
      "A consultation cannot serve to make a concern or societal necessity discussable; that stays "
      "with "
      "the helpers involved.",
      "Een cliëntoverleg dient niet om een verontrusting of maatschappelijke noodzaak bespreekbaar "
      "te "
      "maken; dat blijft bij de betrokken hulpverleners."};
  if (question.content.purposes().empty()) return Wait(v1::GATE_OUTCOME_INCOMPLETE, kNoPurpose);
  if (!HasPurpose(question, intake::v1::PURPOSE_DISCLOSE_CONCERN)) return Pass(kNoDisclosure);
  if (HasPurpose(question, intake::v1::PURPOSE_ALIGNMENT)) {
    return Pass(kAlignmentToo, v1::GATE_NOTICE_DISCLOSURE_STAYS_WITH_HELPERS);
  }
  return Fail(v1::GROUND_DISCLOSE_CONCERN, kDisclosureOnly);
}

// CO-6. Refusing a concern situation would be a defect: this gate only ever passes.
Finding JudgeConcern(const Question& question) {
  static constexpr Explanation kConcern = {
      "A consultation is possible in a concern situation; aim and finality stay the same.",
      "Een cliëntoverleg kan ook bij verontrusting of maatschappelijke noodzaak; doel en "
      "finaliteit "
      "blijven dezelfde."};
  static constexpr Explanation kNoConcern = {"No concern situation is mentioned.",
                                             "Er is geen verontrusting gemeld."};
  return Pass(question.content.concern_exists() ? kConcern : kNoConcern);
}

// CO-7.
Finding JudgeNeed(const Question& question) {
  static constexpr Explanation kTrigger = {
      "There is a need for alignment, coordination or continuity.",
      "Er is nood aan afstemming, coördinatie of continuïteit."};
  static constexpr Explanation kFollowUp = {
      "The request follows a held meeting with a work plan; a follow-up is always possible.",
      "De aanvraag volgt op een gehouden overleg met werkplan; een vervolgoverleg kan altijd."};
  static constexpr Explanation kNoNeed = {
      "The request shows no need for alignment and does not follow an earlier meeting.",
      "De aanvraag toont geen nood aan afstemming en volgt niet op een eerder overleg."};
  const intake::v1::RequestContent& content = question.content;
  if (!content.triggers().empty()) return Pass(kTrigger);
  // An old registration may lack the plan (R186); what it follows is still a held meeting.
  const intake::v1::EarlierMeeting& earlier = content.earlier();
  const bool has_plan =
      earlier.plan_version() > 0 || content.channel() == type::v1::CHANNEL_MIGRATION;
  if (!earlier.meeting_id().empty() && earlier.has_held_on() && has_plan) return Pass(kFollowUp);
  return Fail(v1::GROUND_NO_ALIGNMENT_NEED, kNoNeed);
}

// CO-8. Age bands are those of the request date (R169).
Finding JudgeTargetGroup(const Question& question) {
  static constexpr Explanation kInGroup = {
      "Every youth concerned is below 25 on the request date and there is a link with youth help.",
      "Elke betrokken jongere is jonger dan 25 op de aanvraagdatum en er is een band met de "
      "jeugdhulp."};
  static constexpr Explanation kTooOld = {
      "A youth concerned is 25 or over on the request date.",
      "Een betrokken jongere is 25 jaar of ouder op de aanvraagdatum."};
  static constexpr Explanation kNoLink = {"There is no link with youth help.",
                                          "Er is geen band met de jeugdhulp."};
  static constexpr Explanation kNoAge = {
      "It is not known which youth is concerned, or how old.",
      "Het is niet bekend om welke jongere het gaat, of hoe oud die is."};
  const auto any = [](type::v1::AgeBand) { return true; };
  const auto adult = [](type::v1::AgeBand band) { return band == type::v1::AGE_BAND_25_AND_OVER; };
  const auto unknown = [](type::v1::AgeBand band) {
    return band == type::v1::AGE_BAND_UNSPECIFIED;
  };
  if (AnyYouth(question, adult)) return Fail(v1::GROUND_OUT_OF_TARGET_GROUP, kTooOld);
  if (!AnyYouth(question, any) || AnyYouth(question, unknown)) {
    return Wait(v1::GATE_OUTCOME_INCOMPLETE, kNoAge);
  }
  if (!question.content.link_with_youth_help()) {
    return Fail(v1::GROUND_OUT_OF_TARGET_GROUP, kNoLink);
  }
  return Pass(kInGroup);
}

}  // namespace

std::vector<RuleVersion> MakeConsultationRules() {
  constexpr base::Date kDecree = {2014, 3, 1};                   // R114
  constexpr base::Date kTrustedPersonOfParents = {2019, 4, 14};  // P-27
  return {
      {v1::GATE_CO_1, "CO-1", {"R32", "R33", "R34", "R35"}, kDecree, JudgeStandingOf2014},
      {v1::GATE_CO_1,
       "CO-1",
       {"R32", "R33", "R34", "R35"},
       kTrustedPersonOfParents,
       JudgeStandingOf2019},
      {v1::GATE_CO_2, "CO-2", {"R38", "R39"}, kDecree, JudgeClientAgreement},
      {v1::GATE_CO_3, "CO-3", {"R24"}, kDecree, JudgeSupply},
      {v1::GATE_CO_4, "CO-4", {"R25"}, kDecree, JudgeHelpAllocation},
      {v1::GATE_CO_5, "CO-5", {"R28"}, kDecree, JudgeDisclosure},
      {v1::GATE_CO_6, "CO-6", {"R27"}, kDecree, JudgeConcern},
      {v1::GATE_CO_7,
       "CO-7",
       {"R17", "R18", "R19", "R20", "R21", "R22", "R23", "R69"},
       kDecree,
       JudgeNeed},
      {v1::GATE_CO_8, "CO-8", {"R30", "R169"}, kDecree, JudgeTargetGroup},
  };
}

Explanation DescribeGround(v1::Ground ground) {
  switch (ground) {
    case v1::GROUND_REQUESTER_NO_STANDING:
      return {
          "the requester works outside youth help and the continuity of help to a minor is not at "
          "stake",
          "de aanmelder werkt buiten de jeugdhulp en de continuïteit van de hulp aan een "
          "minderjarige "
          "is niet in het gedrang"};
    case v1::GROUND_NO_CLIENT_AGREEMENT:
      return {"the client does not agree to a consultation",
              "de cliënt stemt niet in met een cliëntoverleg"};
    case v1::GROUND_SUPPLY_NEGOTIATION_ONLY:
      return {"the only purpose is to make supply possible by negotiating with facilities",
              "het enige doel is aanbod mogelijk maken door te onderhandelen met voorzieningen"};
    case v1::GROUND_REGIE_WITHOUT_PROVIDER:
      return {
          "during help allocation there is no (candidate) provider, or a coherent plan exists "
          "already",
          "tijdens de jeugdhulpregie is er geen (kandidaat-)aanbieder, of er is al een "
          "samenhangend "
          "plan"};
    case v1::GROUND_DISCLOSE_CONCERN:
      return {"the purpose is to make a concern discussable, which stays with the helpers involved",
              "het doel is een verontrusting bespreekbaar maken, en dat blijft bij de betrokken "
              "hulpverleners"};
    case v1::GROUND_NO_ALIGNMENT_NEED:
      return {"the request shows no need for alignment",
              "de aanvraag toont geen nood aan afstemming"};
    case v1::GROUND_OUT_OF_TARGET_GROUP:
      return {"the request falls outside the target group: below 25 and with a link to youth help",
              "de aanvraag valt buiten de doelgroep: jonger dan 25 jaar en met een band met de "
              "jeugdhulp"};
    case v1::GROUND_UNSPECIFIED:
    case v1::Ground_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::Ground_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return {"no ground", "geen grond"};
}

}  // namespace rondetafel::gates
