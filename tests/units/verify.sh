#!/bin/sh
# SPDX-License-Identifier: MIT
# verify.sh UNITS PROGRAM: systemd's own opinion of the units in that directory, which is to be none, with PROGRAM in the
# place of the installed one; and of how the system's service is confined. Skipped (77) where systemd-analyze is missing.
set -eu
units=$1
program=$2
for command in systemd-analyze systemd-sysusers systemd-tmpfiles; do
    if ! command -v "$command" >/dev/null; then
        echo "SKIP: $command is not installed"
        exit 77
    fi
done
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
mkdir -m 700 "$directory/run"
export XDG_RUNTIME_DIR="$directory/run" # verify --user wants one

for unit in "$units"/posthaste*.*; do
    sed "s|^ExecStart=[^ ]*|ExecStart=$program|" "$unit" >"$directory/$(basename "$unit" | sed 's/@\./@root./')"
done
status=0
complain() { printf '%s\n' "$*"; status=1; }

cd "$directory"

# Of a key that it does not know, systemd-analyze 252 says so and succeeds all the same.
verify() {
    words=$(systemd-analyze verify --man=no "$@" 2>&1) || words="$words (failed)"
    [ -z "$words" ] || complain "$*: $words"
}
verify --user ./posthaste-queue.service ./posthaste-queue.timer
verify ./posthaste-queue@root.service ./posthaste-queue@root.timer
verify ./posthaste.socket ./posthaste.service ./posthaste-queue-system.service ./posthaste-queue-system.timer

# Ten times the exposure, in systemd-analyze's points from 0 to 100, that it may have: it needs the network and the users'
# numbers, and no more.
for unit in posthaste.service posthaste-queue-system.service; do
    words=$(systemd-analyze security --offline=true --threshold=18 "./$unit" 2>&1) || complain "$unit is exposed: $words"
    # In a user namespace SO_PEERCRED tells of nobody.
    ! grep -q '^PrivateUsers=' "$unit" || complain "$unit: who is at the other end of the socket is told by his uid"
done

# The user and the folders, in a root of their own.
mkdir -p root/etc
systemd-sysusers --root="$directory/root" "$units/sysusers.conf" 2>/dev/null || complain 'sysusers.conf is refused'
grep -q '^posthaste:.*:/var/spool/posthaste:/usr/sbin/nologin$' root/etc/passwd || complain 'there is no user'
if [ "$(id -u)" = 0 ]; then
    systemd-tmpfiles --root="$directory/root" --create "$units/tmpfiles.conf" || complain 'tmpfiles.conf is refused'
    [ "$(stat -c %a root/run/posthaste root/var/spool/posthaste | tr '\n' ' ')" = '755 700 ' ] ||
        complain "folders: $(ls -la root/run root/var/spool)"
    [ "$(stat -c %u root/var/spool/posthaste)" = "$(sed -n 's/^posthaste:[^:]*:\([0-9]*\):.*/\1/p' root/etc/passwd)" ] ||
        complain 'the spool is not of the user posthaste'
fi

# That it bites: a unit that is wrong or unguarded is not passed over.
printf 'Frobnicate=yes\n' >>posthaste-queue.service
wrong=$(systemd-analyze verify --man=no --user ./posthaste-queue.service 2>&1) || :
[ -n "$wrong" ] || complain 'an unknown key is not told'
sed -i '/^ProtectSystem=/d; /^SystemCallFilter=/d' posthaste.service
! systemd-analyze security --offline=true --threshold=18 ./posthaste.service >/dev/null 2>&1 ||
    complain 'a service with less confinement is not told'
exit "$status"
