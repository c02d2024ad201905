# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Sourced: Debian packages, unpacked into a folder of ours and not installed.

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2> /dev/null)" = installed ]; }

candidate() { apt-cache show --no-all-versions "$1" 2> /dev/null | sed -n 's/^Version: //p'; } # NAME: its version

# Only libraries: what else a server depends on is for its installation.
missing_libraries() { # FILE.deb
  local name
  dpkg-deb -f "$1" Depends | tr ',' '\n' | sed 's/|.*//; s/(.*//; s/:any//; s/ //g' | grep '^lib' |
    while read -r name; do is_installed "$name" || echo "$name"; done
}

download() { # [apt-get options] NAME, into the current folder
  apt-get download -qq -o APT::Sandbox::User=root -o Acquire::Retries=1 -o Acquire::http::Timeout=20 "$@"
}

fetch_package() { # NAME, into the current folder, and what it needs
  compgen -G "$1_*.deb" > /dev/null && return 0
  download "$1" && fetch_libraries "$1"_*.deb
}

fetch_libraries() { # FILE.deb
  local library
  for library in $(missing_libraries "$1"); do
    fetch_package "$library" || return 1
  done
}

# For a package that the release has only in a useless version: by package lists that are ours alone. What it needs
# comes from the release all the same.
fetch_from_backports() { # NAME
  local release server options
  # shellcheck source=/dev/null
  release=$(. /etc/os-release && echo "${VERSION_CODENAME:?}") || return 1
  # shellcheck disable=SC2016 # apt expands it
  server=$(apt-get indextargets --format '$(REPO_URI)' "Codename: $release" | head -n 1)
  mkdir -p ../lists/partial && echo "deb ${server:?} $release-backports main" > ../sources.list || return 1
  options=(-o "Dir::Etc::SourceList=$(realpath ../sources.list)" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$(realpath ../lists)")
  apt-get update -qq -o APT::Sandbox::User=root -o APT::Update::Post-Invoke-Success::= "${options[@]}" &&
    download "${options[@]}" "$1" && fetch_libraries "$1"_*.deb
}

unpack_packages() { # CACHE NAME...: afterwards CACHE/root/usr is what the packages would have added to /usr
  local cache=$1 package
  shift
  [ "$(cat "$cache/complete" 2> /dev/null)" = "$*" ] && return 0
  rm -rf "$cache/root" "$cache/debs" "$cache/complete"
  mkdir -p "$cache/root/usr" "$cache/debs" || return 1
  (
    cd "$cache/debs" && find_packages || exit 1
    for package; do
      fetch_package "$package" || exit 1
    done
    for package in *.deb; do
      dpkg-deb -x "$package" ../root || exit 1
    done
    cd ../root || exit 1
    for package in lib* sbin bin; do # a folder of / that is a link into /usr wherever the package gets installed
      [ ! -d "$package" ] || cp -r "$package" usr || exit 1
    done
  ) && echo "$*" > "$cache/complete"
}
