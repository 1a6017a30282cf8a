# shellcheck shell=bash
# `./start production`: the release build with the operator's configuration, and nothing simulated.

start_production() {
  local database=sqlite
  say "Starting for production"
  case $(value_of DATABASE_URL "") in
    postgres://* | postgresql://*) database=postgres ;;
  esac
  say "Checking tools"
  ensure_basics && ensure_rust && ensure_wasm_target && ensure_cargo_leptos && ensure_wasm_bindgen &&
    ensure_npm_packages && ensure_mcp_atlassian || fail "a tool is missing, see above"
  if [ "$database" = postgres ]; then
    ensure_libpq || fail "a tool is missing, see above"
  fi

  export APP_MODE=production
  choose_address
  require_free_port "$LISTEN_HOST" "$LISTEN_PORT" "choose another address with LISTEN_ADDRESS"

  say "Building"
  build_production "$database" || fail "the build failed, see above"

  say "Checking configuration and database"
  prepare_database target/release/jira-agent

  trap stop_and_exit INT TERM
  say "Starting"
  launch server target/release/jira-agent serve
  # The proxy may not be up yet, so ask directly, under the only host name the server answers to.
  wait_until_ready server "http://$LISTEN_HOST:$LISTEN_PORT/readyz" --header "Host: $(host_of "$PUBLIC_URL")" ||
    stop_with "the server did not start"
  say "  Ready after $(seconds_since "$STARTED")"
  say
  say "The application:  $PUBLIC_URL (listening on $LISTEN_HOST:$LISTEN_PORT)"
  say "Logs:             .run/server.log"
  stay
}

host_of() {
  local rest=${1#*://}
  printf '%s' "${rest%%/*}"
}
