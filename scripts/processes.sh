# shellcheck shell=bash
# Starting, watching and stopping the server and the sandbox. Each has .run/NAME.pid and .run/NAME.log.

# value_of NAME default: from the environment, else from .env, else the default.
value_of() {
  local value=${!1:-}
  if [ -z "$value" ] && [ -f .env ]; then
    value=$(sed -n "s/^[[:space:]]*\(export[[:space:]]\+\)\?$1=//p" .env | tail -n 1 | sed "s/^[\"']//; s/[\"'][[:space:]]*$//")
  fi
  printf '%s' "${value:-$2}"
}

is_listening() { (: <"/dev/tcp/$1/$2") 2>/dev/null; }

# The process of an earlier start, when it is still there and still the program we started.
earlier_process() {
  local pid
  pid=$(cat "$RUN_DIR/$1.pid" 2>/dev/null) || return 1
  kill -0 "$pid" 2>/dev/null && tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q "$2" || return 1
  printf '%s' "$pid"
}

require_free_port() { # host port "how to choose another"
  local pid name
  is_listening "$1" "$2" || return 0
  for name in server sandbox; do
    if pid=$(earlier_process "$name" jira-agent); then
      fail "an earlier ./start is still running ($name, process $pid). Stop it with: ./start --stop"
    fi
  done
  fail "another program listens on $1:$2. Stop it, or $3"
}

# launch name command…: in a session of its own, so that Ctrl-C reaches this script first and the order of stopping is ours.
launch() {
  local name=$1
  shift
  setsid "$@" >"$RUN_DIR/$name.log" 2>&1 </dev/null &
  printf '%s' "$!" >"$RUN_DIR/$name.pid"
}

# wait_until_ready name url [curl options…]: until the address answers, the process ends, or a minute has passed.
wait_until_ready() {
  local name=$1 url=$2 pid deadline=$((SECONDS + 60))
  shift 2
  pid=$(cat "$RUN_DIR/$name.pid")
  until curl --silent --fail --max-time 2 --output /dev/null "$@" "$url"; do
    if ! kill -0 "$pid" 2>/dev/null; then
      say "The $name ended by itself."
      tail -n 20 "$RUN_DIR/$name.log"
      return 1
    fi
    if [ "$SECONDS" -ge "$deadline" ]; then
      say "$url did not answer within a minute."
      tail -n 20 "$RUN_DIR/$name.log"
      return 1
    fi
    sleep 0.1
  done
}

# stop_process name: asks, gives requests 30 seconds to finish, then insists. The whole group goes, children too.
stop_process() {
  local pid pattern=${2:-jira-agent} deadline=$((SECONDS + 30))
  pid=$(earlier_process "$1" "$pattern") || { rm -f "$RUN_DIR/$1.pid"; return 0; }
  kill -TERM "$pid" 2>/dev/null
  while earlier_process "$1" "$pattern" >/dev/null && [ "$SECONDS" -lt "$deadline" ]; do sleep 0.1; done
  kill -KILL -- "-$pid" 2>/dev/null
  rm -f "$RUN_DIR/$1.pid"
  say "  Stopped the $1"
}

# Where the server listens and what people type. In development a changed port alone moves both; in production the
# program insists on being told.
choose_address() {
  LISTEN_ADDRESS=$(value_of LISTEN_ADDRESS 127.0.0.1:3000)
  LISTEN_PORT=${LISTEN_ADDRESS##*:}
  LISTEN_HOST=${LISTEN_ADDRESS%:*}
  case $LISTEN_HOST in
    0.0.0.0 | '[::]' | localhost) LISTEN_HOST=127.0.0.1 ;;
  esac
  export LISTEN_ADDRESS
  PUBLIC_URL=$(value_of PUBLIC_URL "")
  [ -n "$PUBLIC_URL" ] || [ "$MODE" = production ] || PUBLIC_URL=http://$LISTEN_HOST:$LISTEN_PORT
  PUBLIC_URL=${PUBLIC_URL%/}
  [ -z "$PUBLIC_URL" ] || export PUBLIC_URL
}

# The program checks its own configuration and names what is missing with the line to add.
prepare_database() {
  step "Checking the configuration" "$1" check-config || fail "the configuration is not complete, see above"
  step "Bringing the database up to date" "$1" migrate || fail "the database could not be migrated, see above"
}

stop_everything() {
  stop_process server 'jira-agent\|leptos'
  stop_process sandbox
}

stop_with() {
  stop_everything
  fail "$1"
}

stop_and_exit() {
  trap - INT TERM
  say
  say "Stopping"
  stop_everything
  exit 0
}

# Stays until Ctrl-C, or until one of the two ends, which takes the other with it.
stay() {
  if [ "$DETACH" = yes ]; then
    say "Stop it with:     ./start --stop"
    exit 0
  fi
  say "Stop it with:     Ctrl-C"
  wait -n 2>/dev/null
  say
  earlier_process server 'jira-agent\|leptos' >/dev/null || { say "The server ended:"; tail -n 20 "$RUN_DIR/server.log"; }
  stop_with "a process ended unexpectedly"
}
