// triage in a process of its own.
#include "services/rondetafel/alone.h"
#include "services/triage/wiring.h"

int main(int argc, char** argv) {
  return rondetafel::suite::RunAlone(rondetafel::suite::kTriagePorts,
                                     rondetafel::triage::MakeTriage, argc, argv);
}
