# shellcheck shell=bash
# Every tool the build, the development server and the tests need: a quick look first, then an installation with
# words. Each `ensure_*` returns non-zero after it has said what is missing and which command would help.

CARGO_LEPTOS_VERSION=0.3.10
CARGO_NEXTEST_VERSION=0.9.143
MCP_ATLASSIAN_VERSION=0.23.1
CODESPELL_VERSION=2.4.3
SCHEMATHESIS_VERSION=4.32.5
NODE_MAJOR=20

export PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"

has() { command -v "$1" >/dev/null 2>&1; }

missing() {
  say "  Missing: $1"
  say "    $2"
  return 1
}

# at_least 1.95 1.96.1: is the second version the first or later?
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

install_packages() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update && apt-get install -y --no-install-recommends "$@"
}

# need_packages "what it is for" package…: installs as root on Debian and Ubuntu, otherwise names the command.
need_packages() {
  local purpose=$1
  shift
  if has apt-get && [ "$(id -u)" -eq 0 ]; then
    step "Installing $purpose (apt: $*)" install_packages "$@"
  elif has apt-get; then
    missing "$purpose" "Run: sudo apt-get install -y $*"
  else
    missing "$purpose" "Install the equivalent of these Debian packages: $*"
  fi
}

ensure_basics() {
  { has cc && has pkg-config && has curl && has git; } ||
    need_packages "compiler and download tools" build-essential pkg-config curl ca-certificates git
}

# What a first build and its tests leave behind, in GB: measured, and a little more. Without incremental compilation,
# as on CI, about half of it.
ensure_room() {
  local needed=22 free
  [ "${CARGO_INCREMENTAL:-1}" = 0 ] && needed=11
  [ -d target/debug ] && return
  free=$(($(df -Pk . | awk 'NR == 2 { print $4 }') / 1024 / 1024))
  [ "$free" -ge "$needed" ] && return
  missing "room: $free GB are free here, and a first build takes about $needed GB" "Free some: df -h . tells how much there is"
  return 1
}

# --- Rust

wanted_rust_version() { sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml; }

ensure_rust() {
  local wanted
  wanted=$(wanted_rust_version)
  if ! has cargo; then
    missing "Rust $wanted" "Run: curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y, then open a new shell"
    return 1
  fi
  if ! at_least "$wanted" "$(rustc --version | cut -d ' ' -f 2)"; then
    missing "Rust $wanted or later (this is $(rustc --version))" "Run: rustup update stable && rustup default stable"
    return 1
  fi
}

ensure_wasm_target() {
  [ -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib" ] && return
  if has rustup; then
    step "Adding the WebAssembly target to Rust" rustup target add wasm32-unknown-unknown
  else
    missing "Rust's wasm32-unknown-unknown target" "Install rustup (https://rustup.rs), or your distribution's package for it"
  fi
}

ensure_rust_checks() {
  { cargo fmt --version && cargo clippy --version; } >/dev/null 2>&1 ||
    step "Adding rustfmt and clippy to Rust" rustup component add rustfmt clippy
}

# Build tools are compiled for speed of compiling, in a directory that is removed afterwards.
install_with_cargo() {
  local status=0 scratch=$ROOT/target/tool-build
  CARGO_TARGET_DIR=$scratch CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    CARGO_PROFILE_RELEASE_OPT_LEVEL=1 cargo install --force "$@" || status=$?
  rm -rf "$scratch"
  return "$status"
}

ensure_cargo_leptos() {
  [ "$(cargo leptos --version 2>/dev/null)" = "cargo-leptos $CARGO_LEPTOS_VERSION" ] ||
    step "Installing cargo-leptos $CARGO_LEPTOS_VERSION (about 7 minutes on two cores)" \
      install_with_cargo cargo-leptos --locked --version "$CARGO_LEPTOS_VERSION" --features no_downloads
}

# wasm-bindgen only reads modules made by exactly its own version.
ensure_wasm_bindgen() {
  local wanted
  wanted=$(sed -n 's/^wasm-bindgen = "=\([0-9.]*\)".*/\1/p' Cargo.toml)
  [ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $wanted" ] ||
    step "Installing wasm-bindgen-cli $wanted (about 2 minutes)" install_with_cargo wasm-bindgen-cli --version "$wanted"
}

# Any version runs the tests alike; the pinned one is what a machine without it gets.
ensure_nextest() {
  cargo nextest --version >/dev/null 2>&1 ||
    step "Installing cargo-nextest $CARGO_NEXTEST_VERSION (about 5 minutes)" \
      install_with_cargo cargo-nextest --locked --version "$CARGO_NEXTEST_VERSION"
}

# --- Node: style sheet, WASM optimiser, browser tests

node_is_recent() { has node && has npm && at_least "$NODE_MAJOR" "$(node --version | tr -d v)"; }

ensure_node() {
  node_is_recent && return
  need_packages "Node.js $NODE_MAJOR or later" nodejs npm || return
  node_is_recent ||
    missing "Node.js $NODE_MAJOR or later (this is $(node --version))" "Install it from https://nodejs.org or with your version manager"
}

ensure_npm_packages() {
  local stamp=node_modules/.installed
  ensure_node || return
  [ -e "$stamp" ] && cmp -s package-lock.json "$stamp" && return
  step "Installing the npm packages of package-lock.json" npm ci --no-audit --no-fund && cp package-lock.json "$stamp"
}

# --- Python: the MCP server, the spelling check

find_python() {
  local candidate
  for candidate in python3 python3.14 python3.13 python3.12 python3.11 python3.10; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
      printf '%s' "$candidate"
      return
    fi
  done
  return 1
}

make_venv() {
  "$1" -m venv .venv && .venv/bin/python -m pip install --disable-pip-version-check "${@:2}"
}

installed_in_venv() {
  .venv/bin/python -c 'import sys, importlib.metadata as m; sys.exit(m.version(sys.argv[1]) != sys.argv[2])' "$1" "$2" 2>/dev/null
}

# ensure_in_venv package version "words" [pip options…]
ensure_in_venv() {
  local package=$1 version=$2 words=$3 stamp=.venv/.installed-$1 python
  shift 3
  [ "$(cat "$stamp" 2>/dev/null)" = "$version" ] && return
  if ! installed_in_venv "$package" "$version"; then
    python=$(find_python) || { need_packages "Python 3.10 or later" python3 python3-venv && python=$(find_python); } || return
    "$python" -c 'import ensurepip, venv' 2>/dev/null || need_packages "Python's venv module" python3-venv || return
    step "$words" make_venv "$python" "$package==$version" "$@" || return
  fi
  printf '%s' "$version" >"$stamp"
}

ensure_mcp_atlassian() {
  ensure_in_venv mcp-atlassian "$MCP_ATLASSIAN_VERSION" "Installing mcp-atlassian $MCP_ATLASSIAN_VERSION into .venv (200 MB)" \
    --constraint scripts/mcp-atlassian.constraints.txt
}

ensure_codespell() {
  ensure_in_venv codespell "$CODESPELL_VERSION" "Installing codespell $CODESPELL_VERSION into .venv"
}

ensure_schemathesis() {
  ensure_in_venv schemathesis "$SCHEMATHESIS_VERSION" "Installing schemathesis $SCHEMATHESIS_VERSION into .venv" \
    --constraint scripts/mcp-atlassian.constraints.txt
}

ensure_shellcheck() { has shellcheck || need_packages "shellcheck" shellcheck; }

# --- Browser and database

find_chromium() {
  local candidate
  for candidate in "${CHROMIUM_PATH:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
    if [ -n "$candidate" ] && [ -x "$candidate" ]; then
      printf '%s' "$candidate"
      return
    fi
  done
  return 1
}

ensure_chromium() {
  find_chromium >/dev/null || need_packages "Chromium for the browser tests" chromium
}

find_postgres_programs() {
  local directory
  for directory in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) "$(dirname "$(command -v initdb || true)")"; do
    if [ -x "$directory/initdb" ] && [ -x "$directory/pg_ctl" ]; then
      printf '%s' "$directory"
      return
    fi
  done
  return 1
}

has_libpq() { has pg_config && [ -e "$(pg_config --includedir)/libpq-fe.h" ]; }

ensure_libpq() {
  has_libpq || need_packages "PostgreSQL's client library" libpq-dev
}

ensure_postgres() {
  { find_postgres_programs >/dev/null && has_libpq; } || need_packages "PostgreSQL for the tests" postgresql libpq-dev
}
