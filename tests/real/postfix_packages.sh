# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Sourced: the Debian packages of a Postfix with SASL, unpacked into a folder of ours and not installed.

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2> /dev/null)" = installed ]; }

# Only libraries: what else postfix depends on is for its installation.
missing_libraries() { # FILE.deb
  local name
  dpkg-deb -f "$1" Depends | tr ',' '\n' | sed 's/|.*//; s/(.*//; s/:any//; s/ //g' | grep '^lib' |
    while read -r name; do is_installed "$name" || echo "$name"; done
}

fetch_package() { # NAME, into the current folder, and what it needs
  compgen -G "$1_*.deb" > /dev/null && return 0
  apt-get download -qq -o APT::Sandbox::User=root -o Acquire::Retries=1 -o Acquire::http::Timeout=20 "$1" || return 1
  local library
  for library in $(missing_libraries "$1"_*.deb); do
    fetch_package "$library" || return 1
  done
}

unpack_postfix() { # CACHE: afterwards CACHE/root/usr is what the packages would have added to /usr
  [ -e "$1/root/complete" ] && return 0
  rm -rf "$1/root" "$1/debs"
  mkdir -p "$1/root" "$1/debs" || return 1
  local package
  (
    cd "$1/debs" || exit 1
    for package in postfix sasl2-bin libsasl2-modules libsasl2-modules-db libsasl2-2; do
      fetch_package "$package" || exit 1
    done
    for package in *.deb; do
      dpkg-deb -x "$package" ../root || exit 1
    done
  ) && touch "$1/root/complete"
}
