#!/bin/bash
# Ends the broker that start.sh started in RONDETAFEL_KAFKA_DIR (data/kafka), and no other. Data stays.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
dir=${RONDETAFEL_KAFKA_DIR:-$root/data/kafka}
stop_timeout_s=30

if [ ! -f "$dir/pid" ]; then
  echo "kafka: not running (no $dir/pid)"
  exit 0
fi
dir=$(cd "$dir" && pwd)
pid=$(cat "$dir/pid")

# The number may belong to somebody else by now.
ours() {
  tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF "$dir/server.properties"
}

if ours; then
  kill "$pid"
  for ((tenth = 0; tenth < stop_timeout_s * 10; tenth++)); do
    ours || break
    sleep 0.1
  done
  if ours; then
    echo "kafka: pid $pid did not end within $stop_timeout_s s; it is left alone" >&2
    exit 1
  fi
fi
rm -f "$dir/pid"
echo "kafka: stopped"
