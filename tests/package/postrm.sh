#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Usage: postrm.sh POSTRM
# The script that dpkg runs at a purge, in a spool of its own: mail stays, also where find(1) cannot tell.
set -euo pipefail
top=$(mktemp -d)
trap 'rm -rf "$top"' EXIT

fail() {
  echo "$1"
  exit 1
}

# Nothing of this machine is to be touched: its paths lead into $top, and what asks systemd is not there.
sed -e "s|^spool=.*|spool=$top/spool|" -e "s| /run/| $top/run/|" -e "s| /var/| $top/var/|" "$1" >"$top/postrm"
mkdir "$top/bin" "$top/broken"
for program in find rm rmdir; do
  ln -s "$(type -P "$program")" "$top/bin/$program"
done
printf '#!/bin/sh\nexit 1\n' >"$top/broken/find"
chmod +x "$top/broken/find"
shell=$(type -P sh)

purge() { # PATH-IN-FRONT
  env PATH="$1$top/bin" "$shell" "$top/postrm" purge 2>"$top/errors"
}

mkdir -p "$top/spool/queue" "$top/spool/failed/one"
touch "$top/spool/failed/one/message"
purge "" || fail 'a purge with mail waiting fails'
[ -e "$top/spool/failed/one/message" ] || fail 'a purge took mail'
grep -q 'still holds mail' "$top/errors" || fail 'a purge with mail waiting says nothing of it'

rm -r "$top/spool/failed/one"
purge "$top/broken:" || fail 'a purge without find fails'
[ -d "$top/spool" ] || fail 'a purge took a spool that could not be looked into'

purge "" || fail 'a purge of an empty spool fails'
[ ! -e "$top/spool" ] || fail 'a purge left the empty spool'
