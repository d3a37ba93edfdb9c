#!/usr/bin/env bash
# make bindings: the page's types, written anew from the commands of src-tauri. `make test` fails where they differ.
set -euo pipefail
# shellcheck source=tests/setup/lib.sh
. "$(dirname "$0")/lib.sh"

need_debian
need_packages "${PACKAGES_BUILD[@]}"
need_rust
need_node
need_modules ui
need_page

UPDATE_BINDINGS=1 cargo test --quiet -p lanyard-desktop --lib ipc
say 'ui/src/lib/ipc/bindings.ts says what src-tauri says.'
