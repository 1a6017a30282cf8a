# shellcheck shell=bash
# Runs the parts of ./test, adds up what they report, and says it.

TOTAL_PASSED=0 TOTAL_FAILED=0 TOTAL_SKIPPED=0
TEST_BEGUN=$(now_ms)
SUMMARY=()

# A part reports through these two.
count() { PASSED=$((PASSED + $1)) FAILED=$((FAILED + $2)) SKIPPED=$((SKIPPED + ${3:-0})); }

# check "words" command…: a step that counts as one test.
check() {
  if step "$@"; then count 1 0; else count 0 1; fi
}

run_part() {
  local name=$1 begun seconds note=""
  PASSED=0 FAILED=0 SKIPPED=0
  begun=$(now_ms)
  say
  say "$name: $(words_of "$name") (budget $(budget_of "$name") min)"
  "part_$name"
  seconds=$((($(now_ms) - begun) / 1000))
  [ "$seconds" -le $(($(budget_of "$name") * 60)) ] || note=", over its budget"
  SUMMARY+=("$(printf '%-10s %5d passed %4d failed %4d skipped %6d s of %3d min%s' \
    "$name" "$PASSED" "$FAILED" "$SKIPPED" "$seconds" "$(budget_of "$name")" "$note")")
  say "  $name: $PASSED passed, $FAILED failed, $SKIPPED skipped in $seconds s$note"
  TOTAL_PASSED=$((TOTAL_PASSED + PASSED)) TOTAL_FAILED=$((TOTAL_FAILED + FAILED)) TOTAL_SKIPPED=$((TOTAL_SKIPPED + SKIPPED))
}

finish() {
  local last="$TOTAL_PASSED passed, $TOTAL_FAILED failed" status=0
  say
  printf '%s\n' "${SUMMARY[@]}"
  say "Took $(seconds_since "$TEST_BEGUN")"
  if [ "$TOTAL_FAILED" -gt 0 ] || [ "$TOTAL_PASSED" -eq 0 ]; then status=1; fi
  if [ "$TOTAL_SKIPPED" -gt 0 ]; then
    last+=", $TOTAL_SKIPPED skipped"
    if [ "${CI:-}" = true ]; then
      say "Skipped tests are not accepted here"
      status=1
    fi
  fi
  say "$last"
  exit "$status"
}
