# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034
# Sourced: what is checked with Exim, which has CHUNKING: the text goes by BDAT.
: "${top:?}" "${sign_in:?}" "${implicit_tls:?}" "${starttls:?}"

delivers_by_bdat_in_the_flight_of_the_recipients() {
  delivers_to_all "${sign_in[@]}" "${implicit_tls[@]}" --trace
  grep -A 1 '^ ~> RCPT TO:<c@x\.test>' "$top/said" | grep -q '^ ~> BDAT [0-9]* LAST' ||
    fail "no BDAT right behind the last RCPT: $(head -c 2000 "$top/said")"
}

delivers_by_starttls_and_login() {
  delivers_to_all "${sign_in[@]}" "${starttls[@]}" --auth login --trace
  says '^ ~> AUTH LOGIN'
}

stops_at_a_wrong_password_by_starttls_and_login() { stops_at_a_wrong_password_by_starttls --auth login; }

passes_a_large_message_by_bdat_unchanged() {
  passes_a_large_message_unchanged --trace
  says '^ ~> BDAT [0-9]+'
}

checks=(
  delivers_by_bdat_in_the_flight_of_the_recipients
  delivers_by_starttls_and_login
  names_the_refused_recipient
  stops_at_a_wrong_password_by_implicit_tls
  stops_at_a_wrong_password_by_starttls_and_login
  passes_a_large_message_by_bdat_unchanged
  stops_at_an_unknown_authority
  stops_at_an_unknown_authority_by_starttls
)
