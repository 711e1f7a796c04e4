#!/bin/sh
# The browser tests need Debian's Chromium: install it if it is missing, as root.
set -eu
test -x /usr/bin/chromium && exit 0
if [ "$(id -u)" -ne 0 ]; then
    echo "error: the tests need /usr/bin/chromium; as root: apt-get install chromium" >&2
    exit 2
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk
