# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034
# Sourced: what is checked with Postfix. The password goes by PLAIN with implicit TLS, by LOGIN with STARTTLS.

source_files composed
: "${sign_in:?}"
checks=(
  delivers_by_implicit_tls
  delivers_by_starttls
  names_the_refused_recipient
  stops_at_a_wrong_password_by_implicit_tls
  stops_at_a_wrong_password_by_starttls
  passes_a_large_message_unchanged
  stops_at_an_unknown_authority
  stops_at_an_unknown_authority_by_starttls
  resumes_the_session
  "${composed_checks[@]}"
)

resumes_the_session() {
  local way
  for way in implicit_tls starttls; do
    declare -n server=$way
    rm -rf "$XDG_STATE_HOME/posthaste/tls"
    for _ in first second; do
      printf 'To: a@x.test\n\nhello\n' | posthaste_exits 0 -t --trace "${sign_in[@]}" "${server[@]}" || exit 1
    done
    says '^=== TLSv1.3 with .*, resumed'
  done
}
