// One row per kind of obstacle: rule, what is missing and the way out.
#include <string>

#include "services/scheduling/domain/obstacles.h"

namespace rondetafel::scheduling {
namespace {

struct Row {
  const char* rule;
  const char* english;
  const char* dutch;
};

Row RowOf(v1::ObstacleKind kind) {
  switch (kind) {
    case v1::OBSTACLE_KIND_REQUESTER_NOT_CONTACTED:
      return {"R43", "Speak with the requester first and record the contact.",
              "Spreek eerst met de aanvrager en noteer het contact."};
    case v1::OBSTACLE_KIND_CLIENT_AGREEMENT_MISSING:
      return {"R38", "The client of this youth has not said yes to chair or desk.",
              "De cliënt voor deze jongere zei nog geen ja aan voorzitter of loket."};
    case v1::OBSTACLE_KIND_NO_AGENDA:
      return {"R44", "Put at least one item on the agenda with the client.",
              "Zet samen met de cliënt minstens één punt op de agenda."};
    case v1::OBSTACLE_KIND_AGENDA_NOT_APPROVED:
      return {"R183", "The client has not approved this agenda item.",
              "De cliënt keurde dit agendapunt nog niet goed."};
    case v1::OBSTACLE_KIND_YOUTH_NOT_INVITED:
      return {"R11",
              "Put the youth on the list of invitees, or take the youth off it with a reason.",
              "Zet de jongere op de lijst van genodigden, of haal de jongere er met een reden af."};
    case v1::OBSTACLE_KIND_INVITEE_NOT_APPROVED:
      return {"R45", "The client has not approved this invitee.",
              "De cliënt keurde deze genodigde nog niet goed."};
    case v1::OBSTACLE_KIND_INVITATION_NOT_SENT:
      return {"R47", "This person has not been invited.", "Deze persoon is nog niet uitgenodigd."};
    case v1::OBSTACLE_KIND_AGREEMENT_MISSING:
      return {
          "R158", "This person has not agreed; ask, or take the person off the list with a reason.",
          "Deze persoon ging nog niet akkoord; vraag het, of haal de persoon met een reden van de "
          "lijst."};
    case v1::OBSTACLE_KIND_AGREEMENT_NOT_CONFIRMED:
      return {"Q19",
              "Only somebody else reported the yes; the person has to say it to chair or desk.",
              "Iemand anders meldde het; de persoon moet het zelf zeggen aan voorzitter of loket."};
    case v1::OBSTACLE_KIND_AGREEMENT_REFUSED:
      return {"R39", "This person does not agree; take the person off the list.",
              "Deze persoon gaat niet akkoord; haal de persoon van de lijst."};
    case v1::OBSTACLE_KIND_INFORMATION_AGREEMENT_MISSING:
      return {"R46", "Make the information agreement with client and requester.",
              "Maak met cliënt en aanvrager de afspraak over informatie-uitwisseling."};
    case v1::OBSTACLE_KIND_NO_MOMENT_CHOSEN:
      return {"R47", "Choose a moment.", "Kies een moment."};
    case v1::OBSTACLE_KIND_NO_PLACE:
      return {"R48", "Propose a place.", "Stel een plaats voor."};
    case v1::OBSTACLE_KIND_PLACE_NOT_ANSWERED:
      return {"R182", "This person has not answered about the place.",
              "Deze persoon antwoordde nog niet over de plaats."};
    case v1::OBSTACLE_KIND_PLACE_REFUSED:
      return {"R48", "This person does not agree with the place; propose another.",
              "Deze persoon is het niet eens met de plaats; stel een andere voor."};
    case v1::OBSTACLE_KIND_CHAIR_NOT_INDEPENDENT:
      return {"R172",
              "The chair is tied to this person's organisation; ask the desk for another chair.",
              "De voorzitter is verbonden met de organisatie van deze persoon; vraag het loket een "
              "andere voorzitter."};
    case v1::OBSTACLE_KIND_UNSPECIFIED:
    case v1::ObstacleKind_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::ObstacleKind_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return {"", "", ""};
}

}  // namespace

v1::Obstacle DescribeObstacle(v1::ObstacleKind kind) {
  const Row row = RowOf(kind);
  v1::Obstacle obstacle;
  obstacle.set_kind(kind);
  obstacle.set_rule(row.rule);
  obstacle.set_english(row.english);
  obstacle.set_dutch(row.dutch);
  return obstacle;
}

}  // namespace rondetafel::scheduling
