# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Sourced inside the private namespace: the client, how a check is run, and the checks that suit every server. What is
# delivered to USER@x.test is found in $top/mail/USER/new.
: "${top:?}" "${password:?}"

fail() { # REASON: ends the check, which runs in a subshell
  echo "$1"
  exit 1
}

posthaste_exits() { # STATUS [posthaste options] < message; what it says is in $top/said
  local status
  timeout 30 "$POSTHASTE" "${@:2}" > "$top/said" 2>&1
  status=$?
  [ "$status" = "$1" ] || fail "exit $status, not $1: $(head -c 2000 "$top/said")"
  wait_until has_delivered || fail "the server's queue does not empty"
}

says() { # REGULAR_EXPRESSION: of the last posthaste_exits, --trace included
  grep -Eq -e "$1" "$top/said" || fail "does not say '$1': $(head -c 2000 "$top/said")"
}

submits=(--password-file "$top/password" --tls-ca "$top/ca.pem")
sign_in=(-f ann@x.test "${submits[@]}")
implicit_tls=(--server smtps://ann%40test@localhost)
starttls=(--server smtp://ann%40test@localhost:587)

messages_of() { find "$top/mail" -path "$top/mail/$1/new/*" -type f; }

has_one_message() { # USER
  local count
  count=$(messages_of "$1" | wc -l)
  [ "$count" = 1 ] || fail "$1 has $count messages, not 1"
}

nothing_delivered() { [ -z "$(messages_of '*')" ] || fail "delivered: $(messages_of '*')"; }

came_to_all() { # PROTOCOL, as Received names it
  local user
  for user in a b c; do
    has_one_message "$user"
    grep -q '^hello$' "$(messages_of "$user")" || fail "$user: the text is missing"
    grep -qi '^bcc' "$(messages_of "$user")" && fail "$user sees Bcc"
    grep -qi "with $1\\>" "$(messages_of "$user")" || fail "$user: not by $1"
  done
  grep -q '\(^\|[^a-z0-9]\)c@x\.test' "$(messages_of a)" "$(messages_of b)" && fail "the Bcc address is seen by others"
  return 0
}

delivers_to_all() { # [posthaste options]
  printf 'To: a@x.test, b@x.test\nBcc: c@x.test\nSubject: t\n\nhello\n' | posthaste_exits 0 -t "$@" || exit 1
  came_to_all ESMTPSA
}

delivers_by_implicit_tls() { delivers_to_all "${sign_in[@]}" "${implicit_tls[@]}"; }

delivers_by_starttls() { delivers_to_all "${sign_in[@]}" "${starttls[@]}"; }

names_the_refused_recipient() {
  printf 'To: no@x.test, a@x.test\nSubject: t\n\nhello\n' |
    posthaste_exits 67 -t "${sign_in[@]}" "${implicit_tls[@]}" || exit 1
  says 'no@x\.test'
  has_one_message a
}

refuses() { # REASON [posthaste options]: 77, and nothing arrives
  printf 'To: a@x.test\nSubject: t\n\nhello\n' | posthaste_exits 77 -t "${sign_in[@]}" "${@:2}" || exit 1
  says "^posthaste: a@x\.test: .*$1"
  nothing_delivered
}

stops_at_a_wrong_password_by_implicit_tls() {
  refuses 535 "${implicit_tls[@]}" --password-file "$top/wrong_password" "$@"
}

stops_at_a_wrong_password_by_starttls() { refuses 535 "${starttls[@]}" --password-file "$top/wrong_password" "$@"; }

stops_at_an_unknown_authority() { refuses certificate "${implicit_tls[@]}" --tls-ca "$top/other_ca.pem"; }

stops_at_an_unknown_authority_by_starttls() { refuses certificate "${starttls[@]}" --tls-ca "$top/other_ca.pem"; }

large_message() { # 200 KB: all octets above 127, and lines that dot-stuffing could harm
  printf '%s\n' 'From: ann@x.test' 'To: a@x.test' 'Subject: large' 'Date: Mon, 06 Jan 2025 10:00:00 +0000' \
    'Message-ID: <large@x.test>' 'MIME-Version: 1.0' 'Content-Type: text/plain; charset=iso-8859-1' \
    'Content-Transfer-Encoding: 8bit' '' . .. ... .x '. ' ' .'
  LC_ALL=C awk 'BEGIN {
    for (i = 128; i < 256; i++) octets = octets sprintf("%c", i)
    for (i = 0; i < 1400; i++) print (i % 7 ? "" : ".") octets " line " i (i % 5 ? "" : "\n.")
  }'
}

is_the_large_message() { # FILE: with nothing before it that a server would not add
  local added='^(Return-[Pp]ath|Envelope-to|Delivery-date|X-Original-To|Delivered-To|Received):|^[[:blank:]]'
  sed '/^From: ann@x.test$/,$d' "$1" | grep -Ev "$added" && fail "was put before the message"
  sed -n '/^From: ann@x.test$/,$p' "$1" | cmp - "$top/large"
}

passes_a_large_message_unchanged() {
  large_message > "$top/large"
  posthaste_exits 0 -i "${sign_in[@]}" "${implicit_tls[@]}" "$@" a@x.test < "$top/large"
  has_one_message a
  is_the_large_message "$(messages_of a)"
}

check() { # FUNCTION, which ends with 77 when it cannot be had here
  local why
  forget_deliveries
  why=$("$1" 2>&1)
  case $? in
    0) echo "ok ${1//_/ }" && passed=$((passed + 1)) ;;
    77) echo "SKIP ${1//_/ }: $why" && skipped=$((skipped + 1)) ;;
    *) echo "FAIL ${1//_/ }: $why" && failed=$((failed + 1)) ;;
  esac
}

forget_deliveries() { rm -rf "$top"/mail/*; }

prepare_client() { # nothing of the caller's or the machine's configuration takes part
  unset "${!POSTHASTE_@}"
  export POSTHASTE=$1 HOME=$top/home XDG_CONFIG_HOME=$top/home/config XDG_STATE_HOME=$top/home/state LC_ALL=C
  export POSTHASTE_QUEUE=never # what fails is to be seen at once
  mkdir -p "$XDG_CONFIG_HOME/posthaste" "$XDG_STATE_HOME"
  : > "$XDG_CONFIG_HOME/posthaste/config.toml"
  (umask 077 && printf '%s\n' "$password" > "$top/password" && echo "$password." > "$top/wrong_password")
}
