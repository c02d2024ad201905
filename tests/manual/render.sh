#!/bin/sh
# SPDX-License-Identifier: MIT
# render.sh PAGE...: each is rendered with all warnings of groff, and of mandoc where that is installed; any is a failure.
# Lines are to fit a terminal of 80 columns. Skipped (77) without groff.
set -eu
command -v groff >/dev/null || {
    echo "SKIP: groff is not installed (groff-base)"
    exit 77
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

complain() {
    printf '%s: %s\n' "$1" "$2"
    failed=1
}

for page in "$@"; do
    name=${page##*/}
    groff -Tutf8 -ww -mandoc -rLL=78n -P-cbou "$page" >"$work/text" 2>"$work/warnings" || complain "$name" "groff failed"
    [ ! -s "$work/warnings" ] || complain "$name" "$(cat "$work/warnings")"
    [ "$(wc -l <"$work/text")" -gt 20 ] || complain "$name" "nothing was rendered"
    # In characters; awk may count octets.
    long=$(sed 's/[^ -~][^ -~]*/x/g' "$work/text" | awk 'length > 80' | head -n 3)
    [ -z "$long" ] || complain "$name" "longer than 80 columns: $long"
    if command -v mandoc >/dev/null; then
        mandoc -Tlint -Wwarning "$page" >"$work/warnings" 2>&1 || :
        [ ! -s "$work/warnings" ] || complain "$name" "$(cat "$work/warnings")"
    fi
done
exit "$failed"
