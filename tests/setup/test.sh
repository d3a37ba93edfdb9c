#!/usr/bin/env bash
# make test: everything there is, in one build configuration, and at the end what ran and what did not.
set -euo pipefail
# shellcheck source=tests/setup/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/setup/report.sh
. "$ROOT/tests/setup/report.sh"
# shellcheck source=tests/setup/keycloak.sh
. "$ROOT/tests/setup/keycloak.sh"

need_debian
say_duration 12 target/debug/lanyard-desktop
need_packages "${PACKAGES_BUILD[@]}" "${PACKAGES_RUN[@]}" "${PACKAGES_TEST[@]}" "${PACKAGES_KEYCLOAK[@]}"
need_rust
need_node
need_modules ui
need_modules tests/idp

# page: type check, then vitest, whose own JSON report is counted.
page() {
  check 'page: types' npm --prefix ui run --silent check
  headline 'page: tests'
  local report=$RECORD/page.json status=0
  npm --prefix ui run --silent test -- --reporter=default --reporter=json --outputFile="$report" || status=$?
  local passed=0 failed=0 skipped=0
  [ -s "$report" ] && read -r passed failed skipped < <(node -e '
    const r = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    const suites = r.testResults.filter((s) => s.status === "failed" && s.assertionResults.every((t) => t.status !== "failed"));
    console.log(r.numPassedTests, r.numFailedTests + suites.length, r.numPendingTests + (r.numTodoTests ?? 0));
  ' "$report")
  count 'page: tests' "$status" "$passed" "$failed" "$skipped"
}

# provider: the demo enterprise's own tests, counted from TAP.
provider() {
  headline 'demo enterprise'
  local log=$RECORD/provider.tap status=0
  NODE_OPTIONS=--test-reporter=tap npm --prefix tests/idp test --silent >"$log" 2>&1 || status=$?
  [ "$status" -eq 0 ] || cat "$log"
  count 'demo enterprise' "$status" \
    "$(tap pass "$log")" "$(tap fail "$log")" "$(($(tap skipped "$log") + $(tap todo "$log")))"
}

tap() { awk -v key="$1" '$1 == "#" && $2 == key { n = $3 } END { print n + 0 }' "$2"; }

# count NAME STATUS PASSED FAILED SKIPPED: a step that failed without naming a failure is one.
count() {
  local failed=$4
  [ "$2" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
  row "$1" "$3" "$failed" "$5"
  [ "$5" -eq 0 ] || skip "$1" 'marked so in its tests'
}

# rust: one build of everything, so that the window under test is the one that was built; then every test.
rust() {
  headline 'rust: build'
  if ! cargo build --workspace --all-targets; then
    row 'rust: build' 0 1 0
    return
  fi
  headline 'rust: tests, then end to end'
  local log=$RECORD/rust.log status=0
  cargo test --workspace --no-fail-fast 2>&1 | tee "$log" || status=$?
  awk -f tests/setup/results.awk "$log" >"$RECORD/rust.tsv"
  awk -F '\t' '$1 == "row" { print $2 "\t" $3 "\t" $4 "\t" $5 }' "$RECORD/rust.tsv" >>"$RECORD/rows"
  awk -F '\t' '$1 == "skip" { print $2 "\t" $3 }' "$RECORD/rust.tsv" >>"$RECORD/skips"
  if [ "$status" -ne 0 ] && ! awk -F '\t' '$1 == "row" && $4 > 0 { found = 1 } END { exit !found }' "$RECORD/rust.tsv"; then
    row 'rust: ended early' 0 1 0
  fi
}

# keycloak: where Maven can't get it the tests on it are left out; where it can be had they must run and pass.
keycloak() {
  if fetch_keycloak; then
    export LANYARD_KEYCLOAK=$KEYCLOAK
    check 'keycloak: server and realm' prepare_keycloak
  else
    left_out 'keycloak' "Maven can't get Keycloak $KEYCLOAK_VERSION here: nothing of it is tested"
  fi
}

page
provider
keycloak
need_page
rust
finish 'make test'
