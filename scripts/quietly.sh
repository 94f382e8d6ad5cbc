#!/bin/sh
# Run a command and show what it said only when it fails.
set -eu
said=$(mktemp)
trap 'rm -f "$said"' EXIT
"$@" >"$said" 2>&1 || { code=$?; cat "$said" >&2; exit $code; }
