# shellcheck shell=bash
# A PostgreSQL cluster for one test run: own directory, own port, thrown away at the end.

POSTGRES_DIR=

# PostgreSQL refuses to run as root.
as_postgres() {
  if [ "$(id -u)" -eq 0 ]; then
    (cd / && runuser -u postgres -- "$@")
  else
    "$@"
  fi
}

free_port() {
  node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })'
}

start_postgres() {
  local programs port collation=(--locale=C.UTF-8)
  programs=$(find_postgres_programs) && port=$(free_port) || return 1
  POSTGRES_DIR=$(mktemp -d /tmp/jira-agent-postgres.XXXXXX) || return 1
  [ "$(id -u)" -eq 0 ] && chown postgres "$POSTGRES_DIR"
  # A linguistic order, unlike SQLite's, so that a query that depends on the database's collation is found.
  if "$programs/initdb" --help | grep -q -- --locale-provider; then
    collation+=(--locale-provider=icu --icu-locale=en)
  fi
  as_postgres "$programs/initdb" --pgdata "$POSTGRES_DIR/data" --username postgres --auth trust --encoding UTF8 \
    --no-sync "${collation[@]}" || return 1
  as_postgres "$programs/pg_ctl" start --wait --pgdata "$POSTGRES_DIR/data" --log "$POSTGRES_DIR/log" --options \
    "-p $port -k $POSTGRES_DIR -c listen_addresses=127.0.0.1 -c max_connections=300 -c fsync=off -c synchronous_commit=off -c full_page_writes=off" ||
    { cat "$POSTGRES_DIR/log"; return 1; }
  export TEST_POSTGRES_URL="postgres://postgres@127.0.0.1:$port/postgres"
  say "$TEST_POSTGRES_URL"
}

stop_postgres() {
  [ -n "$POSTGRES_DIR" ] || return 0
  as_postgres "$(find_postgres_programs)/pg_ctl" stop --mode immediate --pgdata "$POSTGRES_DIR/data" >/dev/null 2>&1
  rm -rf "$POSTGRES_DIR"
  POSTGRES_DIR=
}
