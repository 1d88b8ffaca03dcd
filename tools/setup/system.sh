#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Installs the named Debian packages that are missing, as root or by `sudo -n`; says the one line to type when it may not.
set -eu

missing=
for package in "$@"; do
    # What was installed by other means counts too: the programs are what is needed, not the packages.
    case $package in
        chromium) command -v chromium >/dev/null && continue ;;
        postgresql-15) [ -x /usr/lib/postgresql/15/bin/initdb ] && continue ;;
        *) dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q ' installed$' && continue ;;
    esac
    missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
    as_root='sudo -n'
    sudo -n true 2>/dev/null || as_root=none
fi
if [ "$as_root" = none ] || ! command -v apt-get >/dev/null; then
    printf 'setup: missing; as an administrator, type: apt-get install%s\n' "$missing" >&2
    exit 1
fi

case $missing in
    *postgresql*)
        # The tests start a server of their own: Debian's is not to make one, nor to start it.
        if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
            $as_root mkdir -p /etc/postgresql-common
            echo 'create_main_cluster = false' | $as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
        fi
        ;;
esac
printf 'setup: installing%s\n' "$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086 # both are lists of words
if ! {
    $as_root apt-get update --quiet=2 &&
        $as_root env DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1 \
            apt-get install --quiet=2 --yes --no-install-recommends $missing
} </dev/null >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    exit 1
fi
