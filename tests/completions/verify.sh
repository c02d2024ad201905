#!/bin/sh
# SPDX-License-Identifier: MIT
# verify.sh bash|zsh|fish SCRIPT: what the shell says of its completion script, and what is completed by it where that can
# be asked without a terminal. Skipped (77) where the shell is not installed.
set -eu
shell=$1
script=$2
here=$(dirname "$0")
command -v "$shell" >/dev/null || {
    echo "SKIP: $shell is not installed"
    exit 77
}

"$shell" -n "$script"
case $shell in
bash)
    if command -v shellcheck >/dev/null; then
        shellcheck "$script"
    else
        echo "shellcheck is not installed: bash -n alone has looked at the script"
    fi
    "$shell" --norc "$here/cases.bash" "$script"
    ;;
fish) "$shell" --no-config "$here/cases.fish" "$script" ;;
esac
