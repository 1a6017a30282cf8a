#!/usr/bin/env bash
# The export of 500 tickets under faults, with 200 processes killed: what `./test` does in a short form.
# Usage: scripts/export_faults.sh [tickets] [kills]
set -euo pipefail
cd "$(dirname "$0")/.."
export EXPORT_TICKETS="${1:-500}" EXPORT_KILLS="${2:-200}"
exec cargo nextest run -p services --no-capture site_export_faults
