#!/bin/sh
# `make outside` needs nginx: install it if it is missing, as root.
set -eu
command -v nginx >/dev/null && exit 0
[ -x /usr/sbin/nginx ] && exit 0
if [ "$(id -u)" -ne 0 ]; then
    echo "error: this needs nginx; as root: apt-get install nginx-light" >&2
    exit 2
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nginx-light
