#!/usr/bin/env bash
set -euo pipefail

for dir in services/*/; do
  echo "== $dir"
  (cd "$dir" && make test)
done
