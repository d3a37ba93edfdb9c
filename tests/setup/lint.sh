#!/usr/bin/env bash
# make lint: formatting, lints with warnings denied, licences and sources, house rules.
set -euo pipefail
# shellcheck source=tests/setup/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/setup/report.sh
. "$ROOT/tests/setup/report.sh"

need_debian
need_packages "${PACKAGES_BUILD[@]}" "${PACKAGES_LINT[@]}"
need_rust
need_node
need_modules ui
need_modules tests/idp
need_page

for component in fmt clippy; do
  command -v "cargo-$component" >/dev/null || rustup component add "${component/fmt/rustfmt}"
done

# cargo-deny is a program of its own: built once, kept in the cache.
deny() {
  local program
  program=$(command -v cargo-deny || true)
  [ -n "$program" ] || program=$CACHE/bin/cargo-deny
  if [ ! -x "$program" ]; then
    say "Building cargo-deny once, into $CACHE (about 2 minutes on two cores)"
    if ! cargo install cargo-deny --locked --quiet --root "$CACHE"; then
      left_out 'cargo-deny' 'it could not be built here'
      return
    fi
  fi
  check 'licences, bans and sources' "$program" --log-level error check --hide-inclusion-graph bans licenses sources
  left_out 'advisories' 'their database is a git repository that is not reachable from every machine; run: cargo deny check advisories'
}

check 'rustfmt' cargo fmt --all --check
check 'clippy' cargo clippy --workspace --all-targets -- -D warnings
check 'page: lint' npm --prefix ui run --silent lint
if npm --prefix tests/idp pkg get scripts.lint | grep -q '"'; then
  check 'demo enterprise: lint' npm --prefix tests/idp run --silent lint
fi
check 'shellcheck' shellcheck -x tests/setup/*.sh tests/keycloak/*.sh .ci/run
check 'house rules' tests/setup/house.sh
deny
finish 'make lint'
