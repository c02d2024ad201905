# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2015 # what is fetched by name; fail after any of several failures
# Sourced: messages that posthaste makes, signs and encrypts, and what programs that are not ours say of them once they
# have come through the server. $composed_checks; a tool that is missing leaves out the checks that need it.
: "${top:?}" "${here:?}" "${sign_in:?}" "${implicit_tls:?}" "${submits:?}"

composed_checks=(
  passes_a_composed_message
  passes_a_message_signed_by_smime
  passes_a_message_encrypted_by_smime
  passes_a_message_signed_by_gpg
  passes_a_message_encrypted_by_gpg
  passes_dkim_by_dkimpy
  passes_dkim_by_mail_dkim
  passes_dkim_of_a_ready_message
)

composed_text='Grüße, und ein Preis von 5 €; MARK'

needs() { # PACKAGE COMMAND...: the check is left out unless the command succeeds
  "${@:2}" > /dev/null 2>&1 && return 0
  echo "needs ${*:2}; apt-get install $1"
  exit 77
}

sends() { # [posthaste send options]: text, HTML and a file, to a; what came is in $top/came
  head -c 5000 /dev/urandom > "$top/Übersicht.bin"
  printf '%s\n' "$composed_text" > "$top/text"
  posthaste_exits 0 send --from 'Änn <ann@x.test>' --to a@x.test --subject 'Grüße — MARK' --body-file "$top/text" \
    --html "<p>$composed_text</p>" --attach "$top/Übersicht.bin" "${implicit_tls[@]}" "${submits[@]}" "$@" || exit 1
  keep_what_came
}

keep_what_came() {
  has_one_message a
  cp "$(messages_of a)" "$top/came"
}

holds_what_was_sent() { # FILE
  python3 "$here/entity.py" is "$1" "$composed_text" "$top/Übersicht.bin"
}

alter() { sed 's/MARK/MURK/' "$top/came" > "$top/altered" && ! cmp -s "$top/came" "$top/altered"; }

passes_a_composed_message() {
  needs python3 python3 -V
  sends
  holds_what_was_sent "$top/came"
}

make_person() { # NAME: a certificate of $top/ca.pem for NAME@x.test
  make_certificate "$1" person -CA "$top/ca.pem" -CAkey "$top/ca.key" -addext "subjectAltName=email:$1@x.test"
}

cms_verifies() { # FILE: the content is in $top/content
  openssl cms -verify -in "$1" -CAfile "$top/ca.pem" -out "$top/content"
}

passes_a_message_signed_by_smime() {
  needs python3 python3 -V
  make_person ann || fail 'openssl makes no certificate'
  sends --smime-cert "$top/ann.pem" --smime-key "$top/ann.key"
  cms_verifies "$top/came" && holds_what_was_sent "$top/content" && alter || fail 'openssl does not verify'
  ! cms_verifies "$top/altered" || fail 'openssl accepts what was altered'
}

passes_a_message_encrypted_by_smime() { # for two kinds of keys, by both ciphers
  local cipher
  needs python3 python3 -V
  make_person ann && make_person eve && key_kind=(rsa:2048) && make_person rob || fail 'openssl makes no certificate'
  for cipher in aes-256-gcm aes-256-cbc; do
    forget_deliveries
    sends --smime-cert "$top/ann.pem" --smime-key "$top/ann.key" --smime-cipher "$cipher" \
      --smime-encrypt "$top/ann.pem" --smime-encrypt "$top/rob.pem"
    cms_decrypts_for ann && cms_decrypts_for rob || fail "$cipher: openssl does not decrypt, or not verify"
    ! cms_decrypts_for eve || fail "$cipher: Eve can read it"
  done
}

cms_decrypts_for() { # NAME
  openssl cms -decrypt -in "$top/came" -recip "$top/$1.pem" -inkey "$top/$1.key" -out "$top/decrypted" &&
    cms_verifies "$top/decrypted" && holds_what_was_sent "$top/content"
}

with_gnupg() { # FUNCTION: with a key for ann and one for a, and no agent that outlives it
  needs gnupg gpg --version
  needs python3 python3 -V
  export GNUPGHOME=$top/gnupg
  rm -rf "$GNUPGHOME" && mkdir -m 700 "$GNUPGHOME"
  trap 'gpgconf --kill all' EXIT
  for name in ann a; do
    gpg --batch --quiet --passphrase '' --quick-generate-key "$name@x.test" future-default default never ||
      fail 'gpg makes no key'
  done
  "$1"
}

gpg_says() { # WORD... of what gpg tells programs, in $top/status
  local word
  for word; do
    grep -q "^\[GNUPG:\] $word" "$top/status" || fail "gpg does not say $word: $(cat "$top/status")"
  done
}

gpg_verifies() { # FILE
  python3 "$here/entity.py" signed "$1" "$top/content" "$top/signature" || fail 'it is not signed as it should be'
  gpg --batch --status-fd 1 --verify "$top/signature" "$top/content" > "$top/status"
}

is_verified_by_gpg() {
  sends --pgp-sign ann@x.test
  gpg_verifies "$top/came" || fail 'gpg does not verify'
  gpg_says GOODSIG
  holds_what_was_sent "$top/content" && alter || fail 'it is not what was sent'
  ! gpg_verifies "$top/altered" || fail 'gpg accepts what was altered'
}

is_decrypted_by_gpg() {
  sends --pgp-sign ann@x.test --pgp-encrypt a@x.test
  python3 "$here/entity.py" encrypted "$top/came" "$top/encrypted" || fail 'it is not encrypted as it should be'
  gpg --batch --yes --status-fd 1 --output "$top/decrypted" --decrypt "$top/encrypted" > "$top/status" ||
    fail 'gpg does not decrypt'
  gpg_says GOODSIG DECRYPTION_OKAY
  holds_what_was_sent "$top/decrypted"
}

passes_a_message_signed_by_gpg() { with_gnupg is_verified_by_gpg; }
passes_a_message_encrypted_by_gpg() { with_gnupg is_decrypted_by_gpg; }

make_dkim_keys() { # in $top, and their records in $top/zone
  openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$top/rsa.pem" &&
    openssl genpkey -quiet -algorithm ED25519 -out "$top/ed.pem" && chmod 600 "$top/rsa.pem" "$top/ed.pem" || return 1
  # RFC 8463 section 4.2: of an ed25519 key, the bare 32 octets
  printf 'rsa._domainkey.x.test\tv=DKIM1; k=rsa; p=%s\ned._domainkey.x.test\tv=DKIM1; k=ed25519; p=%s\n' \
    "$(openssl pkey -in "$top/rsa.pem" -pubout -outform DER | base64 -w 0)" \
    "$(openssl pkey -in "$top/ed.pem" -pubout -outform DER | tail -c 32 | base64 -w 0)" > "$top/zone"
  dkim=(--dkim "x.test:rsa:$top/rsa.pem" --dkim "x.test:ed:$top/ed.pem")
}

dkim_results() { # FILE COMMAND...: what the verifier says of each signature
  sed 's/$/\r/' "$1" > "$top/wire" && "${@:2}" "$top/zone" "$top/wire"
}

passes_dkim_by() { # RESULTS COMMAND...
  make_dkim_keys || fail 'openssl makes no key'
  sends "${dkim[@]}"
  are_dkim_results "$@"
}

are_dkim_results() { # RESULTS COMMAND...: a regular expression for what came, and no "pass" for what was altered
  local results
  results=$(dkim_results "$top/came" "${@:2}") || fail "${*:2} fails"
  [[ $results =~ ^($1)$ ]] || fail "the signatures: $results"
  alter && results=$(dkim_results "$top/altered" "${@:2}") || fail "${*:2} fails"
  [[ $results != *pass* ]] || fail "the signatures of what was altered: $results"
}

by_dkimpy=(/usr/bin/python3 "$here/../dkim/verify_dkimpy.py") # Debian's modules are of Debian's Python

passes_dkim_by_dkimpy() {
  needs 'python3-dkim python3-nacl' /usr/bin/python3 -c 'import dkim, nacl.signing'
  passes_dkim_by 'pass pass' "${by_dkimpy[@]}"
}

passes_dkim_by_mail_dkim() { # QUIRK: that of Debian 12 knows no ed25519
  needs libmail-dkim-perl perl -MMail::DKIM::Verifier -e 1
  passes_dkim_by 'pass [a-z]+|[a-z]+ pass' perl "$here/../dkim/verify.pl"
}

passes_dkim_of_a_ready_message() {
  needs 'python3-dkim python3-nacl' /usr/bin/python3 -c 'import dkim, nacl.signing'
  make_dkim_keys || fail 'openssl makes no key'
  printf 'To: a@x.test\nBcc: c@x.test\nSubject: MARK\nContent-Type: text/plain; charset=UTF-8\n\nGrüße\n.\n \n\n' |
    posthaste_exits 0 -t -i "${sign_in[@]}" "${implicit_tls[@]}" "${dkim[@]}" || exit 1
  keep_what_came
  are_dkim_results 'pass pass' "${by_dkimpy[@]}"
}
