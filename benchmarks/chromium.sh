#!/usr/bin/env bash
# Installs what only the benchmark needs: Debian's Chromium, to be compared with. No part of the terminal uses it.
set -euo pipefail
command -v chromium >/dev/null && exit 0
echo "bench: installing Debian's chromium, only to compare with it (about 300 MB)"
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo"
$sudo apt-get update -qq
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
