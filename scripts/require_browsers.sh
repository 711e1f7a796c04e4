#!/bin/sh
# `make outside` needs Firefox and WebKitGTK: install them if they are missing, as root.
set -eu
command -v firefox-esr >/dev/null && command -v WebKitWebDriver >/dev/null && command -v Xvfb >/dev/null && exit 0
if [ "$(id -u)" -ne 0 ]; then
    echo "error: this needs Firefox and WebKitGTK; as root: apt-get install firefox-esr webkit2gtk-driver xvfb" >&2
    exit 2
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends firefox-esr webkit2gtk-driver xvfb
