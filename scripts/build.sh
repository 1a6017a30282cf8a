# shellcheck shell=bash
# Building, and knowing when there is nothing to build.
#
# One development build serves everything: `./start`, `./test` and a developer's own cargo commands use the dev
# profile and target/. The pages' WebAssembly part is built by cargo-leptos into target/front, because it is for
# another machine anyway. The server and the sandbox are built in one cargo call, so that both agree on the
# features of what they share.

readonly SITE=target/site
readonly STAMPS=target/.built

# What a build is made of. config/ is read at run time and may be edited while the server runs.
readonly SOURCES=(Cargo.toml Cargo.lock .cargo package-lock.json app frontend server crates style public migrations)

# is_built kind: nothing that goes into a build is newer than the moment the last good one began. Folders count
# too, so that a removed file is noticed.
is_built() {
  local stamp=$STAMPS/$1 newer
  [ -e "$stamp" ] && [ -d "$SITE/pkg" ] || return 1
  newer=$(find "${SOURCES[@]}" -name tests -prune -o -newer "$stamp" -print -quit 2>/dev/null)
  [ -z "$newer" ]
}

# A build that was running while a file changed must not count as newer than that file: the stamp is as old as
# the build's beginning.
begin_build() { mkdir -p "$STAMPS" && touch "$STAMPS/.begun"; }
end_build() { mv "$STAMPS/.begun" "$STAMPS/$1"; }

build_pages() { cargo leptos build --frontend-only; }
build_server_and_sandbox() { cargo build --package server --package sandbox --bins; }

build_development() {
  if is_built development && [ -x target/debug/jira-agent ] && [ -x target/debug/jira-agent-sandbox ]; then
    say "  The build is up to date"
    return
  fi
  begin_build
  step "Building the server and the sandbox" build_server_and_sandbox &&
    step "Building the pages" build_pages &&
    end_build development
}

# As for development, with the tests' own executables: asking for both at once makes cargo choose the features of
# the dependencies once, and the tests, the browser's server and `./start` afterwards find everything built.
build_everything_for_tests() {
  cargo build --workspace --exclude frontend --features server/postgres,services/postgres --bins --tests
}

# build_production sqlite|postgres
build_production() {
  local kind=production-$1 features=()
  [ "$1" = postgres ] && features=(--bin-features postgres)
  if is_built "$kind" && [ -x target/release/jira-agent ]; then
    say "  The build is up to date"
    return
  fi
  # The release's pages replace those of development; its binary embeds them, so it does not mind the way back.
  rm -f "$STAMPS"/*
  begin_build
  step "Building the release (about 10 minutes on two cores the first time)" \
    cargo leptos build --release --precompress "${features[@]}" &&
    end_build "$kind"
}
