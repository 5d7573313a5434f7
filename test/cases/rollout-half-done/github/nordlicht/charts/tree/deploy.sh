#!/bin/sh
set -eu
helm upgrade --install "$1" ./chart -n shipping -f "services/$1/values.yaml" --wait --timeout 10m
