#!/bin/sh
# SPDX-License-Identifier: MIT
# "shellcheck.sh TREE": shellcheck has nothing to say of any script in the tree, maintainer scripts of the package and parts
# that are sourced included. Skipped (77) where shellcheck is missing.
set -eu
cd "$1"
if ! command -v shellcheck >/dev/null; then
    echo "SKIP: shellcheck is not installed"
    exit 77
fi

# Told by their first lines, for not all have an extension.
list_scripts() {
    find . \( -name .git -o -path './build*' -o -path ./tests/data \) -prune -o -type f -exec \
        awk 'FNR > 3 { nextfile }
             (FNR == 1 && /^#!.*[\/ ](ba|da)?sh( |$)/) || /^# shellcheck shell=/ { print FILENAME; nextfile }' {} +
}
# No name here has a blank.
# shellcheck disable=SC2046
set -- $(list_scripts)
[ $# -ge 15 ] || { echo "only $# scripts were found"; exit 1; }

status=0
shellcheck "$@" || status=1
printf '%s scripts\n' "$#"

# That it bites.
# shellcheck disable=SC2016 # it is the script's
if printf '#!/bin/sh\nrm -r $1\n' | shellcheck - >/dev/null; then
    echo 'an unquoted variable is not told'
    status=1
fi
exit "$status"
