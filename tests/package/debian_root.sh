#!/bin/bash
# SPDX-License-Identifier: MIT
# debian_root.sh PACKAGE.deb POSTHASTE-SINK [CACHE]: the package on a clean Debian 12: in the place of another mail program,
# as the system's service in front of a relay that wants TLS and a login, upgraded, removed and purged with mail waiting.
# Needs root, for namespaces; debootstrap, and the first time a mirror of Debian. Exit: 0, 1 failed checks, 77 skipped.
#
# That Debian is booted, with systemd, in namespaces of its own: the services run as they are going to, confined. Where no
# cgroup can be made it is not, and the service is started by hand. The clean root and the packages that apt wants for the
# test are kept in CACHE; what a run changes is in memory, and its network holds the relay alone.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export top=/run/debian_root root=/run/debian_root/root
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
base=systemd-sysv,dbus
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
  needs="$mirror $base $(dpkg-deb -f "$2" Depends) ${wanted[*]}"
  [ "$(cat "$1/complete" 2> /dev/null)" = "$needs" ] && return 0
  rm -rf "$1" && mkdir -p "$1" && echo "debootstrap from $mirror ..."
  debootstrap --variant=minbase --include="$base" bookworm "$1/root" "$mirror" > "$1/log" 2>&1 &&
    cp "$2" "$1/root/posthaste.deb" && cp /etc/resolv.conf "$1/root/etc/" &&
    in_root "$1/root" sh -c "apt-get -q update &&
      apt-get -qy --no-install-recommends install --download-only ${wanted[1]} &&
      apt-get -qy --no-install-recommends install --download-only ./posthaste.deb ${wanted[0]}" >> "$1/log" 2>&1 &&
    rm "$1/root/posthaste.deb" "$1/root/etc/resolv.conf" && echo "$needs" > "$1/complete"
}

enter_cgroup() { # NAME: one of our own, of version 2
  local tree
  for tree in /sys/fs/cgroup /sys/fs/cgroup/unified; do
    [ -e "$tree/cgroup.controllers" ] && mkdir "$tree/$1" 2> /dev/null && echo "$BASHPID" > "$tree/$1/cgroup.procs" &&
      return
  done
}

# The processes in it are about to end. What is left of systemd's groups goes first.
# shellcheck disable=SC2317 # both by the trap
empty_cgroup() {
  find "/sys/fs/cgroup/$1" "/sys/fs/cgroup/unified/$1" -depth -type d -exec rmdir {} \;
  [ ! -e "/sys/fs/cgroup/$1" ] && [ ! -e "/sys/fs/cgroup/unified/$1" ]
}
# shellcheck disable=SC2317
leave_cgroup() { wait_until empty_cgroup "$1"; }

furnish() { # CACHE PACKAGE: $root, of which nothing is kept
  local name
  mkdir -p "$top" && mount -t tmpfs tmpfs "$top" && mkdir "$top/upper" "$top/work" "$root" &&
    mount -t overlay -o "lowerdir=$1/root,upperdir=$top/upper,workdir=$top/work" overlay "$root" &&
    mount -t proc proc "$root/proc" && mount -t tmpfs tmpfs "$root/run" && mount -t tmpfs -o mode=755 tmpfs "$root/dev" ||
    return 1
  # Its settings of the kernel would be everybody's.
  mount --bind "$root/proc/sys" "$root/proc/sys" && mount -o remount,bind,ro "$root/proc/sys" || return 1
  for name in null zero full random urandom tty; do
    touch "$root/dev/$name" && mount --bind "/dev/$name" "$root/dev/$name" || return 1
  done
  touch "$root/dev/console" && mount --bind /dev/null "$root/dev/console" && mkdir "$root/dev/pts" "$root/dev/shm" &&
    mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts" && ln -s pts/ptmx "$root/dev/ptmx" &&
    ln -s /proc/self/fd "$root/dev/fd" && ln -s /proc/self/fd/0 "$root/dev/stdin" && ip link set lo up && cp "$2" "$root/posthaste.deb"
}

boots() { # mounts what systemd wants; what would look for hardware or the Internet is left out
  local unit
  mount -t sysfs -o ro sysfs "$root/sys" && mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup" || return 1
  for unit in console-getty.service getty@.service e2scrub_reap.service apt-daily.timer apt-daily-upgrade.timer; do
    ln -s /dev/null "$root/etc/systemd/system/$unit" || return 1
  done
}

inside() { # PACKAGE CACHE: process 1 of the namespace; the outcome goes to descriptor 3
  furnish "$2" "$1" > /dev/null || { echo 'SKIP: the root cannot be furnished' && echo 77 >&3 && exit; }
  export booted=no
  if [ "$cgroup" = yes ] && boots; then
    booted=yes
  fi
  (
    run_checks
    echo $? >&3
  ) &
  [ "$booted" = yes ] || { wait && exit; }
  exec env -i container=test PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot "$root" /lib/systemd/systemd \
    3>&- < /dev/null > "$top/systemd.log" 2>&1
}

run_checks() {
  local check why passed=0
  if [ "$booted" = yes ]; then
    wait_until in_root "$root" systemctl is-active -q basic.target 2> /dev/null || { echo 'FAIL it does not boot' && return 1; }
  else
    echo 'no cgroup can be made here: systemd is not started'
  fi
  for check in "${checks[@]}"; do
    # set -e does nothing in what && or || or if stands by, however deep.
    why=$(
      set -e
      "$check" 2>&1
    )
    # shellcheck disable=SC2181
    if [ $? != 0 ]; then
      echo "FAIL ${check//_/ }: $(tail -c 3000 <<< "$why")"
      what_was_logged
      echo "$passed passed; the rest, which builds on them, was not tried"
      return 1
    fi
    echo "ok ${check//_/ }"
    passed=$((passed + 1))
  done
  echo "$passed passed"
}

outside() { # PACKAGE SINK CACHE
  local command name=posthaste-test-$$ status pipe
  [ "$(id -u)" = 0 ] || skip 'needs root, for namespaces'
  for command in debootstrap dpkg-deb unshare mount ip setpriv; do
    command -v "$command" > /dev/null || skip "$command is not installed"
  done
  unshare -m -n -p -C -u -i -f true || skip 'no namespaces can be made here'
  make_root "$3" "$1" || skip "no clean root can be made from $mirror: $(tail -n 3 "$3/log")"
  pipe=$(mktemp -u) && mkfifo "$pipe"
  # --kill-child takes everything with it, however the test itself is ended
  trap '{ kill -KILL "$namespace"; wait; rm -f "$pipe"; leave_cgroup "$name"; } 2> /dev/null' EXIT
  trap 'exit 1' HUP INT TERM
  (
    cgroup=no
    enter_cgroup "$name" && cgroup=yes
    export cgroup
    exec unshare -m -n -p -C -u -i -f --mount-proc --kill-child=KILL "${BASH_SOURCE[0]}" --inside "$@" 3> "$pipe"
  ) &
  namespace=$!
  read -r status < "$pipe"
  exit "${status:-1}"
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
