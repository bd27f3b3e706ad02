// statistics in a process of its own.
#include "services/rondetafel/alone.h"
#include "services/statistics/wiring.h"

int main(int argc, char** argv) {
  return rondetafel::suite::RunAloneWithoutKeyring(
      rondetafel::suite::kStatisticsPorts, rondetafel::statistics::MakeStatistics, argc, argv);
}
