#!/bin/bash
# SPDX-License-Identifier: MIT
# run.sh SERVER POSTHASTE [CACHE]: the program against a real server: postfix, exim, opensmtpd or dovecot.
# Needs root, for namespaces of its own: the server, its users and its ports are seen by nobody else and vanish with
# them. The packages are downloaded once into CACHE and never installed. Exit: 0, 1 failed checks, 77 skipped.
#
# A server is two files. SERVER_server.sh: what to download ($packages; before them find_packages, in the folder where
# they are wanted), start_server, and has_delivered, whether nothing is on its way any more. SERVER_checks.sh: $checks,
# and what they need beyond client.sh.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export top=/run/real
export password='p w"ä$\%:@=#&+'

skip() {
  echo "SKIP: $1"
  exit 77
}

inside() { # POSTHASTE CACHE
  local check
  { mount -t tmpfs tmpfs /run && mkdir "$top" "$top/mail"; } || skip 'no tmpfs can be mounted'
  mount -t overlay -o "lowerdir=$2/root/usr:/usr,ro" overlay /usr || skip 'no overlay can be mounted on /usr'
  ip link set lo up || skip 'the loopback device of a network namespace cannot be started'
  prepare_client "$1"
  if ! { make_certificates && start_server; }; then
    echo 'FAIL the server does not start'
    tail -n 20 "$top"/*log
    exit 1
  fi
  passed=0 failed=0 skipped=0
  for check in "${checks[@]}"; do
    check "$check"
  done
  [ "$failed" = 0 ] || tail -n 40 "$top"/*log
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" = 0 ]
}

outside() { # SERVER POSTHASTE CACHE
  local command
  [ "$(id -u)" = 0 ] || skip 'needs root, for namespaces'
  for command in apt-get dpkg-deb unshare mount ip openssl; do
    command -v "$command" > /dev/null || skip "$command is not installed"
  done
  unshare -m -n -p -f true || skip 'no namespaces can be made here'
  unpack_packages "$3" "${packages[@]}" ||
    skip "the Debian packages of $1 cannot be had (apt-get update may help)"
  # --kill-child takes everything with it, however the test itself is ended
  trap 'kill -KILL "$namespace" 2> /dev/null' EXIT
  trap 'exit 1' HUP INT TERM
  unshare -m -n -p -f --mount-proc --kill-child=KILL "$here/run.sh" --inside "$@" &
  namespace=$!
  wait "$namespace"
}

source_files() { # NAME...
  local name
  for name; do
    # shellcheck source=/dev/null
    . "$here/$name.sh"
  done
}

find_packages() { :; }
packages=() checks=()

if [ "$1" = --inside ]; then
  source_files machine client "$2_server" "$2_checks"
  inside "$3" "$4"
  exit
fi
if [ $# -lt 2 ] || [ ! -e "$here/$1_server.sh" ]; then
  sed -n 3p "$0"
  exit 64
fi
posthaste=$(realpath -e "$2") || exit 66
source_files machine packages "$1_server"
outside "$1" "$posthaste" "$(realpath -m "${3:-$(dirname "$posthaste")/real-$1}")"
