#!/usr/bin/env bash
# make fuzz: explores the token reader with random input, FUZZ_SECONDS (60) for each target, and says what it found.
# What it learned stays in the cache; the small corpora in tests/fuzz are what `make test` replays.
# FUZZ_TARGETS names the targets to explore, separated by spaces; without it, all of them.
set -euo pipefail
# shellcheck source=tests/setup/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/setup/report.sh
. "$ROOT/tests/setup/report.sh"

SECONDS_EACH=${FUZZ_SECONDS:-60}
[[ $SECONDS_EACH =~ ^[1-9][0-9]*$ ]] || stop "FUZZ_SECONDS is a number of seconds, not: $SECONDS_EACH"
read -ra TARGETS <<<"${FUZZ_TARGETS:-decode jwks verdicts peel redact}"

need_debian
need_packages build-essential
need_rust

# cargo-fuzz is a program of its own: built once, kept in the cache.
FUZZ=$(command -v cargo-fuzz || true)
[ -n "$FUZZ" ] || FUZZ=$CACHE/bin/cargo-fuzz
if [ ! -x "$FUZZ" ]; then
  say "Building cargo-fuzz once, into $CACHE (about 2 minutes on two cores)"
  cargo install cargo-fuzz --locked --quiet --root "$CACHE" || stop 'cargo-fuzz could not be built here.'
fi

# libFuzzer's coverage needs options that stable Rust calls unstable. The reader has no unsafe code, so there is
# nothing that an address sanitizer would find, and without it many more inputs are tried.
export RUSTC_BOOTSTRAP=1
export CARGO_TARGET_DIR=${FUZZ_TARGET_DIR:-$CACHE/fuzz/target}
fuzz() { "$FUZZ" "$1" --fuzz-dir tests/fuzz --sanitizer none "${@:2}"; }

# explore TARGET: inputs that broke it are kept and named.
explore() {
  local learned=$CACHE/fuzz/corpus/$1 broke=$CACHE/fuzz/broke/$1 status=0 found
  mkdir -p "$learned" "$broke"
  fuzz run "$1" "$learned" "tests/fuzz/corpus/$1" -- \
    -max_total_time="$SECONDS_EACH" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="$broke/" >"$RECORD/$1.log" 2>&1 || status=$?
  say "$1: $(awk '$1 ~ /number_of_executed_units/ { print $2 }' "$RECORD/$1.log") inputs tried, $(find "$learned" -type f | wc -l) worth keeping"
  [ "$status" -eq 0 ] && return 0
  grep -aE 'panicked at|ERROR: libFuzzer|^assertion|Test unit written' -A 2 "$RECORD/$1.log" || tail -n 20 "$RECORD/$1.log"
  found=$(find "$broke" -type f -newer "$RECORD/begun" | head -n 1)
  say "Mend it, and keep the input as tests/fuzz/corpus/$1/NAME-OF-THE-CASE: ${found:-none was written}"
  return 1
}

headline 'fuzz: build'
fuzz build || stop 'The fuzz targets could not be built.'
touch "$RECORD/begun"
for target in "${TARGETS[@]}"; do
  headline "fuzz: $target"
  if explore "$target"; then row "fuzz: $target" 1 0 0; else row "fuzz: $target" 0 1 0; fi
done
finish 'make fuzz'
