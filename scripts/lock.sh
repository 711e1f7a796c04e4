#!/bin/sh
# Writes requirements.lock and requirements-dev.lock: every version with the digests of its
# wheels, for Python 3.11 and newer on any system. Versions stay as they are where
# requirements*.txt leave them so. `sh scripts/lock.sh UV`
set -eu
cd "$(dirname "$0")/.."
compile() {
  "$1" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --only-binary :all: --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
    ${3:+--constraint "$3"} "$2.txt" --output-file "$2.lock"
}
compile "$1" requirements
compile "$1" requirements-dev requirements.lock
