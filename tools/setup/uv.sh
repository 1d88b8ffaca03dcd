#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Prints the path of a uv that runs: the one on PATH, else one of our own under .tools/.
# A plain Debian has python3 but neither pip nor venv: then it is fetched without them, and the last resort is a package of Debian's.
set -eu
version=0.13.9
own=.tools/uv

say() { printf 'setup: %s\n' "$*" >&2; }

for found in "$(command -v uv || true)" "$own/bin/uv"; do
    if [ -n "$found" ] && "$found" --version >/dev/null 2>&1; then
        printf '%s\n' "$found"
        exit 0
    fi
done

if ! command -v python3 >/dev/null; then
    sh tools/setup/system.sh python3-venv >&2 || exit 1
fi

with_venv() { rm -rf "$own" && python3 -m venv "$own" >/dev/null 2>&1 && "$own/bin/python3" -m pip install --quiet "uv==$version" >&2; }
with_pip() { rm -rf "$own" && python3 -m pip install --quiet --target "$own" "uv==$version" >&2; }
with_python() { rm -rf "$own" && python3 tools/setup/wheel.py "$version" "$own" >&2; }

say "fetching uv $version into $own"
if python3 -c 'import ensurepip, venv' 2>/dev/null && with_venv; then
    :
elif python3 -m pip --version >/dev/null 2>&1 && with_pip; then
    :
elif with_python; then
    :
else
    sh tools/setup/system.sh python3-venv >&2 && with_venv || {
        say "no uv could be had; install it by hand (https://docs.astral.sh/uv/) and try again"
        exit 1
    }
fi
"$own/bin/uv" --version >/dev/null
printf '%s\n' "$own/bin/uv"
