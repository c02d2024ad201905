# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Sourced inside the private namespace: a Postfix that lives in $top (a tmpfs) and takes submissions for x.test.
# 465 is implicit TLS with PLAIN only, 587 is STARTTLS with LOGIN only; ann@test is the only user.
: "${top:?}"

make_users() { # Postfix insists on user and group ids that nobody else has, so the machine's own lists are left out
  printf '%s\n' root:x:0:0::/root:/bin/sh postfix:x:101:101::/:/bin/false vmail:x:102:102::/:/bin/false \
    nobody:x:65534:65534::/:/bin/false > "$top/passwd"
  printf '%s\n' root:x:0: postfix:x:101: vmail:x:102: postdrop:x:103: nogroup:x:65534: > "$top/group"
  mount --bind "$top/passwd" /etc/passwd && mount --bind "$top/group" /etc/group
}

make_certificate() { # NAME SECTION [openssl req options]: NAME.pem and NAME.key
  openssl req -x509 -newkey rsa:2048 -noenc -days 2 -subj "/CN=$1" -config "$top/openssl.cnf" -extensions "$2" \
    -keyout "$top/$1.key" -out "$top/$1.pem" "${@:3}" 2>> "$top/openssl.log"
}

make_certificates() {
  cat > "$top/openssl.cnf" <<'END'
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
END
  make_certificate ca authority && make_certificate other_ca authority &&
    make_certificate server server -CA "$top/ca.pem" -CAkey "$top/ca.key" &&
    cat "$top/server.key" "$top/server.pem" > "$top/chain.pem"
}

make_sasl() { # PASSWORD
  local folder=$top/postfix/sasl # where Debian's Postfix looks, whatever cyrus_sasl_config_path says
  mkdir "$folder"
  printf 'pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: %s\n' "$top/sasldb" > "$folder/plain.conf"
  cp "$folder/plain.conf" "$folder/login.conf"
  echo 'mech_list: PLAIN' >> "$folder/plain.conf"
  echo 'mech_list: LOGIN' >> "$folder/login.conf"
  printf '%s' "$1" | saslpasswd2 -p -c -f "$top/sasldb" -u test ann && chown postfix "$top/sasldb"
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
virtual_uid_maps = static:102
virtual_gid_maps = static:102
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
  mkdir "$top/spool" "$top/spool/pid" "$top/data" "$top/mail"
  for name in active bounce corrupt defer deferred flush hold incoming private saved trace; do
    mkdir -m 700 "$top/spool/$name" && chown postfix "$top/spool/$name"
  done
  mkdir -m 710 "$top/spool/public" && chown postfix:postdrop "$top/spool/public"
  mkdir -m 730 "$top/spool/maildrop" && chown postfix:postdrop "$top/spool/maildrop"
  chown postfix "$top/data" && chown vmail "$top/mail"
}

port_is_open() { (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }

start_server() { # PASSWORD; what it starts ends with the namespace
  mkdir "$top/postfix" && make_users && make_certificates && make_sasl "$1" && make_config && make_folders || return 1
  # without `postfix start`, whose scripts would want to mend the permissions of an installation
  /usr/lib/postfix/sbin/master -c "$top/postfix" &
  local try
  for ((try = 0; try < 100; try++)); do
    port_is_open 465 && port_is_open 587 && return 0
    sleep 0.1
  done
  return 1
}

wait_for_empty_queue() { # a message moves through the folders in the order they are named here, so none is missed
  local try
  for ((try = 0; try < 100; try++)); do
    [ -z "$(find "$top/spool/incoming" "$top/spool/active" "$top/spool/deferred" -type f)" ] && return 0
    sleep 0.1
  done
  return 1
}
