// workplan in a process of its own.
#include "services/rondetafel/alone.h"
#include "services/workplan/wiring.h"

int main(int argc, char** argv) {
  return rondetafel::suite::RunAlone(rondetafel::suite::kWorkplanPorts,
                                     rondetafel::workplan::MakeWorkplan, argc, argv);
}
