#!/usr/bin/env bash
set -euo pipefail

echo "installing hooks"
mkdir -p .git/hooks
ln -sf ../../scripts/pre-commit .git/hooks/pre-commit
