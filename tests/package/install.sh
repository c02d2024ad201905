#!/bin/sh
# SPDX-License-Identifier: MIT
# install.sh BUILD: what cmake --install of that build directory puts where, by DESTDIR and a prefix of its own.
set -eu
build=$1
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
DESTDIR=$root cmake --install "$build" --prefix /opt/mail >"$root/log" 2>&1 || { cat "$root/log"; exit 1; }
rm "$root/log"
cd "$root/opt/mail"
status=0
complain() { echo "$*"; status=1; }

outside=$(find "$root" -mindepth 1 -maxdepth 2 ! -path "$root/opt" ! -path "$root/opt/mail")
[ -z "$outside" ] || complain "outside of the prefix: $outside"
[ -x bin/posthaste ] || complain 'no program'
[ -z "$(find . -type l)" ] || complain 'a name of sendmail, unasked'

for unit in lib/systemd/*/*.service share/doc/posthaste/examples/crontab; do
    grep -Eq '(^ExecStart=| )/opt/mail/bin/posthaste ' "$unit" || complain "$unit starts another program"
done
! grep -r '@[A-Z_]*@' lib share/doc/posthaste/examples || complain 'something was not filled in'
for file in lib/systemd/user/posthaste-queue.timer lib/systemd/system/posthaste-queue@.timer \
    lib/systemd/system/posthaste.socket lib/systemd/system/posthaste-queue-system.timer lib/sysusers.d/posthaste.conf \
    lib/tmpfiles.d/posthaste.conf share/bash-completion/completions/posthaste share/doc/posthaste/README.md \
    share/doc/posthaste/docs/packaging.md; do
    [ "$(stat -c %a "$file")" = 644 ] || complain "$file is missing, or not for all to read"
done

export XDG_STATE_HOME="$root/state"
taken() { bin/posthaste -C "$1" --dry-run root </dev/null >/dev/null; }
# The examples are good as they are, and with every key that they name.
for example in share/doc/posthaste/examples/*.toml; do
    taken "$example" || complain "$example is refused"
    sed 's/^#\([a-z[]\)/\1/' "$example" >with_all.toml
    ! cmp -s "$example" with_all.toml || complain "$example names no key"
    taken with_all.toml || complain "$example is refused with all keys"
done
exit "$status"
