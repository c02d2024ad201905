#!/bin/sh
# SPDX-License-Identifier: MIT
# verify.sh UNITS PROGRAM: systemd's own opinion of the units in that directory, which is to be none, with PROGRAM in the
# place of the installed one. Skipped (77) where systemd-analyze is missing.
set -eu
units=$1
program=$2
if ! command -v systemd-analyze >/dev/null; then
    echo "SKIP: systemd-analyze is not installed"
    exit 77
fi
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
mkdir -m 700 "$directory/run"
export XDG_RUNTIME_DIR="$directory/run" # verify --user wants one

for unit in "$units"/posthaste-queue*.*; do
    sed "s|^ExecStart=[^ ]*|ExecStart=$program|" "$unit" >"$directory/$(basename "$unit" | sed 's/@\./@root./')"
done
cd "$directory"

# Of a key that it does not know, systemd-analyze 252 says so and succeeds all the same.
verify() {
    words=$(systemd-analyze verify "$@" 2>&1) || words="$words (failed)"
    [ -z "$words" ] || { printf '%s: %s\n' "$*" "$words"; status=1; }
}
status=0
verify --user ./posthaste-queue.service ./posthaste-queue.timer
verify ./posthaste-queue@root.service ./posthaste-queue@root.timer

# That it bites: a unit that is wrong is not passed over.
printf 'Frobnicate=yes\n' >>posthaste-queue.service
wrong=$(systemd-analyze verify --user ./posthaste-queue.service 2>&1) || :
[ -n "$wrong" ] || { echo "an unknown key is not told"; status=1; }
exit "$status"
