# shellcheck shell=bash
# A real Keycloak for the tests: the distribution of tests/keycloak/distribution from Maven, built for a quick start,
# and beside it a database that holds the realm of tests/keycloak already, so that a test starts from a copy of it in
# seconds. Sourced after lib.sh. Each step is left alone where it was done before.

read -r KEYCLOAK_VERSION KEYCLOAK_SHA256 <tests/keycloak/distribution
KEYCLOAK=$CACHE/keycloak-$KEYCLOAK_VERSION
KEYCLOAK_ZIP=$CACHE/keycloak-quarkus-dist-$KEYCLOAK_VERSION.zip
KEYCLOAK_REALM=tests/keycloak/enterprise.json

# fetch_keycloak: fails where Maven can't get the distribution, which is no fault of what is tested.
fetch_keycloak() {
  if [ -d "$KEYCLOAK" ] || [ -f "$KEYCLOAK_ZIP" ]; then return 0; fi
  say "Getting Keycloak $KEYCLOAK_VERSION from Maven, once (160 MB)"
  mkdir -p "$CACHE"
  mvn -q -B dependency:copy -DoutputDirectory="$CACHE" \
    -Dartifact="org.keycloak:keycloak-quarkus-dist:$KEYCLOAK_VERSION:zip" && [ -f "$KEYCLOAK_ZIP" ]
}

# prepare_keycloak: what was fetched becomes a server that starts.
prepare_keycloak() {
  unpack_keycloak && import_realm
}

unpack_keycloak() {
  if [ -d "$KEYCLOAK" ]; then return 0; fi
  if ! printf '%s  %s\n' "$KEYCLOAK_SHA256" "$KEYCLOAK_ZIP" | sha256sum --check --quiet; then
    rm -f "$KEYCLOAK_ZIP"
    return 1
  fi
  say "Building Keycloak for a quick start (about half a minute)"
  local part=$CACHE/unpacking
  rm -rf "$part" "$CACHE"/keycloak-[0-9]*
  unzip -q "$KEYCLOAK_ZIP" -d "$part" || return 1
  quietly "$part/build.log" "$part/keycloak-$KEYCLOAK_VERSION/bin/kc.sh" build \
    --db=dev-file --health-enabled=false --metrics-enabled=false || return 1
  # Whole or not at all; the archive itself stays in Maven's own store.
  mv "$part/keycloak-$KEYCLOAK_VERSION" "$KEYCLOAK" && rm -rf "$part" "$KEYCLOAK_ZIP"
}

# The realm's file is copied last: where it is the same, the database was made from it.
import_realm() {
  local data=$KEYCLOAK/data
  if cmp -s "$KEYCLOAK_REALM" "$data/enterprise.json"; then return 0; fi
  say 'Importing the realm (about a quarter of a minute)'
  rm -rf "$data"
  mkdir -m 700 "$data"
  # The tests' own way in, an administrator of the server and no person of the realm.
  (umask 077 && head -c 24 /dev/urandom | base64 >"$data/admin-secret")
  KC_BOOTSTRAP_ADMIN_CLIENT_ID=harness KC_BOOTSTRAP_ADMIN_CLIENT_SECRET=$(<"$data/admin-secret") \
    quietly "$data/import.log" "$KEYCLOAK/bin/kc.sh" import --optimized --file "$KEYCLOAK_REALM" \
    --db-url="jdbc:h2:file:$data/enterprise;NON_KEYWORDS=VALUE;DB_CLOSE_ON_EXIT=TRUE" || return 1
  cp "$KEYCLOAK_REALM" "$data/enterprise.json"
}

# quietly LOG COMMAND…: what it prints is shown only if it fails.
quietly() {
  "${@:2}" >"$1" 2>&1 && return 0
  cat "$1"
  return 1
}
