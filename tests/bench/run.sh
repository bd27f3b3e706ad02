#!/bin/bash
# Runs every benchmark and prints its figures in one table. Ratios compare two things of one run; nothing
# here passes or fails: the aims are beside the figures for whoever reads them.
#
# With Java there, the same on Kafka, on a broker and ports of its own (17400 and up); else those lines say so.
#
# usage: run.sh BUILD_DIR
set -euo pipefail

build=${1:?usage: run.sh BUILD_DIR}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
bin=$(cd "$build/bin" && pwd)
scratch=$(mktemp -d)
suite=
ready_timeout_s=120
# Of the large log, whose projections are rebuilt and on which the suite is killed; and what it is made of.
big_events=${RONDETAFEL_BENCH_EVENTS:-1000000}
dossiers=150
kafka_port=17500
kafka_suite_port=17400

end() {
  if [ -n "$suite" ]; then
    kill "$suite" 2>/dev/null || true
    wait "$suite" 2>/dev/null || true
  fi
  rm -rf "$scratch"
}
trap end EXIT
trap 'exit 130' INT TERM

# start_suite DATA_DIR: puts the address of statistics into `statistics`, and the process into `suite`.
start_suite() {
  "$bin/rondetafel" --data-dir "$1" --logging-level warn --admin-port 0 --intake-port 0 \
    --triage-port 0 --scheduling-port 0 --workplan-port 0 --statistics-port 0 --keyring-port 0 \
    >"$scratch/said" 2>"$scratch/log" &
  suite=$!
  wait_until_serving
  local name address
  while read -r name _ address; do
    case $name in
      intake | triage | scheduling | workplan | statistics | keyring)
        export "RONDETAFEL_${name^^}_ADDRESS=$address"
        ;;
    esac
  done <"$scratch/said"
  statistics=$(awk '$1 == "statistics" {print $3}' "$scratch/said")
}

# The same as six processes on Kafka. The broker's heap is large enough for its full compiler.
start_kafka_suite() {
  RONDETAFEL_BIN=$bin RONDETAFEL_KAFKA_DIR=$scratch/kafka RONDETAFEL_KAFKA_PORT=$kafka_port \
    RONDETAFEL_SUITE_PORT=$kafka_suite_port RONDETAFEL_KAFKA_HEAP_MB=512 deploy/kafka/run_suite.sh \
    >"$scratch/said" 2>"$scratch/log" &
  suite=$!
  wait_until_serving
}

stop_suite() {
  kill "$suite"
  wait "$suite" || true
  suite=
}

wait_until_serving() {
  local look
  for ((look = 0; look < ready_timeout_s * 50; look++)); do
    if grep -q "Ctrl-C ends it" "$scratch/said"; then return; fi
    kill -0 "$suite" 2>/dev/null || break
    sleep 0.02
  done
  echo "bench: the suite does not serve: $(tail -n 1 "$scratch/log")" >&2
  exit 1
}

# A log of $big_events events in $scratch/big: some dossiers, imported by the suite, copied again and again.
make_big_log() {
  start_suite "$scratch/small"
  export RONDETAFEL_DATA_DIR=$scratch/small
  "$bin/rtctl" fixture --out "$scratch/fixture.ndjson" >/dev/null
  head -n "$dossiers" "$scratch/fixture.ndjson" >"$scratch/dossiers.ndjson"
  "$bin/rtctl" import "$scratch/dossiers.ndjson" >/dev/null
  stop_suite
  unset "${!RONDETAFEL_@}"
  mkdir "$scratch/big"
  cp -a "$scratch/small/keys" "$scratch/big/keys"
  "$bin/grow_log" "$scratch/small" "$scratch/big" "$big_events"
}

# Seconds from the start of the suite on the large log until it serves, after a SIGKILL.
recover_seconds() {
  start_suite "$scratch/big"
  kill -9 "$suite"
  wait "$suite" 2>/dev/null || true
  local from
  from=$(date +%s%N)
  start_suite "$scratch/big"
  echo "serving again after kill -9: $((($(date +%s%N) - from) / 1000000)) ms"
  stop_suite
}

# figure FILE PATTERN FIELD: a number from what a benchmark printed, counted from the end (1: the last).
figure() {
  awk -v pattern="$2" -v field="$3" '$0 ~ pattern {print $(NF - field + 1); exit}' "$1"
}

after() { # after FILE LINE_PATTERN WORD: the number that follows WORD on the line
  awk -v pattern="$2" -v word="$3" \
    '$0 ~ pattern {for (i = 1; i < NF; i++) if ($i == word) {print $(i + 1); exit}}' "$1"
}

# Of a service in what rebuild_benchmark said: the ratio of the rebuild; the share of hashes and MAC.
rebuilt() { awk -v name="$1:" '$1 == name {on = 1} on && /cold rebuild/ {print $NF; exit}' "$scratch/rebuild"; }
hashed() { awk -v name="$1:" '$1 == name {on = 1} on && /hashes and MAC/ {print $NF; exit}' "$scratch/rebuild"; }

row() {
  printf '%-74s %14s   %s\n' "$1" "${2:-not measured}" "$3"
}

echo "The suite, idle, then with commands"
start_suite "$scratch/data"
idle_kb=$(awk '/^VmRSS/ {print $2}' "/proc/$suite/status")
"$bin/suite_benchmark" "$statistics" "$scratch/data/keys/development_token.key" | tee "$scratch/suite"
stop_suite
kafka_broker=
if command -v java >/dev/null; then
  echo
  echo "The same on Kafka, acks=all, six processes and a broker on this machine"
  start_kafka_suite
  kafka_broker=127.0.0.1:$kafka_port
  "$bin/suite_benchmark" "127.0.0.1:$((kafka_suite_port + 5))" \
    "$scratch/kafka/keys/development_token.key" | tee "$scratch/suite_kafka"
fi
touch "$scratch/suite_kafka"
echo
echo "The runtime below it"
"$bin/runtime_benchmark" | tee "$scratch/runtime"
echo
echo "The fold"
"$bin/fold_benchmark" | tee "$scratch/fold"
echo
echo "A whole log verified (aim: 300,000 commits a second on two processors)"
"$bin/verify_benchmark"
echo
echo "The logs"
if [ -n "$kafka_broker" ]; then export RONDETAFEL_KAFKA=$kafka_broker; fi
"$bin/eventlog_benchmark" --benchmark_color=false 2>&1 | tee "$scratch/eventlog"
if [ -n "$suite" ]; then stop_suite; fi

echo
echo "A log of $big_events events"
make_big_log
"$bin/rebuild_benchmark" "$scratch/big" scheduling statistics intake triage workplan keyring |
  tee "$scratch/rebuild"
recover_seconds 2>"$scratch/recover_log" | tee "$scratch/recover"

echo
row "figure" "now" "aim"
row "durable commands, 64 in flight, against an empty handler of the server" \
  "$(after "$scratch/suite" "empty handler" ratio)" ">= 0.40"
row "the same on Kafka" "$(after "$scratch/suite_kafka" "empty handler" ratio)" "printed"
row "durable commands below gRPC, 64 in flight, against bare appends" \
  "$(after "$scratch/runtime" "bare appends" ratio)" "printed"
row "rebuild of a small projection against reading and parsing its events alone" \
  "$(after "$scratch/runtime" "reading and parsing" ratio)" ">= 0.25"
row "lonely command p50 above fdatasync, ms" \
  "$(after "$scratch/runtime" "fdatasync of this machine" it)" "<= 1"
row "fdatasync of this machine p50, ms" \
  "$(after "$scratch/runtime" "fdatasync of this machine" p50)" "printed"
row "hashing and MAC, share of a bulk rebuild" \
  "$(figure "$scratch/fold" "hashes and MAC, share" 1)" "printed"
row "cold rebuild of scheduling from $big_events events against parsing them alone" \
  "$(rebuilt scheduling)" ">= 0.25"
row "cold rebuild of statistics from $big_events events against parsing them alone" \
  "$(rebuilt statistics)" ">= 0.25"
row "hashes and MAC, share of the rebuild of scheduling" "$(hashed scheduling)" "<= 0.20"
row "kill -9 to serving with $big_events events, ms" \
  "$(after "$scratch/recover" "serving again" "-9:")" "<= 1000"
row "appends to Kafka, 64 in flight, acks=all, a second" \
  "$(grep -o 'kafka/appends_64_in_flight.*items_per_second=[^ ]*' "$scratch/eventlog" |
    sed 's/.*items_per_second=//')" "printed"
row "idle resident memory of the all-in-one, MB" "$((idle_kb / 1024))" "<= 150"
