# shellcheck shell=bash
# The parts of ./test: what each says, may take (minutes, on two cores, from a fresh clone), needs and does.
#
# What is compiled once is used again: clippy and rustdoc share one set of checked dependencies; the tests' own
# executables, the server under the browser and `./start` share another (see build.sh).

words_of() {
  case $1 in
    toolchain) say "tools, installed where missing" ;;
    format) say "rustfmt" ;;
    spelling) say "spelling, shell scripts, versions that have to agree, TypeScript types" ;;
    clippy) say "clippy without a warning, native and WebAssembly" ;;
    docs) say "rustdoc without a warning, examples in the docs" ;;
    build) say "server, sandbox, tests and pages" ;;
    unit) say "unit, property and whole-application tests" ;;
    databases) say "repositories on SQLite and PostgreSQL" ;;
    browser) say "the pages in Chromium, with and without JavaScript; the REST interface against its description" ;;
  esac
}

budget_of() {
  case $1 in
    toolchain) say 17 ;;
    format | spelling) say 1 ;;
    clippy) say 8 ;;
    docs) say 6 ;;
    build) say 13 ;;
    unit) say 8 ;;
    databases) say 3 ;;
    browser) say 35 ;;
  esac
}

needs_of() {
  case $1 in
    format) say rust_checks ;;
    spelling) say codespell shellcheck npm_packages ;;
    clippy) say rust_checks wasm_target libpq ;;
    docs) say libpq ;;
    build) say libpq wasm_target cargo_leptos wasm_bindgen npm_packages ;;
    unit | databases) say nextest postgres mcp_atlassian npm_packages ;;
    browser) say libpq wasm_target cargo_leptos wasm_bindgen npm_packages mcp_atlassian chromium schemathesis ;;
  esac
}

part_toolchain() {
  local name need seen=" "
  for name in "${CHOSEN[@]}"; do
    for need in basics room rust $(needs_of "$name"); do
      [[ $seen == *" $need "* ]] && continue
      seen+="$need "
      if "ensure_$need"; then count 1 0; else count 0 1; fi
    done
  done
}

part_format() {
  check "Checking the format of the Rust code" cargo fmt --all --check -- --color never
}

part_spelling() {
  check "Checking the spelling" .venv/bin/codespell
  check "Linting the shell scripts" shellcheck start test .ci/run scripts/*.sh
  check "Comparing the versions of PostgreSQL" scripts/postgres_majors.sh
  check "Checking the types of the browser tests" npm run --silent types
}

part_clippy() {
  check "Linting the native code and its tests" \
    cargo clippy --workspace --exclude frontend --all-targets --features server/postgres,services/postgres -- -D warnings
  check "Linting the pages' WebAssembly part" \
    cargo clippy --package frontend --lib --target wasm32-unknown-unknown --target-dir target/front -- -D warnings
}

part_docs() {
  RUSTDOCFLAGS="-D warnings" check "Building the documentation" \
    cargo doc --workspace --exclude frontend --no-deps --features server/postgres,services/postgres
  if step "Running the examples in the documentation" \
    cargo test --doc --no-fail-fast --workspace --exclude frontend --features server/postgres,services/postgres; then
    count_cargo_test
  else
    count_cargo_test
    [ "$FAILED" -gt 0 ] || count 0 1
  fi
}

# Adds up cargo's own summaries, one per crate.
count_cargo_test() {
  local passed failed ignored
  read -r passed failed ignored < <(sed -n 's/^test result: .* \([0-9]*\) passed; \([0-9]*\) failed; \([0-9]*\) ignored.*/\1 \2 \3/p' \
    "$STEP_LOG" | awk '{ p += $1; f += $2; i += $3 } END { print p + 0, f + 0, i + 0 }')
  count "$passed" "$failed" "$ignored"
}

part_build() {
  begin_build
  check "Building the server, the sandbox and the tests" build_everything_for_tests
  check "Building the pages" build_pages
  [ "$FAILED" -gt 0 ] || end_build development
}

# The PostgreSQL cluster serves both parts and goes away at the end of ./test.
with_postgres() {
  [ -n "${TEST_POSTGRES_URL:-}" ] || step "Starting a PostgreSQL of its own for the tests" start_postgres
}

# nextest "words" filter: runs the tests of the filter and counts them. What nextest calls skipped includes what the
# filter leaves out, so ignored tests are listed separately.
nextest() {
  local words=$1 filter=$2 selection=(--workspace --exclude frontend --features 'server/postgres,services/postgres') line ignored
  with_postgres || { count 0 1; return; }
  step "$words" cargo nextest run "${selection[@]}" --no-fail-fast --status-level fail --final-status-level fail \
    --show-progress none --filterset "$filter" --no-tests pass || true
  line=$(grep -E '^ +Summary \[' "$STEP_LOG" | tail -n 1)
  if [ -z "$line" ]; then
    count 0 1
    return
  fi
  ignored=$(cargo nextest list "${selection[@]}" --message-format oneline --run-ignored only --filterset "$filter" 2>/dev/null | wc -l)
  count "$(number_before passed "$line")" \
    $(($(number_before failed "$line") + $(number_before 'exec failed' "$line") + $(number_before 'timed out' "$line"))) "$ignored"
}

# number_before passed "… 310 passed (2 slow), 2 failed …" prints 310, or 0 when the word does not occur.
number_before() {
  local found
  found=$(grep -oE "[0-9]+ $1" <<<"$2" | head -n 1)
  printf '%s' "${found%% *}" | grep . || printf 0
}

readonly DATABASE_TESTS='package(store) + test(/postgres/)'

part_unit() {
  nextest "Running the tests" "not ($DATABASE_TESTS)"
}

part_databases() {
  nextest "Running the repositories' tests on both databases" "$DATABASE_TESTS"
  check "Sharing 10,000 jobs between two processes" scripts/two_processes.sh
}

part_browser() {
  local report=$RUN_DIR/browser.json
  if ! is_built development || [ ! -x target/debug/jira-agent-sandbox ]; then
    begin_build
    { step "Building the server and the sandbox" build_everything_for_tests && step "Building the pages" build_pages &&
      end_build development; } || { count 0 1; return; }
  fi
  rm -f "$report"
  CHROMIUM_PATH=$(find_chromium) PLAYWRIGHT_JSON_OUTPUT_FILE=$report \
    step "Running the browser tests" npx playwright test --config end2end --reporter list,json || true
  # shellcheck disable=SC2046
  count $(node scripts/count_browser_tests.mjs "$report" || say 0 1)
}
