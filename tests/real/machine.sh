# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Sourced inside the private namespace: what every server needs around it, in $top (a tmpfs).
: "${top:?}"

make_users() { # NAME...: each a user and a group, with ids that nobody else has; the machine's own are left out
  local name id=1001
  printf '%s\n' root:x:0:0::/root:/bin/sh nobody:x:65534:65534::/:/bin/false > "$top/passwd"
  printf '%s\n' root:x:0: nogroup:x:65534: > "$top/group"
  for name; do
    echo "$name:x:$id:$id::$top:/bin/sh" >> "$top/passwd"
    echo "$name:x:$id:" >> "$top/group"
    id=$((id + 1))
  done
  mount --bind "$top/passwd" /etc/passwd && mount --bind "$top/group" /etc/group
}

key_kind=(ec -pkeyopt ec_paramgen_curve:P-256)

make_certificate() { # NAME SECTION [openssl req options]: NAME.pem and NAME.key
  openssl req -x509 -newkey "${key_kind[@]}" -noenc -days 2 -subj "/CN=$1" \
    -config "$top/openssl.cnf" -extensions "$2" -keyout "$top/$1.key" -out "$top/$1.pem" "${@:3}" 2>> "$top/openssl.log"
}

make_certificates() { # ca.pem signs server.pem, which is for localhost; other_ca.pem has nothing to do with them
  cat > "$top/openssl.cnf" <<'CONFIG'
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[person]
basicConstraints = critical, CA:FALSE
extendedKeyUsage = emailProtection
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
CONFIG
  make_certificate ca authority && make_certificate other_ca authority &&
    make_certificate server server -CA "$top/ca.pem" -CAkey "$top/ca.key"
}

wait_until() { # COMMAND...
  local try
  for ((try = 0; try < 100; try++)); do
    "$@" && return 0
    sleep 0.1
  done
  return 1
}

are_open() { # PORT...
  local port
  for port; do
    (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null || return 1
  done
}

has_no_files() { [ -z "$(find "$@" -type f)" ]; } # FOLDER...
