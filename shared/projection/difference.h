// Where two projections differ, table by table. Names tables and counts rows; of keys only the
// beginning and in hexadecimal, of values nothing: what an operator reads may not tell of a case.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "shared/projection/snapshot.h"

namespace rondetafel::projection {

struct TableDifference {
  std::string table;
  std::uint64_t only_first = 0;   // rows that the first has alone
  std::uint64_t only_second = 0;  // rows that the second has alone
  std::uint64_t unequal = 0;      // rows with another value
  std::string first_key;          // beginning of the first such key after the table's name, in hex
};

// In order of tables; empty when both have the same rows. Cursors and what a store says about
// itself do not count. Reads everything.
std::vector<TableDifference> Compare(RowWalk& first, RowWalk& second);
// "history: 2 rows missing, 1 unequal, from 0a1b…": as seen from the second, which is right.
std::string ToString(const TableDifference& difference);

}  // namespace rondetafel::projection
