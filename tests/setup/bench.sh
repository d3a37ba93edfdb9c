#!/usr/bin/env bash
# make bench: start, memory, renewal and list, measured on the program as `profile.bench` builds it, beside an
# empty Tauri window of the same build; the agent and the command line as they are shipped, beside oidc-agent; and
# tokens that are looked at, beside jsonwebtoken and jwt-cli; a console of 100,000 sessions.
# `tests/setup/bench.sh start` measures that part alone; the others are renewal, list, agent, inspect and console.
set -euo pipefail
# shellcheck source=tests/setup/lib.sh
. "$(dirname "$0")/lib.sh"

PACKAGES_BESIDE=(oidc-agent-cli)

need_debian
say_duration 20 target/release/bench
need_packages "${PACKAGES_BUILD[@]}" "${PACKAGES_RUN[@]}" "${PACKAGES_TEST[@]}" "${PACKAGES_BESIDE[@]}"
need_rust
need_node
need_modules ui
need_page

# jwt-cli is a program of its own: built once, kept in the cache. Without it that line of the table is left out.
if [ ! -x "$CACHE/bin/jwt" ]; then
  say "Building jwt-cli once, into $CACHE (about 3 minutes on two cores)"
  cargo install jwt-cli --version '^6.2' --locked --quiet --root "$CACHE" || say 'jwt-cli could not be built here'
fi

# In one build, so that both windows stand on the same artefacts.
cargo build --profile bench -p lanyard-desktop -p lanyard-empty-window -p lanyard-tests \
  --bin lanyard-desktop --bin empty-window --bin bench --features lanyard-empty-window/window
# How much the agent weighs and how fast a command starts is made by the linker, so this one is the real one.
build_command_line
say "Measuring for about 7 minutes, on $(nproc) cores with a load of $(cut -d ' ' -f 1 /proc/loadavg); leave the machine alone meanwhile"
exec target/release/bench "$@"
