#!/usr/bin/env bash
# Pins every Python package with its hashes. Run after changing the dependencies in pyproject.toml.
set -euo pipefail
cd "$(dirname "$0")/.."
tools="$(mktemp -d)"
trap 'rm -rf "$tools"' EXIT
python3.11 -m venv "$tools"
"$tools/bin/pip" install --quiet uv
index="$("$tools/bin/pip" config get global.index-url 2>/dev/null || echo https://pypi.org/simple)"
# rapidocr asks for the headless build, which would be installed over opencv-python and break it; both are the same cv2.
options=(--quiet --no-emit-package opencv-python-headless --generate-hashes --no-header --no-emit-index-url --python-version 3.11 --default-index "$index")
"$tools/bin/uv" pip compile pyproject.toml "${options[@]}" -o requirements/runtime.lock
"$tools/bin/uv" pip compile pyproject.toml --extra dev "${options[@]}" -o requirements/dev.lock
