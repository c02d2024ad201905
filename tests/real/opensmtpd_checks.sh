# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034
# Sourced: what is checked with OpenSMTPD, which closes the connection when something is sent ahead.
: "${sign_in:?}" "${starttls:?}"

delivers_by_starttls_and_login() {
  delivers_to_all "${sign_in[@]}" "${starttls[@]}" --auth login --trace
  says '^ ~> AUTH LOGIN'
}

stops_at_a_wrong_password_by_starttls_and_login() { stops_at_a_wrong_password_by_starttls --auth login; }

checks=(
  delivers_by_implicit_tls
  delivers_by_starttls_and_login
  names_the_refused_recipient
  stops_at_a_wrong_password_by_implicit_tls
  stops_at_a_wrong_password_by_starttls_and_login
  passes_a_large_message_unchanged
  stops_at_an_unknown_authority
  stops_at_an_unknown_authority_by_starttls
)
