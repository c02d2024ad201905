# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Sourced inside the private namespace: what is checked on a clean Debian, in this order. $root is that Debian, the relay
# is the sink, outside of it: what it takes is in $top/relay.
: "${top:?}" "${root:?}" "${sink:?}" "${booted:=no}"

# shellcheck disable=SC2034 # read by debian_root.sh
checks=(
  takes_the_place_of_another_mail_program
  owns_what_it_should
  delivers_in_the_machine_without_a_configuration
  mail_for_root_goes_through_the_relay_to_the_alias
  any_user_can_send
  nobody_else_reads_the_password
  keeps_mail_while_the_relay_is_down
  nobody_else_reads_queued_mail
  survives_an_upgrade
  sends_what_was_kept_once
  gives_its_place_to_another_mail_program
  keeps_queued_mail_when_removed
  keeps_queued_mail_when_purged
  leaves_nothing_when_purged_empty
)

fail() {
  echo "$1"
  exit 1
}

debian() { in_root "$root" "$@"; }

as() { # USER COMMAND-LINE, as after a login
  debian su - "$1" -c "$2"
}

is() { # FILE "mode user:group" as stat says
  local found
  found=$(debian stat -c '%a %U:%G' "$1") || return 1
  [ "$found" = "$2" ] || fail "$1 is $found, not $2"
}

apt() { debian apt-get -qy --no-install-recommends "$@"; }

takes_the_place_of_another_mail_program() {
  apt install msmtp-mta
  [ "$(debian readlink -f /usr/sbin/sendmail)" = /usr/bin/msmtp ] || fail 'msmtp-mta is not what it was thought to be'
  apt install ./posthaste.deb bsd-mailx
  for link in /usr/sbin/sendmail /usr/lib/sendmail /usr/bin/mailq /usr/bin/newaliases /usr/sbin/runq; do
    [ "$(debian readlink -f "$link")" = /usr/bin/posthaste ] || fail "$link is not posthaste"
  done
  debian dpkg -l msmtp-mta | grep -q '^ii' && fail 'two mail programs are installed'
  [ -z "$(debian dpkg --audit)" ] && [ -z "$(debian dpkg -V posthaste)" ]
}

owns_what_it_should() {
  is /etc/posthaste/config.toml '644 root:root'
  is /etc/posthaste/service.toml '640 root:posthaste'
  is /var/spool/posthaste '700 posthaste:posthaste'
  is /usr/bin/posthaste '755 root:root'
  debian getent passwd posthaste | grep -q ':/var/spool/posthaste:/usr/sbin/nologin$' || fail 'no user posthaste'
  [ -z "$(debian find / -xdev -user posthaste -perm /6000)" ]
  # What is enabled is what systemd starts at the next boot.
  debian test -L /etc/systemd/system/sockets.target.wants/posthaste.socket
  debian test -L /etc/systemd/system/timers.target.wants/posthaste-queue-system.timer
}

make_users() {
  local name
  for name in ann bob; do
    debian adduser --quiet --disabled-password --gecos '' "$name"
  done
}

delivers_in_the_machine_without_a_configuration() {
  make_users
  as ann 'echo hello | mail -s local ann'
  grep -rq '^Subject: local' "$root/home/ann/Maildir/new" || fail "ann has no mail: $(find "$root/home/ann")"
}

starts_relay() { # the certificate is its own: a new one at each start
  rm -f "$top/port" "$top/ca.pem"
  TMPDIR=$top "$sink" --tls implicit --auth 'host:pass word' --ca-file "$top/ca.pem" --port-file "$top/port" \
    >> "$top/relay" 2>> "$top/relay.log" &
  echo $! > "$top/relay.pid"
  wait_until test -s "$top/port" && wait_until test -s "$top/ca.pem"
  install -m 644 "$top/ca.pem" "$root/etc/posthaste/relay-ca.pem"
  sed -i "s|localhost:[0-9]*|localhost:$(cat "$top/port")|" "$root/etc/posthaste/service.toml"
}

stop() { # NAME
  local pid
  pid=$(cat "$top/$1.pid")
  kill "$pid"
  wait_until gone "$pid"
}

gone() { ! kill -0 "$1" 2> /dev/null; }

configure() { # as docs/packaging.md says
  echo 'pass word' | debian install -m 640 -g posthaste /dev/stdin /etc/posthaste/relay.password
  debian sh -c 'cat > /etc/posthaste/service.toml' << 'CONFIGURATION'
default = "relay"
[account.relay]
server = "smtps://host@localhost:0"
tls_ca = "/etc/posthaste/relay-ca.pem"
password = { file = "/etc/posthaste/relay.password" }
from = "host@example.org"
CONFIGURATION
  debian sed -i -e 's/^#default/default/' -e 's/^#\[account/[account/' -e 's/^#server/server/' \
    /etc/posthaste/config.toml
  echo 'root: admin@example.org' > "$root/etc/aliases"
}

# With systemd the package has started the socket. Without: a socket of root's that everybody may connect to, handed to a
# process without any right.
starts_service() {
  if [ "$booted" = yes ]; then
    debian systemctl is-active -q posthaste.socket
    debian systemctl try-restart posthaste.service
    return
  fi
  debian install -d -m 755 /run/posthaste
  rm -f "$root/run/posthaste/submission"
  (cd / && umask 0 && exec systemd-socket-activate -l "$root/run/posthaste/submission" -E HOME=/var/spool/posthaste \
    chroot "$root" setpriv --reuid posthaste --regid posthaste --init-groups --no-new-privs --bounding-set -all \
    sh -c 'umask 077 && exec posthaste serve --config /etc/posthaste/service.toml') >> "$top/service.log" 2>&1 &
  echo $! > "$top/service.pid"
  wait_until test -S "$root/run/posthaste/submission"
  chmod 666 "$root/run/posthaste/submission"
}

stops_service() {
  if [ "$booted" = yes ]; then
    debian systemctl stop posthaste.service
  else
    stop service
  fi
}

what_was_logged() {
  if [ "$booted" = yes ]; then
    debian journalctl -q --no-pager -n 60 -u 'posthaste*'
  fi
  queue list
  tail -n 20 "$top"/*.log
}

relayed() { grep -Fqx "to <$1>" "$top/relay"; }

mail_for_root_goes_through_the_relay_to_the_alias() {
  configure
  starts_relay
  starts_service
  debian newaliases
  as root 'echo hi | mail -s t root'
  wait_until relayed admin@example.org || fail "not relayed: $(cat "$top/relay")"
  grep -q '^hi' "$top/relay"
  grep -qi '^Subject: t' "$top/relay"
  ! grep -q 'not over TLS' "$top/relay" || fail 'it did not go over TLS'
}

any_user_can_send() {
  as ann 'echo from ann | mail -s u someone@example.net'
  wait_until relayed someone@example.net || fail "not relayed: $(cat "$top/relay")"
}

by() { # USER COMMAND...: without what a login gives
  debian setpriv --reuid "$1" --regid nogroup --clear-groups "${@:2}"
}

nobody_else_reads_the_password() {
  local user file relay
  relay=$(cat "$top/relay.pid") # a program of the test, which was given it as an argument
  for user in ann bob nobody; do
    for file in service.toml relay.password; do
      ! by "$user" cat "/etc/posthaste/$file" || fail "$user can"
    done
    ! by "$user" grep -rs 'pass[ ]word' /etc /var /run /tmp || fail "$user finds it"
    by "$user" find /proc -maxdepth 2 -path '/proc/[0-9]*' ! -path "/proc/$relay/*" \( -name cmdline -o -name environ \) \
      -exec cat {} + > "$top/seen" 2> /dev/null || :
    grep -q posthaste "$top/seen" || fail 'no process was seen'
    ! grep -aq 'pass[ ]word' "$top/seen" || fail "$user sees it"
  done
}

queue() { # WORD...: of the system's queue
  debian setpriv --reuid posthaste --regid posthaste --init-groups env HOME=/var/spool/posthaste \
    posthaste queue "$@" --config /etc/posthaste/service.toml
}

runs_the_queue() { # as the timer does, but for what is not due yet, too
  if [ "$booted" = no ]; then
    queue run --all
    return
  fi
  local more=/run/systemd/system/posthaste-queue-system.service.d
  debian mkdir -p "$more"
  printf '%s\n' '[Service]' ExecStart= 'ExecStart=/usr/bin/posthaste queue run --all --config /etc/posthaste/service.toml' \
    > "$root$more/all.conf"
  debian systemctl daemon-reload
  debian systemctl start posthaste-queue-system.service
}

waits() { [ -n "$(find "$root/var/spool/posthaste/queue" -type f)" ]; }

keeps_mail_while_the_relay_is_down() {
  stop relay
  as ann 'echo TOKEN-OF-ANN | mail -s later later@example.net'
  wait_until waits || fail 'it is nowhere'
}

nobody_else_reads_queued_mail() {
  local user
  for user in bob nobody; do
    ! by "$user" ls /var/spool/posthaste || fail "$user sees the queue"
    ! by "$user" grep -rsq TOKEN-OF-ANN /var /home /run /tmp /var/tmp || fail "$user reads it"
    ! by "$user" mailq | grep -q later@example.net ||
      fail "$user is told of it"
  done
  grep -rsq TOKEN-OF-ANN "$root/var/spool/posthaste/queue" || fail 'it is not there at all'
}

survives_an_upgrade() {
  echo '# mine' >> "$root/etc/posthaste/config.toml"
  debian dpkg -i /posthaste.deb
  waits || fail 'the mail is gone'
  grep -q '^# mine' "$root/etc/posthaste/config.toml" || fail 'the configuration is overwritten'
  owns_what_it_should
}

sends_what_was_kept_once() {
  starts_relay
  starts_service
  runs_the_queue
  wait_until relayed later@example.net || fail 'it was not sent'
  runs_the_queue
  [ "$(grep -c TOKEN-OF-ANN "$top/relay")" = 1 ] || fail 'it was sent more than once'
  ! waits || fail 'it is still there'
}

gives_its_place_to_another_mail_program() {
  stop relay
  as ann 'echo TOKEN-OF-ANN | mail -s later later@example.net'
  wait_until waits || fail 'it is nowhere'
  stops_service
  apt install msmtp-mta
  [ "$(debian readlink -f /usr/sbin/sendmail)" = /usr/bin/msmtp ] || fail "sendmail is not the other's"
  debian test ! -e /usr/bin/posthaste
  apt install ./posthaste.deb
  [ "$(debian readlink -f /usr/sbin/sendmail)" = /usr/bin/posthaste ] || fail "sendmail is not posthaste's again"
}

keeps_queued_mail_when_removed() {
  debian dpkg --force-depends -r posthaste
  debian test ! -e /usr/sbin/sendmail -a ! -L /usr/sbin/sendmail
  waits || fail 'the mail is gone'
  is /var/spool/posthaste '700 posthaste:posthaste'
  is /etc/posthaste/service.toml '640 root:posthaste'
}

keeps_queued_mail_when_purged() {
  debian dpkg --force-depends -P posthaste > "$top/said" 2>&1
  grep -q 'still holds mail' "$top/said" || fail "it says nothing of that: $(cat "$top/said")"
  waits || fail 'the mail is gone'
  debian test ! -e /etc/posthaste/service.toml
  is /var/spool/posthaste '700 posthaste:posthaste'
}

leaves_nothing_when_purged_empty() {
  debian dpkg -i /posthaste.deb
  find "$root/var/spool/posthaste/queue" -type f -delete
  debian dpkg --force-depends -P posthaste
  debian test ! -e /var/spool/posthaste
  left=$(debian find / -xdev -name '*posthaste*' -not -path /posthaste.deb -not -path '/etc/posthaste*')
  [ -z "$left" ] || fail "left: $left"
}
