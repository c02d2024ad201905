# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034
# Sourced: a Postfix that lives in $top (a tmpfs) and takes submissions for x.test.
# 465 is implicit TLS with PLAIN only, 587 is STARTTLS with LOGIN only; ann@test is the only user.
: "${top:?}" "${password:?}"

packages=(postfix sasl2-bin libsasl2-modules libsasl2-modules-db libsasl2-2)

make_sasl() {
  local folder=$top/postfix/sasl # where Debian's Postfix looks, whatever cyrus_sasl_config_path says
  mkdir "$folder"
  printf 'pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: %s\n' "$top/sasldb" > "$folder/plain.conf"
  cp "$folder/plain.conf" "$folder/login.conf"
  echo 'mech_list: PLAIN' >> "$folder/plain.conf"
  echo 'mech_list: LOGIN' >> "$folder/login.conf"
  printf '%s' "$password" | saslpasswd2 -p -c -f "$top/sasldb" -u test ann && chown postfix "$top/sasldb"
}

make_config() {
  cat > "$top/postfix/main.cf" <<END
compatibility_level = 3.6
myhostname = mail.x.test
mydestination =
mynetworks =
inet_protocols = ipv4
queue_directory = $top/spool
data_directory = $top/data
maillog_file = $top/log
maillog_file_prefixes = $top
alias_maps =
local_recipient_maps =
smtpd_peername_lookup = no
smtpd_error_sleep_time = 0
smtpd_client_connection_count_limit = 0
smtpd_client_restrictions = permit_sasl_authenticated, reject
smtpd_relay_restrictions = reject_unauth_destination
smtpd_tls_chain_files = $top/chain.pem
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
cyrus_sasl_config_path = $top/postfix/sasl
virtual_mailbox_domains = x.test
virtual_mailbox_base = $top/mail
virtual_mailbox_maps = inline:{{a@x.test = a/}, {b@x.test = b/}, {c@x.test = c/}}
virtual_uid_maps = static:$(id -u vmail)
virtual_gid_maps = static:$(id -g vmail)
END
  cat > "$top/postfix/master.cf" <<'END'
127.0.0.1:465 inet n - n - - smtpd -o smtpd_tls_wrappermode=yes -o smtpd_sasl_path=plain
127.0.0.1:587 inet n - n - - smtpd -o smtpd_tls_security_level=encrypt -o smtpd_sasl_path=login
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
END
}

make_folders() {
  local name
  mkdir "$top/spool" "$top/spool/pid" "$top/data"
  for name in active bounce corrupt defer deferred flush hold incoming private saved trace; do
    mkdir -m 700 "$top/spool/$name" && chown postfix "$top/spool/$name"
  done
  mkdir -m 710 "$top/spool/public" && chown postfix:postdrop "$top/spool/public"
  mkdir -m 730 "$top/spool/maildrop" && chown postfix:postdrop "$top/spool/maildrop"
  chown postfix "$top/data" && chown vmail "$top/mail"
}

start_server() { # what it starts ends with the namespace
  # Postfix insists on user and group ids that nobody else has
  mkdir "$top/postfix" && make_users postfix vmail postdrop && make_sasl && make_config && make_folders || return 1
  cat "$top/server.key" "$top/server.pem" > "$top/chain.pem"
  # without `postfix start`, whose scripts would want to mend the permissions of an installation
  /usr/lib/postfix/sbin/master -c "$top/postfix" &
  wait_until are_open 465 587
}

has_delivered() { # a message moves through the folders in the order they are named here, so none is missed
  has_no_files "$top/spool/incoming" "$top/spool/active" "$top/spool/deferred"
}
