#!/usr/bin/env bash
# make screenshots: every scene of the gallery and the main pages of the real window, into .screenshots/.
set -euo pipefail
# shellcheck source=tests/setup/lib.sh
. "$(dirname "$0")/lib.sh"

need_debian
say_duration 8 target/debug/screenshots
need_packages "${PACKAGES_BUILD[@]}" "${PACKAGES_RUN[@]}" "${PACKAGES_TEST[@]}"
need_rust
need_node
need_modules ui
need_modules tests/idp
need_page

say 'Building the gallery, the window and what takes the pictures'
npm --prefix ui run --silent gallery -- --logLevel warn
cargo build -p lanyard-desktop
cargo build -p lanyard-tests --bin screenshots
say 'Taking the pictures (about 3 minutes on two cores)'
exec target/debug/screenshots
