// intake in a process of its own.
#include "services/intake/wiring.h"
#include "services/rondetafel/alone.h"

int main(int argc, char** argv) {
  return rondetafel::suite::RunAlone(rondetafel::suite::kIntakePorts,
                                     rondetafel::intake::MakeIntake, argc, argv);
}
