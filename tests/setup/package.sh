#!/usr/bin/env bash
# make package: the .deb, by tauri's own bundler, which runs from npm's cache and is no dependency of anything.
set -euo pipefail
# shellcheck source=tests/setup/lib.sh
. "$(dirname "$0")/lib.sh"

BUNDLER=@tauri-apps/cli@2.12.5

need_debian
say "This takes about 12 minutes on two cores: a release build with link-time optimisation."
need_packages "${PACKAGES_BUILD[@]}"
need_rust
need_node
need_modules ui
need_page

# The page is built by now, as for every other command.
(cd src-tauri && npm exec --yes --package="$BUNDLER" -- tauri build --bundles deb --config '{"build":{"beforeBuildCommand":""}}' "$@")
for package in target/release/bundle/deb/*.deb; do
  say "$package, $(du -h "$package" | cut -f 1)"
done
