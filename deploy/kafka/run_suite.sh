#!/bin/bash
# Runs the suite as separate processes on Kafka: the broker if none runs yet, the log once, the six
# services with deploy/config/kafka/. Ctrl-C ends the services, and the broker when it was started here.
# Data stays; a second run goes on with it.
#
#   RONDETAFEL_KAFKA_DIR    data of broker and services (data/kafka)
#   RONDETAFEL_KAFKA_PORT   port of the broker (9092)
#   RONDETAFEL_SUITE_PORT   services listen on this + 1 … 6, their admin ports on this + 11 … 16 (7400)
#   RONDETAFEL_BIN          where the programs are (bin)
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
dir=${RONDETAFEL_KAFKA_DIR:-$root/data/kafka}
broker_port=${RONDETAFEL_KAFKA_PORT:-9092}
suite_port=${RONDETAFEL_SUITE_PORT:-7400}
bin=${RONDETAFEL_BIN:-$root/bin}
partitions=4
ready_timeout_s=60
# In the order of their ports, and the order in which they start: the others ask the keyring.
services=(intake triage scheduling workplan statistics keyring)
order=(keyring intake triage scheduling workplan statistics)
# A service takes its own settings only: a variable of a script or of rtctl would be an error to it.
not_for_services=(-u RONDETAFEL_BIN -u RONDETAFEL_DATA_DIR -u RONDETAFEL_SUITE_PORT
  -u RONDETAFEL_KAFKA_DIR -u RONDETAFEL_KAFKA_PORT -u RONDETAFEL_KAFKA_CONTROLLER_PORT
  -u RONDETAFEL_KAFKA_HEAP_MB -u RONDETAFEL_KAFKA_JARS -u RONDETAFEL_KAFKA_OWNER)
declare -A pids=()
broker_is_ours=false

fail() {
  echo "rondetafel on Kafka: $*" >&2
  exit 1
}

number_of() { # number_of SERVICE: its place in the ports, from 1
  local i
  for i in "${!services[@]}"; do
    if [ "${services[$i]}" = "$1" ]; then echo $((i + 1)); fi
  done
}

alive() {
  kill -0 "$1" 2>/dev/null
}

end_all() {
  local service
  trap '' INT TERM
  for service in "${!pids[@]}"; do
    kill "${pids[$service]}" 2>/dev/null || true
  done
  for service in "${!pids[@]}"; do
    wait "${pids[$service]}" 2>/dev/null ||
      echo "rondetafel-$service ended with $?; its last words are in $dir/$service.log" >&2
  done
  if $broker_is_ours; then
    RONDETAFEL_KAFKA_DIR=$dir "$here/stop.sh"
  fi
}

start_broker() {
  local said
  said=$(RONDETAFEL_KAFKA_DIR=$dir RONDETAFEL_KAFKA_PORT=$broker_port RONDETAFEL_BIN=$bin \
    "$here/start.sh")
  echo "$said"
  case $said in
    *"already running"*) ;;
    *) broker_is_ours=true ;;
  esac
}

# Once. A first start that was interrupted before the id was kept finds it on the broker.
create_log() {
  local place=(--kafka "127.0.0.1:$broker_port" --keys-dir "$dir/keys")
  if [ ! -s "$dir/log.id" ]; then
    { "$bin/rtctl" --json log create "${place[@]}" --partitions "$partitions" --replication 1 ||
      "$bin/rtctl" --json log info "${place[@]}"; } |
      sed -n '1s/.*"log\(_id\)\?":"\([^"]*\)".*/\2/p' >"$dir/log.id"
  fi
  log_id=$(cat "$dir/log.id")
  [ -n "$log_id" ] || fail "there is no log at 127.0.0.1:$broker_port, and none could be made"
}

ready() { # ready ADMIN_PORT
  local answer
  exec 3<>"/dev/tcp/127.0.0.1/$1" || return 1
  printf 'GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
  read -r -t 5 answer <&3 || true
  exec 3>&-
  [[ $answer == *" 200 "* ]]
}

start_service() { # start_service NAME
  local number keyring
  number=$(number_of "$1")
  keyring=$((suite_port + $(number_of keyring)))
  env "${not_for_services[@]}" "$bin/rondetafel-$1" --config "$root/deploy/config/kafka/$1.toml" \
    --data-dir "$dir/$1" --keys-dir "$dir/keys" --log-id "$log_id" --log-partitions "$partitions" \
    --kafka-brokers "127.0.0.1:$broker_port" --keyring-port "$keyring" \
    "--$1-port" "$((suite_port + number))" --admin-port "$((suite_port + 10 + number))" \
    >"$dir/$1.out" 2>>"$dir/$1.log" &
  pids[$1]=$!
}

wait_until_ready() { # wait_until_ready NAME
  local tenth port
  port=$((suite_port + 10 + $(number_of "$1")))
  for ((tenth = 0; tenth < ready_timeout_s * 10; tenth++)); do
    alive "${pids[$1]}" || fail "rondetafel-$1 ended while starting: $(tail -n 1 "$dir/$1.log")"
    if ready "$port" 2>/dev/null; then
      echo "  $1  gRPC 127.0.0.1:$((suite_port + $(number_of "$1")))  admin http://127.0.0.1:$port"
      return
    fi
    sleep 0.1
  done
  fail "rondetafel-$1 was not ready after $ready_timeout_s s; see $dir/$1.log"
}

for program in rtctl "${services[@]/#/rondetafel-}"; do
  [ -x "$bin/$program" ] || fail "$bin/$program is missing: make run-kafka builds it"
done
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
trap end_all EXIT
trap 'exit 0' INT TERM
start_broker
create_log
start_service keyring
wait_until_ready keyring
for service in "${order[@]:1}"; do start_service "$service"; done
for service in "${order[@]:1}"; do wait_until_ready "$service"; done
cat <<END
The suite serves on Kafka: six processes, data in $dir.
Try:  RONDETAFEL_DATA_DIR=$dir bin/rtctl demo      one case told step by step
      RONDETAFEL_DATA_DIR=$dir bin/rtctl status    where each service stands
Ctrl-C ends it.
END
ended=
wait -n -p ended || true
for service in "${!pids[@]}"; do
  if [ "${pids[$service]}" = "$ended" ]; then
    fail "rondetafel-$service ended: $(tail -n 1 "$dir/$service.log")"
  fi
done
