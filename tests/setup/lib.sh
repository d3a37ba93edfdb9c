# shellcheck shell=bash
# shellcheck disable=SC2034 # what is set here is for those who source it
# What every command needs before it starts: the right system, packages, toolchains, npm modules, the page.
# Sourced; each function does nothing where there is nothing to do, and says what it does where there is.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/lanyard
cd "$ROOT" || exit 1

PACKAGES_BUILD=(build-essential pkg-config libwebkit2gtk-4.1-dev libayatana-appindicator3-dev librsvg2-dev)
PACKAGES_RUN=(xvfb xauth dbus dbus-x11 gnome-keyring chromium xdg-utils)
PACKAGES_TEST=(webkit2gtk-driver chromium-driver xclip curl git)
PACKAGES_KEYCLOAK=(maven unzip)
PACKAGES_LINT=(shellcheck)

RUST_NEEDED=1.95
NODE_NEEDED=20.19

say() { printf '%s\n' "$*"; }

stop() {
  printf '%s\n' "$*" >&2
  exit 1
}

# at_least HAVE NEED: version HAVE is NEED or newer.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

need_debian() {
  local id='' version=''
  if [ -r /etc/os-release ]; then
    id=$(. /etc/os-release && printf '%s' "${ID:-}")
    version=$(. /etc/os-release && printf '%s' "${VERSION_ID:-}")
  fi
  # Debian testing and unstable have no VERSION_ID and are newer than any release.
  if [ "$id" != debian ] || ! at_least "${version:-99}" 12; then
    stop "This command sets itself up on Debian 12 or newer; this is ${id:-another system} ${version}."
  fi
}

need_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || stop "These Debian packages are missing and sudo is not here to install them: ${missing[*]}"
    as_root=(sudo)
  fi
  say "Installing from Debian: ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

need_rust() {
  local have=0
  # rustup installs there; a shell that was open before doesn't know.
  command -v rustc >/dev/null || PATH=$HOME/.cargo/bin:$PATH
  command -v rustc >/dev/null && have=$(rustc --version | cut -d ' ' -f 2)
  at_least "$have" "$RUST_NEEDED" ||
    stop "Rust $RUST_NEEDED or newer is needed (here: ${have/#0/none}). Get it from https://rustup.rs, or run: rustup update stable"
}

need_node() {
  local have=0
  command -v node >/dev/null && have=$(node --version | tr -d v)
  at_least "$have" "$NODE_NEEDED" ||
    stop "Node $NODE_NEEDED or newer is needed (here: ${have/#0/none}). Get it from https://nodejs.org/en/download"
}

# need_modules DIR: npm's own record of what it installed is not older than the lock file.
need_modules() {
  [ "$1/node_modules/.package-lock.json" -nt "$1/package-lock.json" ] && return 0
  say "Installing npm modules in $1"
  npm --prefix "$1" ci --no-audit --no-fund --loglevel=error
}

# The page is embedded into the program, so it is built before cargo runs; an unchanged page is left alone,
# since a new one means a new link of the program.
need_page() {
  local built=ui/node_modules/.page-built
  if [ -f ui/dist/index.html ] && [ -f "$built" ] &&
    [ -z "$(find ui \( -name node_modules -o -name 'dist*' \) -prune -o -type f -newer "$built" -print -quit)" ]; then
    return 0
  fi
  say "Building the page"
  npm --prefix ui run --silent build -- --logLevel warn
  touch "$built"
}

# build_command_line: as it is shipped. The agent is built to be small; the front, which scripts start with every
# request, is linked statically, so that nothing has to be found and mapped before it runs.
build_command_line() {
  cargo build --profile agent -p lanyard-cli --bin lanyard-agent
  cargo rustc --release -p lanyard-cli --bin lanyard -- -C target-feature=+crt-static
  install target/agent/lanyard-agent target/release/lanyard-agent
}

# say_duration MINUTES PROGRAM: the first build takes long; later ones don't.
say_duration() {
  [ -e "$2" ] || say "The first build takes about $1 minutes on two cores; later ones take seconds."
}
