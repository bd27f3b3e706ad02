#!/bin/bash
# Runs every benchmark and prints its figures in one table. Ratios compare two things of one run; nothing
# here passes or fails: the aims are beside the figures for whoever reads them.
#
# usage: run.sh BUILD_DIR
#   RONDETAFEL_BENCH_KAFKA   host:port of a broker: the same on Kafka; without it those lines say so
set -euo pipefail

build=${1:?usage: run.sh BUILD_DIR}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
bin=$(cd "$build/bin" && pwd)
scratch=$(mktemp -d)
suite=
ready_timeout_s=60

end() {
  if [ -n "$suite" ]; then
    kill "$suite" 2>/dev/null || true
    wait "$suite" 2>/dev/null || true
  fi
  rm -rf "$scratch"
}
trap end EXIT
trap 'exit 130' INT TERM

# Puts the address of statistics into `statistics`, and the process into `suite`.
start_suite() {
  local tenth
  "$bin/rondetafel" --data-dir "$scratch/data" --logging-level warn --admin-port 0 --intake-port 0 \
    --triage-port 0 --scheduling-port 0 --workplan-port 0 --statistics-port 0 --keyring-port 0 \
    >"$scratch/said" 2>"$scratch/log" &
  suite=$!
  for ((tenth = 0; tenth < ready_timeout_s * 10; tenth++)); do
    if grep -q "Ctrl-C ends it" "$scratch/said"; then
      statistics=$(awk '$1 == "statistics" {print $3}' "$scratch/said")
      return
    fi
    kill -0 "$suite" 2>/dev/null || break
    sleep 0.1
  done
  echo "bench: the suite does not serve: $(tail -n 1 "$scratch/log")" >&2
  exit 1
}

# figure FILE PATTERN FIELD: a number from what a benchmark printed, counted from the end (1: the last).
figure() {
  awk -v pattern="$2" -v field="$3" '$0 ~ pattern {print $(NF - field + 1); exit}' "$1"
}

after() { # after FILE LINE_PATTERN WORD: the number that follows WORD on the line
  awk -v pattern="$2" -v word="$3" \
    '$0 ~ pattern {for (i = 1; i < NF; i++) if ($i == word) {print $(i + 1); exit}}' "$1"
}

row() {
  printf '%-74s %14s   %s\n' "$1" "${2:-not measured}" "$3"
}

echo "The suite, idle, then with commands"
start_suite
idle_kb=$(awk '/^VmRSS/ {print $2}' "/proc/$suite/status")
"$bin/suite_benchmark" "$statistics" "$scratch/data/keys/development_token.key" | tee "$scratch/suite"
kill "$suite"
wait "$suite" || true
suite=
echo
echo "The runtime below it"
"$bin/runtime_benchmark" | tee "$scratch/runtime"
echo
echo "The fold"
"$bin/fold_benchmark" | tee "$scratch/fold"
echo
echo "The logs"
RONDETAFEL_KAFKA=${RONDETAFEL_BENCH_KAFKA:-}
if [ -n "$RONDETAFEL_KAFKA" ]; then
  export RONDETAFEL_KAFKA
else
  unset RONDETAFEL_KAFKA
fi
"$bin/eventlog_benchmark" --benchmark_color=false 2>&1 | tee "$scratch/eventlog"

echo
row "figure" "now" "aim"
row "durable commands, 64 in flight, against an empty handler of the server" \
  "$(after "$scratch/suite" "empty handler" ratio)" ">= 0.40"
row "durable commands below gRPC, 64 in flight, against bare appends" \
  "$(after "$scratch/runtime" "bare appends" ratio)" "printed"
row "rebuild against reading and parsing the same events alone" \
  "$(after "$scratch/runtime" "reading and parsing" ratio)" ">= 0.25"
row "lonely command p50 above fdatasync, ms" \
  "$(after "$scratch/runtime" "fdatasync of this machine" it)" "<= 1"
row "fdatasync of this machine p50, ms" \
  "$(after "$scratch/runtime" "fdatasync of this machine" p50)" "printed"
row "hashing and MAC, share of a bulk rebuild" \
  "$(figure "$scratch/fold" "hashes and MAC, share" 1)" "printed"
row "appends to Kafka, 64 in flight, acks=all, a second" \
  "$(grep -o 'kafka/appends_64_in_flight.*items_per_second=[^ ]*' "$scratch/eventlog" |
    sed 's/.*items_per_second=//')" "printed"
row "idle resident memory of the all-in-one, MB" "$((idle_kb / 1024))" "<= 150"
