# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034
# Sourced: a Dovecot 2.3 that lives in $top (a tmpfs). Submission on 465 (implicit TLS) and 587 (STARTTLS), with every
# mechanism it has but CRAM-MD5; ann@test is the only user. What it takes goes on to posthaste-sink, which prints it to
# $top/relayed. It binds no SCRAM to the TLS connection: -PLUS came with Dovecot 2.4. LMTP on 24 and at $top/lmtp, into
# the mailboxes of x.test, where full@x.test has no room.
: "${top:?}" "${password:?}"

packages=(dovecot-core dovecot-submissiond dovecot-lmtpd)

make_config() {
  # {PLAIN} itself cannot hold a colon, at which a line is split
  printf 'ann@test:{PLAIN.b64}%s\n' "$(printf '%s' "$password" | base64 -w 0)" > "$top/users"
  printf '%s:::::::\n' ann@test a@x.test b@x.test c@x.test > "$top/mailboxes"
  echo 'full@x.test:::::::userdb_quota_rule=*:bytes=10' >> "$top/mailboxes"
  cat > "$top/dovecot.conf" <<END
protocols = submission lmtp
listen = 127.0.0.1
hostname = mail.x.test
log_path = $top/log
auth_verbose = yes
state_dir = $top/state
first_valid_uid = 1000
mail_location = maildir:$top/mail/%n
ssl = required
ssl_cert = <$top/server.pem
ssl_key = <$top/server.key

auth_mechanisms = plain login scram-sha-1 scram-sha-256 oauthbearer xoauth2
auth_failure_delay = 0
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
passdb {
  driver = passwd-file
  mechanisms = plain login scram-sha-1 scram-sha-256
  args = $top/users
}
passdb {
  driver = oauth2
  mechanisms = oauthbearer xoauth2
  args = $top/oauth2.conf
}
userdb {
  driver = passwd-file
  args = $top/mailboxes
  default_fields = uid=vmail gid=vmail home=$top/home_of/%n
}

service submission-login {
  inet_listener submission {
    port = 587
  }
  inet_listener submissions {
    port = 465
    ssl = yes
  }
}
submission_max_recipients = 3
submission_relay_host = 127.0.0.1
submission_relay_port = $(cat "$top/relay_port")

service lmtp {
  inet_listener lmtp {
    port = 24
  }
  unix_listener $top/lmtp {
    mode = 0666
  }
}
protocol lmtp {
  mail_plugins = quota
}
plugin {
  quota = count:User quota
  quota_vsizes = yes
  quota_full_tempfail = no
}
END
}

# JWTs that Dovecot checks itself: $top/token is good till tomorrow, $top/expired_token was till yesterday, and
# $top/forged_token has the signature of another
make_tokens() {
  local now
  now=$(date +%s)
  openssl genrsa -out "$top/issuer.key" 2048 2>> "$top/openssl.log" && mkdir -p "$top/keys/default/RS256" || return 1
  openssl rsa -in "$top/issuer.key" -pubout -out "$top/keys/default/RS256/default" 2>> "$top/openssl.log" || return 1
  cat > "$top/oauth2.conf" <<END
introspection_mode = local
local_validation_key_dict = fs:posix:prefix=$top/keys/
username_attribute = sub
END
  local good expired
  good=$(token "$((now + 86400))") && expired=$(token "$((now - 86400))") || return 1
  umask 077
  echo "$good" > "$top/token"
  echo "$expired" > "$top/expired_token"
  echo "${good%.*}.${expired##*.}" > "$top/forged_token"
}

base64url() { base64 -w 0 | tr '+/' '-_' | tr -d '='; }

token() { # TIME it expires at
  local claims
  claims=$(printf '{"alg":"RS256","typ":"JWT"}' | base64url).$(
    printf '{"iss":"https://issuer.test","sub":"ann@test","iat":%d,"exp":%d}' "$(($1 - 86400 * 2))" "$1" | base64url
  )
  echo "$claims.$(printf '%s' "$claims" | openssl dgst -sha256 -sign "$top/issuer.key" | base64url)"
}

start_server() { # what it starts ends with the namespace
  [[ $(dovecot --version) = 2.3.* ]] || skip "the configuration is for Dovecot 2.3, not $(dovecot --version)"
  make_users dovecot dovenull vmail && (make_tokens) && chown vmail "$top/mail" || return 1
  "${POSTHASTE%/*}/posthaste-sink" --port-file "$top/relay_port" --refuse no@x.test='550 5.1.1 no such user' \
    >> "$top/relayed" 2> "$top/sink.log" &
  wait_until test -s "$top/relay_port" && make_config || return 1
  dovecot -F -c "$top/dovecot.conf" > "$top/out.log" 2>&1 &
  wait_until are_open 24 465 587 && wait_until test -S "$top/lmtp"
}

has_delivered() { :; } # Dovecot answers when the next server has
