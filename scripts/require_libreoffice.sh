#!/bin/sh
# `make outside` needs LibreOffice: install it if it is missing, as root.
set -eu
command -v soffice >/dev/null && exit 0
if [ "$(id -u)" -ne 0 ]; then
    echo "error: this needs soffice; as root: apt-get install libreoffice-calc-nogui" >&2
    exit 2
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libreoffice-calc-nogui
