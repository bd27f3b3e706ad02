#!/usr/bin/env bash
# The tests under sanitizers. AddressSanitizer (with leaks) and UndefinedBehaviorSanitizer: unit tests,
# histories of the simulation, faults on real processes. ThreadSanitizer: what has threads and no gRPC, because
# a library that is not instrumented shows races that are none. Each sanitizer first has to see the fault that
# planted_faults.cc makes for it.
#
# usage: run.sh [address|thread] …        both when none is given
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
jobs=${JOBS:-$(nproc)}
histories=300 # of each workload
fault_rows=1,12,14,15
threaded=(commit_test eventlog_test eventlog_rocksdb_test conformance_test projection_test runtime_test
  telemetry_test sealing_test)
[ $# -gt 0 ] || set -- address thread

build() { # build PRESET TARGET …
  local preset=$1
  shift
  cmake --preset "$preset" >/dev/null
  cmake --build "build/$preset" -j "$jobs" --target "$@"
}

must_see() { # must_see PRESET FAULT REPORT: the program ends by the sanitizer's report of the planted fault
  local said
  if said=$("build/$1/bin/planted_faults" "$2" 2>&1) || ! grep -q "$3" <<<"$said"; then
    printf 'the planted %s was not seen:\n%s\n' "$2" "$said" >&2
    return 1
  fi
  echo "planted $2: seen"
}

address() {
  local workload
  export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
  export UBSAN_OPTIONS=print_stacktrace=1
  build asan planted_faults unit_tests simulate rondetafel rtctl fault_load check_history fault_shim
  must_see asan overflow "AddressSanitizer: heap-buffer-overflow"
  must_see asan leak "LeakSanitizer: detected memory leaks"
  must_see asan undefined "runtime error: signed integer overflow"
  ctest --test-dir build/asan --output-on-failure --no-tests=error -j "$jobs" -L '^unit$'
  for workload in account suite keyring; do
    build/asan/bin/simulate --workload=$workload --runs=$histories
  done
  # Row 1 preloads the fault shim, so the sanitizer's library is not the first.
  ASAN_OPTIONS+=:verify_asan_link_order=0
  /usr/bin/python3 tests/fault/run.py --bin build/asan/bin --quick --log embedded --row $fault_rows \
    --out build/asan/fault
}

thread() {
  local pattern test
  export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1:suppressions=$PWD/tests/sanitize/races_of_libraries.supp
  build tsan planted_faults "${threaded[@]}"
  must_see tsan race "ThreadSanitizer: data race"
  for test in "${threaded[@]}"; do
    if ldd "build/tsan/bin/$test" | grep -q libgrpc; then
      echo "$test has gRPC in its process" >&2
      return 1
    fi
  done
  pattern=$(IFS='|' && echo "${threaded[*]}")
  ctest --test-dir build/tsan --output-on-failure --no-tests=error -j "$jobs" -R "^($pattern)\$"
}

for each in "$@"; do
  "$each"
done
