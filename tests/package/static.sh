#!/bin/sh
# SPDX-License-Identifier: MIT
# static.sh PROGRAM SINK: a program of PH_STATIC_PIE in a root that holds nothing but it and a few lines of /etc: it sends over
# TLS with SCRAM, looks up a host and a user, converts a domain and a password. Skipped (77) where no such root can be entered.
set -eu
program=$1
sink=$2
root=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || :; rm -rf "$root"' EXIT
status=0
complain() { echo "$*"; status=1; }

headers=$(readelf -lW "$program")
echo "$headers" | grep -q 'Elf file type is DYN' || complain 'it is not position-independent'
! echo "$headers" | grep -q INTERP || complain 'it is not static'

mkdir "$root/etc" "$root/root" "$root/tmp"
cp "$program" "$root/posthaste"
echo '127.0.0.1 localhost relay.test' >"$root/etc/hosts"
echo 'root:x:0:0:Root:/root:/bin/sh' >"$root/etc/passwd"
# Modules that are not there, and must not be looked for.
printf '%s\n' 'passwd: sss files' 'hosts: resolve [!UNAVAIL=return] files' >"$root/etc/nsswitch.conf"
echo 'pásswörd' >"$root/etc/password" && chmod 600 "$root/etc/password"

[ "$status" = 0 ] || exit 1

enter() { env -i unshare -r -R "$root" -w / "$@"; }
enter /posthaste --version >/dev/null 2>&1 || { echo 'SKIP: no root of its own can be entered here'; exit 77; }

TMPDIR=$root/tmp "$sink" --tls implicit --auth 'ann:pásswörd' --messages 1 --ca-file "$root/ca.pem" --port-file "$root/port" \
    >"$root/received" 2>"$root/sink.log" &
server=$!
for _ in $(seq 300); do
    [ ! -s "$root/port" ] || break
    sleep 0.1
done

printf 'Subject: static\n\nhello\n' | enter /posthaste --no-queue --server "smtps://ann@localhost:$(cat "$root/port")" \
    --tls-ca /ca.pem --password-file /etc/password -f ann@example.org 'bob@bücher.example' 2>"$root/said" ||
    complain "over TLS: $(cat "$root/said")"
for line in 'to <bob@xn--bcher-kva.example>' 'Subject: static' hello; do
    grep -Fqx "$line" "$root/received" || complain "not received: $line"
done

printf 'Subject: here\n\nhello\n' | enter /posthaste --no-queue root 2>"$root/said" ||
    complain "to a user: $(cat "$root/said")"
grep -rq '^Subject: here' "$root/root/Maildir/new" || complain 'the user did not get it'
! printf 'Subject: here\n\nhello\n' | enter /posthaste --no-queue nosuch 2>/dev/null || complain 'nobody got it'
exit "$status"
