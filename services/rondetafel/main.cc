// The whole suite in one process: `make run`.
#include "services/rondetafel/all_in_one.h"

int main(int argc, char** argv) {
  return rondetafel::host::Main(rondetafel::suite::AllInOne(), argc, argv);
}
