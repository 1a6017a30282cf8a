#!/usr/bin/env bash
# Two processes on one PostgreSQL: 10,000 jobs, each exactly once; a second person behind them; kill -9 of a process.
#
#   scripts/two_processes.sh [JOBS]
#
# Starts a PostgreSQL of its own and throws it away, or takes TEST_POSTGRES_URL and makes a database there. Fails when a
# job did not run exactly once, when the second person waited for more than 5 s, and when the killed process's jobs did
# not go on elsewhere soon after its lease of 15 s.
set -uo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd) && cd "$ROOT" || exit 1
RUN_DIR=$ROOT/.run
mkdir -p "$RUN_DIR" || exit 1
for part in words tools postgres; do
  # shellcheck source=/dev/null
  . "$ROOT/scripts/$part.sh"
done

case ${1:-} in
  -h | --help) sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
esac

DATABASE=jobs_$$
if [ -z "${TEST_POSTGRES_URL:-}" ]; then
  ensure_postgres || fail "PostgreSQL is missing, see above"
  step "Starting a PostgreSQL of its own" start_postgres || fail "PostgreSQL did not start, see above"
fi
trap stop_postgres EXIT
psql "$TEST_POSTGRES_URL" --quiet --command "CREATE DATABASE $DATABASE" || fail "a database could not be made"
trap 'psql "$TEST_POSTGRES_URL" --quiet --command "DROP DATABASE IF EXISTS $DATABASE WITH (FORCE)"; stop_postgres' EXIT

# With the features of everything else that ./test builds, so that nothing is compiled twice.
cargo build --quiet --workspace --exclude frontend --features server/postgres,services/postgres --example job_storm ||
  fail "the program could not be built, see above"
DATABASE_URL=${TEST_POSTGRES_URL%/*}/$DATABASE target/debug/examples/job_storm "${1:-10000}"
