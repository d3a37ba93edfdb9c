#!/usr/bin/env bash
# make package: the .deb, by tauri's own bundler, which runs from npm's cache and is no dependency of anything.
set -euo pipefail
# shellcheck source=tests/setup/lib.sh
. "$(dirname "$0")/lib.sh"

BUNDLER=@tauri-apps/cli@2.12.5

need_debian
say "This takes about 15 minutes on two cores: a release build with link-time optimisation."
need_packages "${PACKAGES_BUILD[@]}"
need_rust
need_node
need_modules ui
need_page

# The command line, and what it writes about itself.
made=target/package
mkdir -p "$made"
build_command_line
target/release/lanyard man | gzip -n9 >"$made/lanyard.1.gz"
for shell in bash zsh fish; do
  target/release/lanyard completions "$shell" >"$made/completions.$shell"
done

# The page is built by now, as for every other command.
config=$(
  cat <<'JSON'
{
  "build": { "beforeBuildCommand": "" },
  "bundle": {
    "linux": {
      "deb": {
        "files": {
          "/usr/bin/lanyard": "../target/release/lanyard",
          "/usr/bin/lanyard-agent": "../target/release/lanyard-agent",
          "/usr/share/man/man1/lanyard.1.gz": "../target/package/lanyard.1.gz",
          "/usr/share/bash-completion/completions/lanyard": "../target/package/completions.bash",
          "/usr/share/zsh/vendor-completions/_lanyard": "../target/package/completions.zsh",
          "/usr/share/fish/vendor_completions.d/lanyard.fish": "../target/package/completions.fish"
        }
      }
    }
  }
}
JSON
)
(cd src-tauri && npm exec --yes --package="$BUNDLER" -- tauri build --bundles deb --config "$config" "$@")
for package in target/release/bundle/deb/*.deb; do
  say "$package, $(du -h "$package" | cut -f 1)"
done
