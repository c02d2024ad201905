#!/bin/bash
# SPDX-License-Identifier: MIT
# debian_root.sh PACKAGE.deb POSTHASTE-SINK [CACHE]: the package on a clean Debian 12: in the place of another mail program,
# as the system's service in front of a relay that wants TLS and a login, upgraded, removed and purged with mail waiting.
# Needs root, for namespaces; debootstrap, and the first time a mirror of Debian. Exit: 0, 1 failed checks, 77 skipped.
#
# The clean root and the packages that apt wants for the test are kept in CACHE; what a run changes is in memory, and its
# network holds the relay alone.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export top=/run/debian_root root=/run/debian_root/root
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
wanted=(bsd-mailx msmtp-mta)

# shellcheck source=/dev/null
. "$here/../real/machine.sh"

skip() {
  echo "SKIP: $1"
  exit 77
}

in_root() { # FOLDER COMMAND...
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C DEBIAN_FRONTEND=noninteractive chroot "$@"
}

make_root() { # CACHE PACKAGE: a clean root, with what apt is going to install in its cache
  local needs
  needs="$mirror $(dpkg-deb -f "$2" Depends) ${wanted[*]}"
  [ "$(cat "$1/complete" 2> /dev/null)" = "$needs" ] && return 0
  rm -rf "$1" && mkdir -p "$1" && echo "debootstrap from $mirror ..."
  debootstrap --variant=minbase bookworm "$1/root" "$mirror" > "$1/log" 2>&1 &&
    cp "$2" "$1/root/posthaste.deb" && cp /etc/resolv.conf "$1/root/etc/" &&
    in_root "$1/root" sh -c "apt-get -q update &&
      apt-get -qy --no-install-recommends install --download-only ${wanted[1]} &&
      apt-get -qy --no-install-recommends install --download-only ./posthaste.deb ${wanted[0]}" >> "$1/log" 2>&1 &&
    rm "$1/root/posthaste.deb" && echo "$needs" > "$1/complete"
}

inside() { # PACKAGE CACHE
  { mkdir -p "$top" && mount -t tmpfs tmpfs "$top" && mkdir "$top/upper" "$top/work" "$root"; } ||
    skip 'no tmpfs can be mounted'
  mount -t overlay -o "lowerdir=$2/root,upperdir=$top/upper,workdir=$top/work" overlay "$root" ||
    skip 'no overlay can be mounted'
  { mount --rbind /dev "$root/dev" && mount -t proc proc "$root/proc" && ip link set lo up; } ||
    skip 'the root cannot be furnished'
  cp "$1" "$root/posthaste.deb"
  passed=0
  for check in "${checks[@]}"; do
    check "$check"
  done
  echo "$passed passed"
}

check() { # FUNCTION. They build on each other: what comes after one that fails is not looked at.
  local why
  why=$(
    set -e
    "$1" 2>&1
  )
  # shellcheck disable=SC2181 # set -e does nothing in a command that is asked for its status
  if [ $? = 0 ]; then
    echo "ok ${1//_/ }"
    passed=$((passed + 1))
    return
  fi
  echo "FAIL ${1//_/ }: $(tail -c 3000 <<< "$why")"
  tail -n 20 "$top"/*.log
  echo "$passed passed; the rest was not tried"
  exit 1
}

outside() { # PACKAGE SINK CACHE
  local command
  [ "$(id -u)" = 0 ] || skip 'needs root, for namespaces'
  for command in debootstrap dpkg-deb unshare mount ip setpriv; do
    command -v "$command" > /dev/null || skip "$command is not installed"
  done
  unshare -m -n -p -f true || skip 'no namespaces can be made here'
  make_root "$3" "$1" || skip "no clean root can be made from $mirror: $(tail -n 3 "$3/log")"
  # --kill-child takes everything with it, however the test itself is ended
  trap 'kill -KILL "$namespace" 2> /dev/null' EXIT
  trap 'exit 1' HUP INT TERM
  unshare -m -n -p -f --mount-proc --kill-child=KILL "${BASH_SOURCE[0]}" --inside "$@" &
  namespace=$!
  wait "$namespace"
}

checks=()
if [ "$1" = --inside ]; then
  export sink=$3
  # shellcheck source=/dev/null
  . "$here/debian_root_checks.sh"
  inside "$2" "$4"
  exit
fi
if [ $# -lt 2 ]; then
  sed -n 3p "$0"
  exit 64
fi
package=$(realpath -e "$1") && server=$(realpath -e "$2") || exit 66
outside "$package" "$server" "$(realpath -m "${3:-$(dirname "$server")/debian-root}")"
