# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034
# Sourced: an Exim that lives in $top (a tmpfs) and takes submissions for x.test, with CHUNKING.
# 465 is implicit TLS, 587 is STARTTLS, both with PLAIN and LOGIN; ann@test is the only user.
: "${top:?}" "${password:?}"

packages=(exim4-daemon-light exim4-base)

make_config() {
  printf '%s' "$password" > "$top/secret"
  cat > "$top/exim.conf" <<END
primary_hostname = mail.x.test
exim_user = Debian-exim
exim_group = Debian-exim
never_users = root
# else the process that delivers, for which Exim starts itself anew, does not trust this file
deliver_drop_privilege = true
spool_directory = $top/spool
log_file_path = $top/%s.log
pid_file_path = $top/exim.pid
keep_environment =
local_interfaces = 127.0.0.1
daemon_smtp_ports = 465 : 587
tls_on_connect_ports = 465
tls_advertise_hosts = *
tls_certificate = $top/server.pem
tls_privatekey = $top/server.key
auth_advertise_hosts = \${if def:tls_in_cipher {*}}
chunking_advertise_hosts = *
host_lookup =
rfc1413_query_timeout = 0s
acl_smtp_rcpt = recipient
acl_smtp_data = accept
acl_smtp_mail = accept

begin acl
recipient:
  require message = authentication required
          authenticated = *
  require message = no such user
          verify = recipient
  accept

begin routers
mailbox:
  driver = accept
  domains = x.test
  local_parts = a : b : c
  transport = maildir

begin transports
maildir:
  driver = appendfile
  directory = $top/mail/\$local_part_data
  maildir_format
  return_path_add
  envelope_to_add
  delivery_date_add

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and {{eq{\$auth2}{ann@test}} {eq{\$auth3}{\${readfile{$top/secret}}}}}}
  server_set_id = \$auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = <| Username: | Password:
  server_condition = \${if and {{eq{\$auth1}{ann@test}} {eq{\$auth2}{\${readfile{$top/secret}}}}}}
  server_set_id = \$auth1
END
}

start_server() { # what it starts ends with the namespace
  make_users Debian-exim && make_config && mkdir "$top/spool" || return 1
  chown Debian-exim "$top" "$top/spool" "$top/mail" "$top/secret" "$top/server.key"
  exim4 -C "$top/exim.conf" -bdf > "$top/out.log" 2>&1 &
  wait_until are_open 465 587
}

has_delivered() { has_no_files "$top/spool/input"; } # the files of a message stay there until it is delivered
