#!/bin/sh
# SPDX-License-Identifier: MIT
# reproducible.sh [WORK]: builds the tree twice, in folders of WORK with names of different length, one after the other, in
# other locales, time zones and umasks, with no compiler cache; the programs and the packages must be the same to the bit.
# Takes as long as two builds. What is in the tree and not known to git takes no part.
set -eu
tree=$(cd "$(dirname "$0")/../.." && pwd)
work=${1:-$(mktemp -d)}
mkdir -p "$work"
work=$(cd "$work" && pwd)

build() { # FOLDER
    rm -rf "${work:?}/$1"
    mkdir -p "$work/$1"
    (cd "$tree" && git ls-files -z | tar --null -T - -cf -) | tar -xf - -C "$work/$1"
    cmake -S "$work/$1" -B "$work/$1/out" -G Ninja -DCMAKE_BUILD_TYPE=Release -DPH_TESTS=OFF >"$work/$1.log"
    cmake --build "$work/$1/out" >>"$work/$1.log"
    (cd "$work/$1/out" && cpack -G DEB) >>"$work/$1.log" 2>&1
}

unset SOURCE_DATE_EPOCH CMAKE_CXX_COMPILER_LAUNCHER
export CCACHE_DISABLE=1
(umask 022 && LC_ALL=C TZ=UTC build a)
(umask 077 && LC_ALL=C.UTF-8 TZ=Asia/Kathmandu build another/and/longer)

status=0
for file in posthaste "package/$(cd "$work/a/out/package" && echo *.deb)"; do
    if cmp "$work/a/out/$file" "$work/another/and/longer/out/$file"; then
        sha256sum "$work/a/out/$file"
    else
        status=1
    fi
done
exit "$status"
