#!/usr/bin/env bash
# The house rules that no compiler knows: who may name tauri, and what may never stand in the repository.
# Prints each breach as file:line and ends with 1 if there is any.
set -euo pipefail
cd "$(dirname "$0")/../.."

breaches=0

# forbid RULE FOUND…: FOUND is what a search printed; anything at all is a breach.
forbid() {
  [ -n "$2" ] || return 0
  printf '%s\n%s\n' "$1" "$2" | sed '2,$s/^/  /'
  breaches=$((breaches + 1))
}

# search PATTERN PATHSPEC…: tracked and new files, never the ignored ones.
search() {
  git grep --untracked -nIE "$@" || true
}

forbid 'Only ui/src/lib/ipc imports @tauri-apps:' \
  "$(search -e "@tauri-apps" -- 'ui/src' ':!ui/src/lib/ipc')"

# The empty window of `make bench` is a Tauri program and nothing else: it is what Lanyard is measured against.
forbid 'Only the shell names tauri (src-tauri/src, its Cargo.toml and build script):' \
  "$(search -e '\btauri(_|-|::|\.workspace|\b *=)' -- 'src-tauri/crates' tests ':!tests/bench/empty-window' ':!*.sh')"

# Ada's home stands for anybody's.
forbid 'No path of one machine:' \
  "$(search -e '(^|[^A-Za-z0-9_.$}])/(home|Users|root|work)/[A-Za-z0-9_.-]+' -- \
    ':!*.lock' ':!*package-lock.json' ':!tests/setup/house.sh' | grep -v '/home/ada\b' || true)"

forbid 'Lock files name no host; npm records a hash alone:' \
  "$(search -e '"resolved": "' -- '*package-lock.json')"

forbid 'Lints are expected with a reason, never allowed:' \
  "$(search -e '#!?\[allow\(' -- '*.rs')"

[ "$breaches" -eq 0 ]
