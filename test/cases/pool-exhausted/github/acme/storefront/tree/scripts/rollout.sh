#!/bin/sh
# Rolls out every service whose folder the commit touched; the image tag is the short SHA.
set -eu
git diff --quiet || { echo "dirty tree"; exit 1; }
for service in $(git diff --name-only HEAD~1 | sed -n "s#^services/\([^/]*\)/.*#\1#p" | sort -u); do
  helm upgrade "$service" "services/$service/deploy" --set image.tag="$1"
done
