#!/bin/bash
# SPDX-License-Identifier: MIT
# postfix.sh POSTHASTE [CACHE]: the program against a real Postfix (submission ports, Cyrus SASL, virtual mailboxes).
# Needs root, for namespaces of its own: the server, its users and its ports are seen by nobody else and vanish with
# them. The packages are downloaded once into CACHE and never installed. Exit: 0, 1 failed checks, 77 skipped.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export top=/run/real
password='p w"ä$\%:@=#&+'

skip() {
  echo "SKIP: $1"
  exit 77
}

# ---- inside: the client and the checks

fail() { # REASON: ends the check, which runs in a subshell
  echo "$1"
  exit 1
}

posthaste_exits() { # STATUS [posthaste options] < message; what it says is in $top/said
  local status
  timeout 30 "$POSTHASTE" "${@:2}" > "$top/said" 2>&1
  status=$?
  [ "$status" = "$1" ] || fail "exit $status, not $1: $(head -c 500 "$top/said")"
  wait_for_empty_queue || fail "the server's queue does not empty"
}

sign_in=(-f ann@x.test --password-file "$top/password" --tls-ca "$top/ca.pem")
implicit_tls=(--server smtps://ann%40test@localhost)
starttls=(--server smtp://ann%40test@localhost:587)

messages_of() { find "$top/mail" -path "$top/mail/$1/new/*" -type f; }

has_one_message() { # USER
  local count
  count=$(messages_of "$1" | wc -l)
  [ "$count" = 1 ] || fail "$1 has $count messages, not 1"
}

nothing_delivered() { [ -z "$(messages_of '*')" ] || fail "delivered: $(messages_of '*')"; }

delivers_to_all() { # [posthaste options]
  printf 'To: a@x.test, b@x.test\nBcc: c@x.test\nSubject: t\n\nhello\n' | posthaste_exits 0 -t "$@" || exit 1
  local user
  for user in a b c; do
    has_one_message "$user"
    grep -q '^hello$' "$(messages_of "$user")" || fail "$user: the text is missing"
    grep -qi '^bcc' "$(messages_of "$user")" && fail "$user sees Bcc"
    grep -q 'with ESMTPSA' "$(messages_of "$user")" || fail "$user: not by TLS and AUTH"
  done
  grep -q '\(^\|[^a-z0-9]\)c@x\.test' "$(messages_of a)" "$(messages_of b)" && fail "the Bcc address is seen by others"
  exit 0
}

delivers_by_implicit_tls() { delivers_to_all "${sign_in[@]}" "${implicit_tls[@]}"; }

delivers_by_starttls() { delivers_to_all "${sign_in[@]}" "${starttls[@]}"; }

names_the_refused_recipient() {
  printf 'To: no@x.test, a@x.test\nSubject: t\n\nhello\n' |
    posthaste_exits 67 -t "${sign_in[@]}" "${implicit_tls[@]}" || exit 1
  grep -q 'no@x.test' "$top/said" || fail "the refused recipient is not named: $(cat "$top/said")"
  has_one_message a
}

refuses() { # [posthaste options]: 77, and nothing arrives
  printf 'To: a@x.test\nSubject: t\n\nhello\n' | posthaste_exits 77 -t "${sign_in[@]}" "$@" || exit 1
  nothing_delivered
}

stops_at_a_wrong_password_by_plain() { refuses "${implicit_tls[@]}" --password-file "$top/wrong_password"; }

stops_at_a_wrong_password_by_login() { refuses "${starttls[@]}" --password-file "$top/wrong_password"; }

stops_at_an_unknown_authority() { refuses "${implicit_tls[@]}" --tls-ca "$top/other_ca.pem"; }

large_message() { # 200 KB: all octets above 127, and lines that dot-stuffing could harm
  printf '%s\n' 'From: ann@x.test' 'To: a@x.test' 'Subject: large' 'Date: Mon, 06 Jan 2025 10:00:00 +0000' \
    'Message-ID: <large@x.test>' 'MIME-Version: 1.0' 'Content-Type: text/plain; charset=iso-8859-1' \
    'Content-Transfer-Encoding: 8bit' '' . .. ... .x '. ' ' .'
  LC_ALL=C awk 'BEGIN {
    for (i = 128; i < 256; i++) octets = octets sprintf("%c", i)
    for (i = 0; i < 1400; i++) print (i % 7 ? "" : ".") octets " line " i (i % 5 ? "" : "\n.")
  }'
}

passes_a_large_message_unchanged() {
  large_message > "$top/large"
  posthaste_exits 0 -i "${sign_in[@]}" "${implicit_tls[@]}" a@x.test < "$top/large"
  has_one_message a
  local added='^(Return-Path|X-Original-To|Delivered-To|Received):|^[[:blank:]]'
  sed '/^From: ann@x.test$/,$d' "$(messages_of a)" | grep -Ev "$added" && fail "was put before the message"
  sed -n '/^From: ann@x.test$/,$p' "$(messages_of a)" | cmp - "$top/large"
}

check() { # FUNCTION
  local why
  rm -rf "$top"/mail/*
  if why=$("$1" 2>&1); then
    echo "ok ${1//_/ }"
    passed=$((passed + 1))
    return
  fi
  echo "FAIL ${1//_/ }: $why"
  failed=$((failed + 1))
}

prepare_client() { # nothing of the caller's or the machine's configuration takes part
  unset "${!POSTHASTE_@}"
  export POSTHASTE=$1 HOME=$top/home XDG_CONFIG_HOME=$top/home/config XDG_STATE_HOME=$top/home/state LC_ALL=C
  mkdir -p "$XDG_CONFIG_HOME/posthaste" "$XDG_STATE_HOME"
  : > "$XDG_CONFIG_HOME/posthaste/config.toml"
  (umask 077 && printf '%s\n' "$password" > "$top/password" && echo "$password." > "$top/wrong_password")
}

inside() { # POSTHASTE CACHE
  { mount -t tmpfs tmpfs /run && mkdir "$top"; } || skip 'no tmpfs can be mounted'
  mount -t overlay -o "lowerdir=$2/root/usr:/usr,ro" overlay /usr || skip 'no overlay can be mounted on /usr'
  ip link set lo up || skip 'the loopback device of a network namespace cannot be started'
  if ! start_server "$password"; then
    echo 'FAIL the server does not start'
    tail -n 20 "$top"/*log
    exit 1
  fi
  prepare_client "$1"
  passed=0 failed=0
  check delivers_by_implicit_tls
  check delivers_by_starttls
  check names_the_refused_recipient
  check stops_at_a_wrong_password_by_plain
  check stops_at_a_wrong_password_by_login
  check passes_a_large_message_unchanged
  check stops_at_an_unknown_authority
  [ "$failed" = 0 ] || tail -n 40 "$top/log"
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
}

# ---- outside

outside() { # POSTHASTE CACHE
  local command
  [ "$(id -u)" = 0 ] || skip 'needs root, for namespaces'
  for command in apt-get dpkg-deb unshare mount ip openssl; do
    command -v "$command" > /dev/null || skip "$command is not installed"
  done
  unshare -m -n -p -f true || skip 'no namespaces can be made here'
  unpack_postfix "$2" || skip 'the Debian packages of Postfix cannot be had (apt-get update may help)'
  # --kill-child takes everything with it, however the test itself is ended
  trap 'kill -KILL "$namespace" 2> /dev/null' EXIT
  trap 'exit 1' HUP INT TERM
  unshare -m -n -p -f --mount-proc --kill-child=KILL "$here/postfix.sh" --inside "$1" "$2" &
  namespace=$!
  wait "$namespace"
}

if [ $# -lt 1 ]; then
  sed -n 3p "$0"
  exit 64
fi
if [ "$1" = --inside ]; then
  # shellcheck source=tests/real/postfix_server.sh
  . "$here/postfix_server.sh"
  inside "$2" "$3"
  exit
fi
posthaste=$(realpath -e "$1") || exit 66
cache=$(realpath -m "${2:-$(dirname "$posthaste")/real-postfix}")
# shellcheck source=tests/real/postfix_packages.sh
. "$here/postfix_packages.sh"
outside "$posthaste" "$cache"
