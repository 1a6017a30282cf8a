# shellcheck shell=bash
# `./start development`: the server with a simulated company beside it.

SANDBOX_PORT_BASE=${SANDBOX_PORT_BASE:-4010}

start_development() {
  say "Starting for development"
  say "Checking tools"
  ensure_basics && ensure_rust && ensure_wasm_target && ensure_cargo_leptos && ensure_wasm_bindgen &&
    ensure_npm_packages || fail "a tool is missing, see above"
  ensure_mcp_atlassian || use_sandbox_mcp

  export APP_MODE=development
  choose_address
  require_free_ports

  say "Building"
  build_development || fail "the build failed, see above"

  say "Checking configuration and database"
  prepare_database target/debug/jira-agent

  trap stop_and_exit INT TERM
  say "Starting"
  launch sandbox target/debug/jira-agent-sandbox --port-base "$SANDBOX_PORT_BASE"
  wait_until_ready sandbox "$(sandbox_control)/people" || stop_with "the sandbox did not start"
  if [ "$WATCH" = yes ]; then
    launch server cargo leptos watch
    say "  Watching for changes; the output of the builds is in .run/server.log"
    wait_for_watched_server
  else
    launch server target/debug/jira-agent serve
    wait_until_ready server "$PUBLIC_URL/readyz" || stop_with "the server did not start"
  fi
  say "  Ready after $(seconds_since "$STARTED")"
  say
  summary_of_development
  stay
}

sandbox_control() { printf 'http://127.0.0.1:%s' $((SANDBOX_PORT_BASE + 4)); }

# Without Python 3.10 the sandbox's own MCP server stands where config/config.json expects mcp-atlassian. The next
# start tries to install the real one again, which then replaces it.
use_sandbox_mcp() {
  say "  Going on without mcp-atlassian: issues are created through the sandbox's own MCP server"
  mkdir -p .venv/bin
  printf '#!/bin/sh\nexec "%s" mcp-stdio\n' "$ROOT/target/debug/jira-agent-sandbox" >.venv/bin/mcp-atlassian
  chmod +x .venv/bin/mcp-atlassian
}

require_free_ports() {
  local offset
  require_free_port "$LISTEN_HOST" "$LISTEN_PORT" "choose another: LISTEN_ADDRESS=127.0.0.1:3005 ./start"
  for offset in 0 1 2 3 4; do
    require_free_port 127.0.0.1 $((SANDBOX_PORT_BASE + offset)) \
      "choose another first port: SANDBOX_PORT_BASE=4020 ./start (config/config.json names the sandbox's addresses, too)"
  done
}

# A first build under cargo-leptos may take minutes: until then the only failure is the end of the process.
wait_for_watched_server() {
  until curl --silent --fail --max-time 2 --output /dev/null "$PUBLIC_URL/readyz"; do
    earlier_process server leptos >/dev/null || { tail -n 20 "$RUN_DIR/server.log"; stop_with "cargo leptos watch ended"; }
    sleep 0.5
  done
}

summary_of_development() {
  cat <<TEXT
The application:  $PUBLIC_URL
Register with:
$(curl --silent --fail --max-time 5 "$(sandbox_control)/people" | node scripts/print_sandbox_person.mjs)
More people:      $(sandbox_control)/people
Logs:             .run/server.log  .run/sandbox.log
TEXT
}
