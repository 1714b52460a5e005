#!/usr/bin/env bash
# Installs what the terminal, the platform and their tests need; quick and silent when all is there.
# apt packages: requirements/apt.txt. Python packages: requirements/dev.lock, pinned and hashed, into .venv.
set -euo pipefail
cd "$(dirname "$0")/.."
PYTHON="${PYTHON:-python3.11}"
STAMP=.venv/.installed
WANT="$(cat requirements/apt.txt requirements/dev.lock pyproject.toml | sha256sum | cut -d' ' -f1)"

missing=()
if command -v dpkg-query >/dev/null; then
  have="$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' 2>/dev/null | sed -n 's/^ii  *//p')"
  while read -r package; do
    [ -z "$package" ] || grep -qx "$package" <<<"$have" || missing+=("$package")
  done < requirements/apt.txt
else
  echo "setup: this is not a Debian system; these packages must be there under their own names:" >&2
  tr '\n' ' ' < requirements/apt.txt >&2; echo >&2
fi
if [ "${#missing[@]}" -gt 0 ]; then
  echo "setup: installing ${#missing[@]} Debian packages: ${missing[*]}"
  sudo=""
  if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null || { [ -t 0 ] && command -v sudo >/dev/null; }; then
      sudo="sudo"
    else
      echo "setup: no rights to install them. Ask an administrator to run:" >&2
      echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
      exit 1
    fi
  fi
  $sudo apt-get update -qq
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

if [ -f "$STAMP" ] && [ "$(cat "$STAMP")" = "$WANT" ]; then
  exit 0
fi
if ! command -v "$PYTHON" >/dev/null; then
  echo "setup: $PYTHON is needed (Debian 12 has it as python3.11)" >&2
  exit 1
fi
echo "setup: installing $(grep -c '==' requirements/dev.lock) Python packages into .venv, pinned and hashed in requirements/dev.lock"
[ -x .venv/bin/python ] || "$PYTHON" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/dev.lock
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . 2>/dev/null \
  || .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
echo "$WANT" > "$STAMP"
