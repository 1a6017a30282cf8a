#!/usr/bin/env bash
# How long exports take where Jira limits its rate, against the least that the limits allow: at most 1.10 times that and a
# second. Run it on a machine that does nothing else.
# Usage: scripts/export_speed.sh [tickets …]
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- 10 100 500 5000
export EXPORT_TIMED=1
for tickets; do
  EXPORT_TICKETS=$tickets cargo nextest run --cargo-profile release -p services --no-capture site_export_speed
done
