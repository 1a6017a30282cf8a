# shellcheck shell=bash
# What start and test say, and how they time and stop at a failing step. Sourced, not run.

say() { printf '%s\n' "$*"; }

# One line with the reason, on standard error, and the end.
fail() {
  printf '\nStopped: %s\n' "$*" >&2
  exit 1
}

# Milliseconds since the epoch, without starting a process.
now_ms() {
  local now=${EPOCHREALTIME/,/.}
  printf '%s' "$((${now%.*} * 1000 + 10#${now#*.} / 1000))"
}

seconds_since() {
  local ms=$(($(now_ms) - $1))
  printf '%d.%d s' $((ms / 1000)) $(((ms % 1000) / 100))
}

# Says every 20 seconds that a quiet step is still alive, with the last line it wrote.
say_still_running() {
  local words=$1 log=$2 begun=$3 line
  # The sleep must not keep the output of this script open after its end.
  while sleep 20 >/dev/null 2>&1; do
    line=$(tail -n 1 "$log" 2>/dev/null | tr '\r' '\n' | tail -n 1 | cut -c 1-90)
    printf '    still at it after %s: %s\n' "$(seconds_since "$begun")" "${line:-$words}"
  done
}

# step "Words that say what happens" command [arguments…]
# Runs the command in this shell with its output in the file STEP_LOG, prints the words and the time it took, and on
# failure the end of the output. Returns the command's status.
step() {
  local words=$1 log begun heartbeat status=0
  shift
  mkdir -p "$RUN_DIR/steps"
  log="$RUN_DIR/steps/$(tr -cs 'A-Za-z0-9' '-' <<<"$words" | sed 's/^-//; s/-$//').log"
  STEP_LOG=$log
  begun=$(now_ms)
  : >"$log"
  say "  $words …"
  say_still_running "$words" "$log" "$begun" &
  heartbeat=$!
  "$@" >"$log" 2>&1 || status=$?
  kill "$heartbeat" 2>/dev/null
  wait "$heartbeat" 2>/dev/null
  if [ "$status" -eq 0 ]; then
    say "    done in $(seconds_since "$begun")"
  else
    say "    failed after $(seconds_since "$begun"). The end of $log:"
    tail -n 60 "$log" | sed 's/^/    | /'
  fi
  return "$status"
}
