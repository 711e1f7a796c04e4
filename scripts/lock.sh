#!/bin/sh
# Writes the lock of each requirements*.txt: every version with the digests of its files, for
# Python 3.11 and newer on any system. Versions change only where requirements*.txt require it.
# Usage: `sh scripts/lock.sh UV`
set -eu
cd "$(dirname "$0")/.."
uv=$1
compile() {
  name=$1
  shift
  "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
    "$@" "$name.txt" --output-file "$name.lock"
}
compile requirements --only-binary :all:
compile requirements-dev --only-binary :all: --constraint requirements.lock
# Some of these have no wheel; the Makefile names them.
for outside in requirements-outside-*.txt; do
  compile "${outside%.txt}"
done
