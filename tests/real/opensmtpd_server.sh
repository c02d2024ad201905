# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034
# Sourced: an OpenSMTPD that lives in $top (a tmpfs) and takes submissions for x.test. It knows no PIPELINING and no
# CHUNKING. 465 is implicit TLS, 587 is STARTTLS, both with PLAIN and LOGIN; ann@test is the only user.
: "${top:?}" "${password:?}"

packages=(opensmtpd)

find_packages() { # Debian 12's own 6.8 cannot serve TLS: its process for keys does not work with OpenSSL 3
  local version
  version=$(candidate opensmtpd)
  dpkg --compare-versions "${version:-0}" ge 7 || fetch_from_backports opensmtpd
}

make_config() {
  printf 'ann@test\t%s\n' "$(printf '%s' "$password" | openssl passwd -6 -stdin)" > "$top/users"
  cat > "$top/smtpd.conf" <<END
pki mail.x.test cert "$top/server.pem"
pki mail.x.test key "$top/server.key"
table users file:$top/users
table mailboxes { "a@x.test" = "vmail", "b@x.test" = "vmail", "c@x.test" = "vmail" }
listen on 127.0.0.1 port 465 smtps pki mail.x.test hostname mail.x.test auth <users>
listen on 127.0.0.1 port 587 tls-require pki mail.x.test hostname mail.x.test auth <users>
action "deliver" maildir "$top/mail/%{rcpt.user}" virtual <mailboxes>
match auth from any for domain "x.test" action "deliver"
END
}

make_folders() { # the places are compiled in
  mount -t tmpfs -o mode=755 tmpfs /var/lib && mount -t tmpfs -o mode=755 tmpfs /var/spool &&
    mkdir -p /var/lib/opensmtpd/empty && mkdir -m 711 /var/spool/smtpd && chown vmail "$top/mail"
}

start_server() { # what it starts ends with the namespace
  make_users opensmtpd opensmtpq vmail && make_config && make_folders || return 1
  smtpd -d -f "$top/smtpd.conf" > "$top/log" 2>&1 &
  wait_until are_open 465 587
}

has_delivered() { has_no_files /var/spool/smtpd/incoming /var/spool/smtpd/queue; }
