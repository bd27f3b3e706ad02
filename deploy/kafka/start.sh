#!/bin/bash
# Starts one Kafka broker on 127.0.0.1 and returns when it is ready: it answers, and every partition it
# holds has a leader. Data stays across restarts. stop.sh ends it.
#
#   RONDETAFEL_KAFKA_PORT             port of the broker (9092)
#   RONDETAFEL_KAFKA_CONTROLLER_PORT  port of its controller (the one above)
#   RONDETAFEL_KAFKA_DIR              data, configuration, pid file and broker.log (data/kafka)
#   RONDETAFEL_KAFKA_HEAP_MB          heap (256); from 512 on the full compiler is used, for benchmarks
#   RONDETAFEL_KAFKA_OWNER            process without which the broker ends too, for tests (none)
#   RONDETAFEL_BIN                    where kafka_ready was built (build/release/bin)
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
port=${RONDETAFEL_KAFKA_PORT:-9092}
controller_port=${RONDETAFEL_KAFKA_CONTROLLER_PORT:-$((port + 1))}
dir=${RONDETAFEL_KAFKA_DIR:-$root/data/kafka}
heap_mb=${RONDETAFEL_KAFKA_HEAP_MB:-256}
jars=${RONDETAFEL_KAFKA_JARS:-$root/.cache/kafka/jars}
ready=${RONDETAFEL_BIN:-$root/build/release/bin}/kafka_ready
owner=${RONDETAFEL_KAFKA_OWNER:-}
ready_timeout_s=60

fail() {
  echo "kafka: $*" >&2
  exit 1
}

# True when the process in the pid file is the broker of this directory, not one that got its number.
running() {
  local pid
  [ -f "$dir/pid" ] && pid=$(cat "$dir/pid") && [ -n "$pid" ] &&
    tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF "$dir/server.properties"
}

port_in_use() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

command -v java >/dev/null ||
  fail "Java is missing: install the Debian package openjdk-17-jre-headless"
if [ ! -x "$ready" ]; then
  (cd "$root" && cmake --preset release && cmake --build build/release --target kafka_ready) \
    >/dev/null || fail "cannot build kafka_ready, which tells when the broker is ready"
fi
"$here/fetch.sh"

mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
if running; then
  echo "kafka: already running (pid $(cat "$dir/pid"), data in $dir)"
  exit 0
fi
for used in "$port" "$controller_port"; do
  if port_in_use "$used"; then
    fail "port $used is in use by another program; set RONDETAFEL_KAFKA_PORT to a free one"
  fi
done

sed -e "s|@PORT@|$port|g" -e "s|@CONTROLLER_PORT@|$controller_port|g" -e "s|@DIR@|$dir|g" \
  "$here/server.properties.in" >"$dir/server.properties"

java_flags=("-Xmx${heap_mb}m" -XX:+UseSerialGC -Dorg.slf4j.simpleLogger.defaultLogLevel=warn)
if [ "$heap_mb" -lt 512 ]; then
  java_flags+=(-XX:TieredStopAtLevel=1)
fi

if [ ! -f "$dir/logs/meta.properties" ]; then
  # Without '-': an id that begins with it would be taken for a flag.
  cluster=$(head -c 16 /dev/urandom | base64 | tr '+/' 'Az' | cut -c 1-22)
  java -Xmx128m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
    -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$jars/*" \
    kafka.tools.StorageTool format --cluster-id "$cluster" --config "$dir/server.properties" \
    >"$dir/format.log" 2>&1 || fail "cannot format $dir: $(tail -n 1 "$dir/format.log")"
fi

setsid nohup java "${java_flags[@]}" -cp "$jars/*" kafka.Kafka "$dir/server.properties" \
  >"$dir/broker.log" 2>&1 </dev/null &
broker=$!
echo "$broker" >"$dir/pid"
if [ -n "$owner" ]; then
  # A test that is killed cannot clean up.
  (while kill -0 "$owner" 2>/dev/null; do
    kill -0 "$broker" 2>/dev/null || exit 0
    sleep 1
  done
  kill -CONT "$broker" && kill "$broker") >/dev/null 2>&1 </dev/null &
fi

for ((second = 0; second < ready_timeout_s; second++)); do
  if ! kill -0 "$broker" 2>/dev/null; then
    tail -n 5 "$dir/broker.log" >&2
    fail "the broker ended while starting; all it said is in $dir/broker.log"
  fi
  if "$ready" "127.0.0.1:$port" 1000; then
    echo "kafka: ready at 127.0.0.1:$port (pid $broker, data in $dir)"
    exit 0
  fi
done
fail "the broker was not ready after $ready_timeout_s s; see $dir/broker.log"
