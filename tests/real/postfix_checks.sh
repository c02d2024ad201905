# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034
# Sourced: what is checked with Postfix. The password goes by PLAIN with implicit TLS, by LOGIN with STARTTLS.

checks=(
  delivers_by_implicit_tls
  delivers_by_starttls
  names_the_refused_recipient
  stops_at_a_wrong_password_by_implicit_tls
  stops_at_a_wrong_password_by_starttls
  passes_a_large_message_unchanged
  stops_at_an_unknown_authority
  stops_at_an_unknown_authority_by_starttls
)
