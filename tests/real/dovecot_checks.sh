# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034
# Sourced: what is checked with Dovecot: the mechanisms of its submission server, and LMTP.
: "${top:?}" "${sign_in:?}" "${implicit_tls:?}" "${starttls:?}"

forget_deliveries() {
  : > "$top/relayed"
  rm -rf "$top"/mail/*
}

relays() { # MECHANISM [posthaste options]: with that mechanism, a message comes to all
  printf 'To: a@x.test, b@x.test\nBcc: c@x.test\nSubject: t\n\nhello\n' |
    posthaste_exits 0 -t "${sign_in[@]}" --trace "${@:2}" || exit 1
  says "^ ~> AUTH $1( |\$)"
  local line
  for line in '^from <ann@x\.test>' '^to <a@x\.test>' '^to <b@x\.test>' '^to <c@x\.test>' '^hello$' 'with ESMTPSA'; do
    [ "$(grep -Ec "$line" "$top/relayed")" = 1 ] || fail "not once '$line': $(cat "$top/relayed")"
  done
  grep -qi '^bcc' "$top/relayed" && fail "Bcc is seen"
  return 0
}

stops() { # STATUS [posthaste options]: nothing goes on
  printf 'To: a@x.test\nSubject: t\n\nhello\n' | posthaste_exits "$1" -t "${sign_in[@]}" --trace "${@:2}" || exit 1
  [ ! -s "$top/relayed" ] || fail "relayed: $(cat "$top/relayed")"
}

takes_the_strongest_by_itself() { relays SCRAM-SHA-256 "${implicit_tls[@]}"; }

takes_the_strongest_by_itself_after_starttls() { relays SCRAM-SHA-256 "${starttls[@]}"; }

relays_by_scram_sha_1() { relays SCRAM-SHA-1 "${implicit_tls[@]}" --auth scram-sha-1; }

relays_by_plain() { relays PLAIN "${starttls[@]}" --auth plain; }

relays_by_login() { relays LOGIN "${implicit_tls[@]}" --auth login; }

relays_by_oauthbearer() { relays OAUTHBEARER "${implicit_tls[@]}" --auth oauthbearer --password-file "$top/token"; }

relays_by_xoauth2() { relays XOAUTH2 "${starttls[@]}" --auth xoauth2 --password-file "$top/token"; }

stops_at_a_wrong_password() { # MECHANISM
  stops 77 "${implicit_tls[@]}" --auth "$1" --password-file "$top/wrong_password"
  says "^ ~> AUTH ${1^^}"
  says '^posthaste: a@x\.test: .* 535 '
}

stops_at_a_wrong_password_by_scram_sha_256() { stops_at_a_wrong_password scram-sha-256; }

stops_at_a_wrong_password_by_scram_sha_1() { stops_at_a_wrong_password scram-sha-1; }

stops_at_a_wrong_password_by_plain() { stops_at_a_wrong_password plain; }

stops_at_a_wrong_password_by_login() { stops_at_a_wrong_password login; }

shows_the_challenge_for_an_expired_token_by_oauthbearer() {
  stops 77 "${implicit_tls[@]}" --auth oauthbearer --password-file "$top/expired_token"
  says '^posthaste: .*invalid_token'
}

shows_the_challenge_for_an_expired_token_by_xoauth2() {
  stops 77 "${starttls[@]}" --auth xoauth2 --password-file "$top/expired_token"
  says '^posthaste: .*"status":"401"'
}

shows_the_challenge_for_a_forged_token() {
  stops 77 "${implicit_tls[@]}" --auth oauthbearer --password-file "$top/forged_token"
  says '^posthaste: .*invalid_token'
}

names_the_recipient_that_the_next_server_refuses() {
  printf 'To: no@x.test, a@x.test\nSubject: t\n\nhello\n' |
    posthaste_exits 67 -t "${sign_in[@]}" "${implicit_tls[@]}" || exit 1
  says '^posthaste: no@x\.test'
  [ "$(grep -c '^to ' "$top/relayed")" = 1 ] || fail "relayed: $(cat "$top/relayed")"
}

# QUIRK: when RCPT commands come in one flight, Dovecot 2.3 answers 451 for one that it has already passed on to the next
# server, which so has it in both transactions; hence each address is counted once here.
relays_what_is_over_the_limit_of_recipients_by_further_transactions() {
  printf 'Subject: t\n\nhello\n' |
    posthaste_exits 0 "${sign_in[@]}" "${implicit_tls[@]}" --trace {a,b,c,d,e,f,g}@x.test || exit 1
  says '^<~\* 451 4\.5\.3 '
  [ "$(grep -c '^from ' "$top/relayed")" = 3 ] || fail "not three messages: $(cat "$top/relayed")"
  [ "$(grep '^to ' "$top/relayed" | sort -u)" = "$(printf 'to <%s@x.test>\n' {a..g})" ] ||
    fail "not to all: $(cat "$top/relayed")"
}

relays_a_large_message_unchanged() {
  large_message > "$top/large"
  posthaste_exits 0 -i "${sign_in[@]}" "${implicit_tls[@]}" a@x.test < "$top/large"
  sed '1,/^$/d' "$top/relayed" | head -n -2 > "$top/arrived" # without the sink's own lines
  is_the_large_message "$top/arrived"
}

by_lmtp_at_a_socket=(--server "lmtp://$top/lmtp" -f ann@x.test)
by_lmtp_over_tcp=(--server lmtp://localhost -f ann@x.test)

delivers_by_lmtp() { # PROTOCOL [posthaste options]
  printf 'To: a@x.test, b@x.test\nBcc: c@x.test\nSubject: t\n\nhello\n' | posthaste_exits 0 -t "${@:2}" || exit 1
  came_to_all "$1"
}

delivers_by_lmtp_at_a_socket() { delivers_by_lmtp LMTP "${by_lmtp_at_a_socket[@]}"; }

delivers_by_lmtp_over_tcp() { delivers_by_lmtp LMTP "${by_lmtp_over_tcp[@]}"; }

delivers_by_lmtp_over_tls() { delivers_by_lmtp LMTPS "${by_lmtp_over_tcp[@]}" --tls starttls --tls-ca "$top/ca.pem"; }

delivers_by_lmtp_to_all_but() { # RECIPIENT REPLY [posthaste options]: who is named, with what the server says
  printf 'To: a@x.test, %s, b@x.test\nBcc: c@x.test\nSubject: t\n\nhello\n' "$1" |
    posthaste_exits 67 -t --json "${@:3}" || exit 1
  came_to_all LMTP
  says "^posthaste: $1:? .*$2"
  grep -E '^posthaste: ' "$top/said" | grep -q '[abc]@x\.test' && fail "others are named: $(cat "$top/said")"
  return 0
}

names_whom_lmtp_does_not_know_at_a_socket() { delivers_by_lmtp_to_all_but no@x.test 550 "${by_lmtp_at_a_socket[@]}"; }

names_whom_lmtp_does_not_know_over_tcp() { delivers_by_lmtp_to_all_but no@x.test 550 "${by_lmtp_over_tcp[@]}"; }

names_who_has_no_room_after_the_message_at_a_socket() {
  delivers_by_lmtp_to_all_but full@x.test 552 "${by_lmtp_at_a_socket[@]}"
}

names_who_has_no_room_after_the_message_over_tcp() {
  delivers_by_lmtp_to_all_but full@x.test 552 "${by_lmtp_over_tcp[@]}"
}

delivers_a_large_message_by_lmtp_unchanged() {
  large_message > "$top/large"
  posthaste_exits 0 -i "${by_lmtp_at_a_socket[@]}" a@x.test < "$top/large"
  has_one_message a
  is_the_large_message "$(messages_of a)"
}

checks=(
  takes_the_strongest_by_itself
  takes_the_strongest_by_itself_after_starttls
  relays_by_scram_sha_1
  relays_by_plain
  relays_by_login
  relays_by_oauthbearer
  relays_by_xoauth2
  stops_at_a_wrong_password_by_scram_sha_256
  stops_at_a_wrong_password_by_scram_sha_1
  stops_at_a_wrong_password_by_plain
  stops_at_a_wrong_password_by_login
  shows_the_challenge_for_an_expired_token_by_oauthbearer
  shows_the_challenge_for_an_expired_token_by_xoauth2
  shows_the_challenge_for_a_forged_token
  names_the_recipient_that_the_next_server_refuses
  relays_what_is_over_the_limit_of_recipients_by_further_transactions
  relays_a_large_message_unchanged
  stops_at_an_unknown_authority
  stops_at_an_unknown_authority_by_starttls
  delivers_by_lmtp_at_a_socket
  delivers_by_lmtp_over_tcp
  delivers_by_lmtp_over_tls
  names_whom_lmtp_does_not_know_at_a_socket
  names_whom_lmtp_does_not_know_over_tcp
  names_who_has_no_room_after_the_message_at_a_socket
  names_who_has_no_room_after_the_message_over_tcp
  delivers_a_large_message_by_lmtp_unchanged
)
