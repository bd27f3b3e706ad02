// scheduling in a process of its own.
#include "services/rondetafel/alone.h"
#include "services/scheduling/wiring.h"

int main(int argc, char** argv) {
  return rondetafel::suite::RunAlone(rondetafel::suite::kSchedulingPorts,
                                     rondetafel::scheduling::MakeScheduling, argc, argv);
}
