#!/usr/bin/env bash
# make demo: what it installs and how long it takes first, then the demo itself, which ends with Ctrl+C.
# DEMO=once: without a display, end after the pictures.
set -euo pipefail
# shellcheck source=tests/setup/lib.sh
. "$(dirname "$0")/lib.sh"

# has_secret_service: a keychain answers, or would be started, on this session's bus.
has_secret_service() {
  local names
  [ -n "${DBUS_SESSION_BUS_ADDRESS:-}" ] && command -v dbus-send >/dev/null || return 1
  names=$(for list in ListNames ListActivatableNames; do
    dbus-send --session --print-reply --dest=org.freedesktop.DBus / "org.freedesktop.DBus.$list" 2>/dev/null
  done)
  [[ $names == *'"org.freedesktop.secrets"'* ]]
}

need_debian
say 'The demo builds Lanyard, a demo enterprise and an orders API from this folder, and starts them.'
say_duration 5 target/debug/demo

packages=("${PACKAGES_BUILD[@]}" xdg-utils)
if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  packages+=("${PACKAGES_RUN[@]}" "${PACKAGES_TEST[@]}")
else
  has_secret_service || packages+=(dbus gnome-keyring)
  # Root gets a browser of the demo's own; everybody else has one, or gets one.
  if [ "$(id -u)" -eq 0 ] || [ -z "$(xdg-settings get default-web-browser 2>/dev/null)" ]; then
    packages+=(chromium)
  fi
fi
need_packages "${packages[@]}"
need_rust
need_node
need_modules ui
need_modules tests/idp
need_page

say 'Building Lanyard, its command line and the orders API'
cargo build -p lanyard-desktop
cargo build -p lanyard-cli
cargo build -p lanyard-tests --bin demo
exec target/debug/demo
