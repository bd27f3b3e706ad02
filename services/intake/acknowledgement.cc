#include "services/intake/acknowledgement.h"

#include "shared/base/civil_date.h"
#include "shared/base/text.h"

namespace rondetafel::intake {
namespace {

std::string_view NameOf(type::v1::Region region) {
  switch (region) {
    case type::v1::REGION_ANTWERPEN:
      return "Antwerpen";
    case type::v1::REGION_BRUSSEL:
      return "Brussel";
    case type::v1::REGION_LIMBURG:
      return "Limburg";
    case type::v1::REGION_OOST_VLAANDEREN:
      return "Oost-Vlaanderen";
    case type::v1::REGION_VLAAMS_BRABANT:
      return "Vlaams-Brabant";
    case type::v1::REGION_WEST_VLAANDEREN:
      return "West-Vlaanderen";
    case type::v1::REGION_UNSPECIFIED:
    case type::v1::Region_INT_MIN_SENTINEL_DO_NOT_USE_:
    case type::v1::Region_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return "uw regio";
}

}  // namespace

std::string RenderAcknowledgement(const v1::RequestContent& content, type::v1::Region region,
                                  const std::string& addressee) {
  const std::string received = base::FormatDutch(base::FromProto(content.received_on()));
  std::string text = addressee.empty() ? "Beste,\n\n" : base::Cat("Beste ", addressee, ",\n\n");
  text += base::Cat("Wij hebben uw aanvraag voor een cliëntoverleg ontvangen op ", received, ".\n",
                    "Uw nummer is ", content.reference(),
                    ". Houd het bij: u hebt het nodig als u ons ", "belt of schrijft.\n\n");
  text += base::Cat("Het loket van ", NameOf(region), " bekijkt uw aanvraag. ");
  if (!content.complete()) {
    text += "Er ontbreken nog gegevens; het loket neemt daarover contact met u op. ";
  }
  text +=
      "Iedereen die meedoet, moet het daar zelf mee eens zijn. Bent u het niet meer eens, dan kunt "
      "u dat "
      "altijd zeggen.\n\n"
      "Een cliëntoverleg is gratis.\n";
  return text;
}

}  // namespace rondetafel::intake
