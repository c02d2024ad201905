#!/bin/sh
# SPDX-License-Identifier: MIT
# lintian.sh BUILD: the package that cpack makes in that build directory holds what it should, and lintian finds no error
# in it; warnings are shown. Skipped (77) where it is no Release build, or dpkg-deb or lintian is missing.
set -eu
build=$1
skip() { echo "SKIP: $1"; exit 77; }
for command in dpkg-deb dpkg-parsechangelog cpack lintian; do
    command -v "$command" >/dev/null || skip "$command is not installed"
done
grep -q '^CMAKE_BUILD_TYPE:[A-Z]*=Release$' "$build/CMakeCache.txt" || skip 'a package is made of a Release build only'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cpack -G DEB --config "$build/CPackConfig.cmake" -B "$work" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
set -- "$work"/*.deb
package=$1
status=0
complain() { echo "$*"; status=1; }

dpkg-deb -c "$package" >"$work/contents"
holds() { # MODE PATH [TARGET], of root
    line="$1 root/root .* \./$2${3:+ -> $3}\$"
    grep -Eq -e "^$line" "$work/contents" || complain "the package has no $*"
}
holds '-rwxr-xr-x' usr/bin/posthaste
holds '-rw-r--r--' etc/posthaste/config.toml
holds '-rw-r-----' etc/posthaste/service.toml
holds lrwxrwxrwx usr/sbin/sendmail ../bin/posthaste
holds lrwxrwxrwx usr/lib/sendmail ../sbin/sendmail
holds lrwxrwxrwx usr/bin/mailq posthaste
holds lrwxrwxrwx usr/bin/newaliases posthaste
holds lrwxrwxrwx usr/sbin/runq ../bin/posthaste
holds '-rw-r--r--' usr/lib/systemd/system/posthaste.socket
! grep -E '^...s|^......s|^........w[^x]* ' "$work/contents" | grep -v '^l' || complain 'set-uid, set-gid or writable for all'
! grep -v ' root/root ' "$work/contents" || complain 'not of root'
dpkg-deb --fsys-tarfile "$package" | tar -xO ./usr/lib/systemd/system/posthaste.service |
    grep -q '^ExecStart=/usr/bin/posthaste ' || complain 'posthaste.service starts another program'
for field in Provides Conflicts Replaces; do
    [ "$(dpkg-deb -f "$package" "$field")" = mail-transport-agent ] || complain "$field is not mail-transport-agent"
done
for library in libidn2 libunistring; do # those that the program loads by itself
    dpkg-deb -f "$package" Depends | grep -q "$library" || complain "it does not depend on $library"
done

root=
[ "$(id -u)" != 0 ] || root=--allow-root
# shellcheck disable=SC2086 # none or one
lintian $root --fail-on error "$package" || complain "lintian's status is $?"
exit "$status"
