#!/usr/bin/env bash
# pg_dump refuses a server that is newer than itself, so backups need the image's client and compose.yaml's server to be
# of one major version.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# only_match file pattern prints what the pattern's group holds; it has to be there exactly once.
only_match() {
  local found
  found=$(sed -nE "s/.*$2.*/\1/p" "$1")
  if ! [[ $found =~ ^[0-9]+$ ]]; then
    echo "$1: expected one major version of PostgreSQL like $2, found: ${found:-none}" >&2
    return 1
  fi
  echo "$found"
}

client=$(only_match Dockerfile 'postgresql-client-([0-9]+)')
server=$(only_match compose.yaml 'image: postgres:([0-9]+)')
if [ "$client" != "$server" ]; then
  echo "Dockerfile installs the programs of PostgreSQL $client, compose.yaml runs PostgreSQL $server." >&2
  exit 1
fi
echo "PostgreSQL $client in both"
