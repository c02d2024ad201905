#!/bin/sh
# SPDX-License-Identifier: MIT
# sh cmake/setup.sh build|deb|test|demo: from a fresh clone to the built program, to a Debian package of it, to the tests, to
# a message sent.
# Installs what is missing from the packages of Debian or Ubuntu, the only thing that needs root; all else stays in
# build/release. With CI set, warnings are errors.
set -eu
cd "$(dirname "$0")/.."
build=build/release

build_packages="cmake ninja-build g++ libssl-dev libfmt-dev libcli11-dev libtomlplusplus-dev
nlohmann-json3-dev libidn2-dev libunistring-dev ca-certificates"
package_packages="dpkg-dev file"
test_packages="libgtest-dev libgmock-dev iproute2 openssl gnupg strace python3 python3-dkim libmail-dkim-perl
python3-gi gir1.2-gmime-3.0 maildrop mblaze libmime-tools-perl groff-base mandoc shellcheck lintian
$package_packages"

say() { printf '%s\n' "$*" >&2; }
die() { status=$1; shift; say "setup: $*"; exit "$status"; }

missing_packages() {
    for package in "$@"; do
        case $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) in
        installed) ;;
        *) printf '%s ' "$package" ;;
        esac
    done
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@" # asks for the password
    else
        die 77 "not root and no sudo; as root run: $*"
    fi
}

install_packages() {
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        say "setup: no apt-get here; what is needed, by Debian's names:" "$@"
        return
    fi
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    say "setup: installing $missing"
    # shellcheck disable=SC2086 # a list of words
    set -- env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
    # A package list that is fresh enough need not be fetched again.
    as_root "$@" >&2 || { as_root apt-get update -q >&2 && as_root "$@" >&2; } ||
        die 69 "cannot install $missing; as root run: apt-get install $missing"
}

configure() {
    command -v cmake >/dev/null || die 69 "cmake is missing"
    cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DPH_WERROR="${CI:+ON}" "$@" >"$configure_log" 2>&1 && return
    cat "$configure_log" >&2
    die 69 "cmake found something missing (above)"
}

build_release() {
    # shellcheck disable=SC2086 # a list of words
    install_packages $build_packages
    configure -DPH_TESTS=OFF
    cmake --build "$build" --target posthaste completions
    say "built $build/posthaste"
}

build_package() {
    # shellcheck disable=SC2086 # lists of words
    install_packages $build_packages $package_packages
    configure -DPH_TESTS=OFF
    cmake --build "$build"
    (cd "$build" && cpack -G DEB >"$configure_log" 2>&1) || { cat "$configure_log" >&2; die 70 "cpack failed (above)"; }
    say "made $(echo "$build"/package/*.deb)"
}

# Servers to test against are downloaded by name, never installed; for that apt must know what there is.
know_packages() {
    command -v apt-get >/dev/null || return 0
    set -- /var/lib/apt/lists/*_Packages*
    [ -e "$1" ] || as_root apt-get update -q >&2 || say "setup: no package lists; tests with real servers will be skipped"
}

run_tests() {
    # shellcheck disable=SC2086 # lists of words
    install_packages $build_packages $test_packages
    know_packages
    configure -DPH_TESTS=ON
    cmake --build "$build"
    ctest --test-dir "$build" --output-on-failure -j 2
    say_why_skipped "$build/Testing/Temporary/LastTest.log"
}

say_why_skipped() {
    reasons=$(awk '/: Skipped$/ { getline; print; next } /^SKIP: /' "$1")
    [ -z "$reasons" ] || printf 'Skipped, because:\n%s\n' "$reasons"
}

wait_for_file() {
    tries=0
    until [ -s "$1" ]; do
        kill -0 "$sink" 2>/dev/null || die 70 "the demonstration's server ended: $(cat "$work/sink.log")"
        tries=$((tries + 1))
        [ "$tries" -lt 300 ] || die 70 "the demonstration's server does not start"
        sleep 0.1
    done
}

# The program against a real SMTP server with TLS on this machine: what went over the wire, and what arrived.
run_demo() {
    # shellcheck disable=SC2086 # a list of words
    install_packages $build_packages
    configure -DPH_TESTS=OFF
    cmake --build "$build" --target posthaste posthaste-sink >&2

    TMPDIR=$work "$build/posthaste-sink" --tls implicit --messages 1 --ca-file "$work/ca.pem" --port-file "$work/port" \
        >"$work/received" 2>"$work/sink.log" &
    sink=$!
    wait_for_file "$work/port"
    server=smtps://localhost:$(cat "$work/port")

    say
    say "\$ posthaste -t --server $server --tls-ca ca.pem --trace < message"
    cat >"$work/message" <<'MESSAGE'
From: Ann Example <ann@example.org>
To: Bob Example <bob@example.net>
Bcc: carol@example.com
Subject: posthaste works

Sent by posthaste, over TLS, to a server on this machine.
MESSAGE
    status=0
    HOME=$work XDG_CONFIG_HOME=$work "$build/posthaste" -t --server "$server" --tls-ca "$work/ca.pem" --trace \
        <"$work/message" || status=$?
    [ "$status" -eq 0 ] || die 70 "posthaste ended with status $status: the demonstration failed"
    # The server prints the message before it says that it has it.
    [ -s "$work/received" ] || die 70 "posthaste ended well, but nothing arrived"
    wait "$sink" || die 70 "the demonstration's server failed: $(cat "$work/sink.log")"
    sink=

    printf '\nThe server received:\n\n'
    cat "$work/received"
    if ! grep -q '^Subject: posthaste works' "$work/received" || ! grep -q '^to <carol@example.com>' "$work/received" ||
        grep -qi '^Bcc:' "$work/received"; then
        die 70 "that is not what was sent"
    fi
    printf '\nThe message arrived: Carol got it by her address in the envelope, and no Bcc shows.\n'
}

sink=
work=$(mktemp -d)
configure_log=$work/configure.log
trap '[ -z "$sink" ] || kill "$sink" 2>/dev/null || :; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

usage="usage: sh cmake/setup.sh build|deb|test|demo"
[ $# -eq 1 ] || die 64 "$usage"
case $1 in
-h | --help) say "$usage" ;;
build) build_release ;;
deb) build_package ;;
test) run_tests ;;
demo) run_demo ;;
*) die 64 "$usage" ;;
esac
