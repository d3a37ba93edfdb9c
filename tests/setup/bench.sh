#!/usr/bin/env bash
# make bench: start, memory, renewal and list, measured on the program as `profile.bench` builds it, beside an
# empty Tauri window of the same build. `tests/setup/bench.sh start` measures start and memory alone.
set -euo pipefail
# shellcheck source=tests/setup/lib.sh
. "$(dirname "$0")/lib.sh"

need_debian
say_duration 10 target/release/bench
need_packages "${PACKAGES_BUILD[@]}" "${PACKAGES_RUN[@]}" "${PACKAGES_TEST[@]}"
need_rust
need_node
need_modules ui
need_page

# In one build, so that both windows stand on the same artefacts.
cargo build --profile bench -p lanyard-desktop -p lanyard-empty-window -p lanyard-tests \
  --bin lanyard-desktop --bin empty-window --bin bench --features lanyard-empty-window/window
say "Measuring for about 2 minutes, on $(nproc) cores with a load of $(cut -d ' ' -f 1 /proc/loadavg); leave the machine alone meanwhile"
exec target/release/bench "$@"
