#include "services/statistics/domain/lines.h"

namespace rondetafel::statistics {
namespace {

using gates::v1::Ground;

constexpr auto kCount = v1::FIGURE_KIND_COUNT;
constexpr auto kShare = v1::FIGURE_KIND_SHARE;
constexpr auto kRatio = v1::FIGURE_KIND_RATIO;
constexpr auto kGrowth = v1::FIGURE_KIND_GROWTH;
constexpr auto kChange = v1::FIGURE_KIND_CHANGE;
constexpr auto kMean = v1::FIGURE_KIND_MEAN;
constexpr auto kDays = v1::FIGURE_KIND_DAYS;

std::vector<Line> Requests() {
  return {
      {"M1", "received", kCount, "Aanvragen ontvangen", Received},
      {"M2", "admissible", kCount, "Ontvankelijke aanvragen", Admissible},
      {"M12", "admissible", kGrowth, "Groei ontvankelijke aanvragen", Admissible},
      {"M3", "inadmissible", kCount, "Niet-ontvankelijke aanvragen (beslist in de periode)",
       Inadmissible},
      {"M3", "supply_negotiation_only", kCount, "  grond: enkel aanbod mogelijk maken",
       InadmissibleFor<Ground::GROUND_SUPPLY_NEGOTIATION_ONLY>, nullptr, nullptr, "grounds"},
      {"M3", "disclose_concern", kCount, "  grond: verontrusting bespreekbaar maken",
       InadmissibleFor<Ground::GROUND_DISCLOSE_CONCERN>, nullptr, nullptr, "grounds"},
      {"M3", "out_of_target_group", kCount, "  grond: buiten de doelgroep",
       InadmissibleFor<Ground::GROUND_OUT_OF_TARGET_GROUP>, nullptr, nullptr, "grounds"},
      {"M3", "no_alignment_need", kCount, "  grond: geen nood aan afstemming",
       InadmissibleFor<Ground::GROUND_NO_ALIGNMENT_NEED>, nullptr, nullptr, "grounds"},
      {"M3", "requester_no_standing", kCount, "  grond: aanmelder kan niet aanvragen",
       InadmissibleFor<Ground::GROUND_REQUESTER_NO_STANDING>, nullptr, nullptr, "grounds"},
      {"M3", "no_client_agreement", kCount, "  grond: cliënt gaat niet akkoord",
       InadmissibleFor<Ground::GROUND_NO_CLIENT_AGREEMENT>, nullptr, nullptr, "grounds"},
      {"M3", "regie_without_provider", kCount, "  grond: jeugdhulpregie zonder aanbieder",
       InadmissibleFor<Ground::GROUND_REGIE_WITHOUT_PROVIDER>, nullptr, nullptr, "grounds"},
      {"M4", "same_year", kShare, "Cohorte: overleg in hetzelfde jaar", CohortSameYear, Admissible,
       nullptr, "cohort"},
      {"M4", "so_far", kShare, "Cohorte: overleg tot nu toe", CohortSoFar, Admissible, nullptr,
       "cohort"},
      {"M4", "carried_out", kCount, "  waarvan overleg in een later jaar", CarriedOut, nullptr,
       nullptr, "cohort"},
      {"M4", "ended", kCount, "  geëindigd zonder overleg", EndedWithoutMeeting, nullptr, nullptr,
       "cohort"},
      {"M8", "follow_up", kShare, "Opvolgoverleg, aandeel in de aanvragen", FollowUpRequest,
       Admissible, nullptr, "follow_up_requests"},
  };
}

std::vector<Line> Meetings() {
  return {
      {"M5", "held", kCount, "Overlegmomenten", MeetingHeld},
      {"M12", "held", kGrowth, "Groei overlegmomenten", MeetingHeld},
      {"M5", "carried_in", kCount, "  waarvan aangevraagd in een vroeger jaar", CarriedIn, nullptr,
       nullptr, "carried_in"},
      {"M6", "ratio", kRatio, "Overlegmomenten op ontvankelijke aanvragen (geen cohorte)",
       MeetingHeld, Admissible},
      {"M7", "first", kCount, "Eerste overleg", FirstMeeting, nullptr, nullptr, "follow_up"},
      {"M7", "follow_up", kShare, "Opvolgoverleg, aandeel in de overlegmomenten", FollowUpMeeting,
       MeetingHeld, nullptr, "follow_up"},
      {"M13", "follow_up", kChange, "Verschil aandeel opvolgoverleg", FollowUpMeeting, MeetingHeld,
       nullptr, "follow_up"},
      {"M9", "parents", kShare, "Participatiegraad ouders", ParentPresent, MeetingHeld, nullptr,
       "presence"},
      {"M13", "parents", kChange, "Verschil participatiegraad ouders", ParentPresent, MeetingHeld,
       nullptr, "presence"},
      {"M9", "youths", kShare, "Participatiegraad jongeren", YouthPresent, MeetingHeld, nullptr,
       "presence"},
      {"M13", "youths", kChange, "Verschil participatiegraad jongeren", YouthPresent, MeetingHeld,
       nullptr, "presence"},
      {"M10", "both", kCount, "Ouders en jongere aanwezig", BothPresent, nullptr, nullptr,
       "presence"},
      {"M10", "only_parents", kCount, "Enkel ouders aanwezig", OnlyParentPresent, nullptr, nullptr,
       "presence"},
      {"M10", "only_youth", kCount, "Enkel jongere aanwezig", OnlyYouthPresent, nullptr, nullptr,
       "presence"},
      {"M10", "neither", kCount, "Geen van beiden aanwezig", NeitherPresent, nullptr, nullptr,
       "presence"},
      {"M11", "parents_unweighted", kMean, "Meerjarig gemiddelde ouders (ongewogen)", ParentPresent,
       MeetingHeld, nullptr, "presence"},
      {"M11", "parents_pooled", kMean, "Meerjarig gemiddelde ouders (gepoold)", ParentPresent,
       MeetingHeld, nullptr, "presence"},
      {"M11", "youths_unweighted", kMean, "Meerjarig gemiddelde jongeren (ongewogen)", YouthPresent,
       MeetingHeld, nullptr, "presence"},
      {"M11", "youths_pooled", kMean, "Meerjarig gemiddelde jongeren (gepoold)", YouthPresent,
       MeetingHeld, nullptr, "presence"},
  };
}

// Count, median and 90th percentile of one step.
void AddStep(std::vector<Line>& lines, Step step, std::array<std::string_view, 3> parts,
             std::array<std::string_view, 3> labels) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    lines.push_back(
        {"M22", parts[i], i == 0 ? kCount : kDays, labels[i], nullptr, nullptr, step, parts[0]});
  }
}

std::vector<Line> Operations() {
  std::vector<Line> lines;
  AddStep(lines, ReceiptToDecision,
          {"receipt_decision", "receipt_decision_median", "receipt_decision_p90"},
          {"Ontvangst → beslissing, aantal", "  mediaan (dagen)", "  90e percentiel (dagen)"});
  AddStep(lines, DecisionToAssignment,
          {"decision_assignment", "decision_assignment_median", "decision_assignment_p90"},
          {"Beslissing → voorzitter, aantal", "  mediaan (dagen)", "  90e percentiel (dagen)"});
  AddStep(lines, AssignmentToContact,
          {"assignment_contact", "assignment_contact_median", "assignment_contact_p90"},
          {"Voorzitter → eerste contact, aantal", "  mediaan (dagen)", "  90e percentiel (dagen)"});
  AddStep(lines, ContactToMeeting,
          {"contact_meeting", "contact_meeting_median", "contact_meeting_p90"},
          {"Eerste contact → overleg, aantal", "  mediaan (dagen)", "  90e percentiel (dagen)"});
  AddStep(
      lines, MeetingToPlan, {"meeting_plan", "meeting_plan_median", "meeting_plan_p90"},
      {"Overleg → werkplan bij iedereen, aantal", "  mediaan (dagen)", "  90e percentiel (dagen)"});
  lines.push_back({"M25", "complete", kShare, "Volledig geregistreerd", Complete, Admissible,
                   nullptr, "completeness"});
  lines.push_back({"M25", "incomplete", kCount, "Onvolledig geregistreerd", Incomplete, nullptr,
                   nullptr, "completeness"});
  lines.push_back(
      {"M25", "running", kCount, "Nog lopend", Running, nullptr, nullptr, "completeness"});
  return lines;
}

std::string_view AttributionOf(std::string_view measure) {
  if (measure == "M3") return "decision date";
  if (measure == "M5" || measure == "M7" || measure == "M9" || measure == "M10" ||
      measure == "M11" || measure == "M13") {
    return "meeting date";
  }
  if (measure == "M6") return "meeting date and received date";
  if (measure == "M22") return "date of the later fact";
  return "received date";
}

std::string_view ComparisonOf(v1::FigureKind kind) {
  if (kind == kGrowth) return "relative growth in % against the same period a year before";
  if (kind == kChange) return "difference of shares in procentpunt against the year before";
  return "none";
}

std::string_view DenominatorOf(const Line& line) {
  if (line.kind == kGrowth) return "same count a year before";
  if (line.whole == nullptr) return "";
  return line.whole == Counter{Admissible} ? "M2" : "M5";
}

}  // namespace

const std::vector<Line>& Lines() {
  static const std::vector<Line> lines = [] {
    std::vector<Line> all = Requests();
    for (std::vector<Line> part : {Meetings(), Operations()}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }();
  return lines;
}

const Line* FindLine(std::string_view measure, std::string_view part) {
  for (const Line& line : Lines()) {
    if (line.measure == measure && line.part == part) return &line;
  }
  return nullptr;
}

v1::Definition DefinitionOf(const Line& line) {
  const std::string_view attribution = AttributionOf(line.measure);
  const bool of_meetings = attribution == "meeting date";
  v1::Definition definition;
  definition.set_measure(std::string(line.measure));
  definition.set_part(std::string(line.part));
  definition.set_version(line.version);
  definition.set_label(std::string(line.label));
  definition.set_unit(line.measure == "M25" ? "file" : of_meetings ? "meeting" : "request");
  definition.set_population("consultations; region of the desk that decided");
  definition.set_attribution(std::string(attribution));
  definition.set_denominator(std::string(DenominatorOf(line)));
  definition.set_rounding("half away from zero, one decimal");
  definition.set_comparison(std::string(ComparisonOf(line.kind)));
  definition.set_completeness("none");
  definition.set_kind(line.kind);
  return definition;
}

}  // namespace rondetafel::statistics
