# shellcheck shell=bash
# A record of steps and the table that is printed at the end. Sourced after lib.sh.
# A step that dies without saying which of its tests failed counts as one failure: nothing is ever lost.

RECORD=$(mktemp -d)
trap 'rm -rf "$RECORD"' EXIT
: >"$RECORD/rows"
: >"$RECORD/skips"

# row NAME PASSED FAILED SKIPPED
row() { printf '%s\t%d\t%d\t%d\n' "$1" "$2" "$3" "$4" >>"$RECORD/rows"; }

# skip WHAT WHY
skip() { printf '%s\t%s\n' "$1" "$2" >>"$RECORD/skips"; }

headline() { printf '\n== %s\n' "$*"; }

# check NAME COMMAND…: a step that is one check.
check() {
  local name=$1
  shift
  headline "$name"
  if "$@"; then row "$name" 1 0 0; else row "$name" 0 1 0; fi
}

# left_out NAME WHY: a step that can't run here.
left_out() {
  row "$1" 0 0 1
  skip "$1" "$2"
}

# finish TITLE: prints the table and ends the script, with 1 if anything failed.
finish() {
  local passed failed skipped
  headline "$1"
  awk -F '\t' 'BEGIN { printf "%-44s %7s %7s %7s\n", "", "passed", "failed", "skipped" }
    { printf "%-44s %7d %7d %7d\n", $1, $2, $3, $4 }' "$RECORD/rows"
  if [ -s "$RECORD/skips" ]; then
    printf '\nSkipped, and why:\n'
    awk -F '\t' '{ printf "  %s: %s\n", $1, $2 }' "$RECORD/skips"
  fi
  read -r passed failed skipped < <(awk -F '\t' '{ p += $2; f += $3; s += $4 } END { print p + 0, f + 0, s + 0 }' "$RECORD/rows")
  printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  [ "$failed" -eq 0 ] || exit 1
  exit 0
}
