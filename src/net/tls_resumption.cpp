// SPDX-License-Identifier: MIT
#include "tls_resumption.hpp"

#include "session_store.hpp"
#include "tls_certificate.hpp"
#include "tls_connection.hpp"
#include "tls_verify.hpp"
#include "trust_identity.hpp"

#include <posthaste/base/crypto.hpp>
#include <posthaste/base/secret.hpp>
#include <posthaste/base/text.hpp>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <fmt/format.h>
#include <openssl/err.h>
#include <optional>

namespace posthaste::net {

namespace {
// No chain is relied on for longer than this after it was verified, however often its session was prolonged: nobody
// can take a session back, be the certificate revoked or the server's ticket key stolen.
constexpr std::int64_t longest = 86400;
constexpr std::string_view magic = "posthaste TLS session 2 ";

struct Kept {
    std::int64_t verified_at = 0;
    std::string anchor;
    SessionHandle session;
};

std::optional<Kept> parse(std::string_view bytes) {
    const auto end_of_line = bytes.find('\n');
    if (!bytes.starts_with(magic) || end_of_line == std::string_view::npos)
        return std::nullopt;
    Kept kept;
    const char* end = bytes.data() + end_of_line;
    const auto [stop, error] = std::from_chars(bytes.data() + magic.size(), end, kept.verified_at);
    if (error != std::errc{} || stop == end || *stop != ' ')
        return std::nullopt;
    kept.anchor.assign(stop + 1, end);
    const std::string_view der = bytes.substr(end_of_line + 1);
    const void* raw = der.data();
    const auto* next = static_cast<const unsigned char*>(raw);
    const auto* const begin = next;
    kept.session.reset(d2i_SSL_SESSION(nullptr, &next, static_cast<long>(der.size())));
    ERR_clear_error();
    if (!kept.session || next != begin + der.size())
        return std::nullopt;
    return kept;
}

// Neither of the future nor too old, and the certificate is still valid: the server may have a new one by now.
bool still_good(const Kept& kept, std::int64_t now) {
    const std::int64_t since = SSL_SESSION_get_time(kept.session.get());
    const std::int64_t lasts = SSL_SESSION_get_timeout(kept.session.get());
    const X509* leaf = SSL_SESSION_get0_peer(kept.session.get());
    return kept.verified_at <= now && now - kept.verified_at < longest && since <= now && now - since < lasts &&
           leaf != nullptr && validity_distrust(leaf).empty();
}

bool single_use(const SSL_SESSION* session) { return SSL_SESSION_get_protocol_version(session) >= TLS1_3_VERSION; }

// RFC 8446 section 4.6.1: a lifetime of 0 says not to keep it; RFC 5077 section 3.3: it says nothing. Before TLS 1.3 a
// session without the extended master secret is not resumed (RFC 7627 section 5.3).
bool worth_keeping(const SSL* ssl, const SSL_SESSION* session) {
    if (SSL_SESSION_is_resumable(session) != 1 || SSL_get_verify_result(ssl) != X509_V_OK)
        return false;
    return single_use(session) ? SSL_SESSION_get_ticket_lifetime_hint(session) > 0
                               : SSL_get_extms_support(const_cast<SSL*>(ssl)) == 1; // a macro over SSL_ctrl
}

std::int64_t end_of(const SSL_SESSION* session, std::int64_t verified_at, const X509* leaf) {
    const std::int64_t since = SSL_SESSION_get_time(session);
    const auto hint = static_cast<std::int64_t>(SSL_SESSION_get_ticket_lifetime_hint(session));
    const std::int64_t by_server = since + (hint > 0 ? hint : longest);
    return std::min({by_server, verified_at + longest, seconds_of(X509_get0_notAfter(leaf))});
}

std::string as_bytes(std::int64_t verified_at, const std::string& anchor, const SSL_SESSION* session) {
    unsigned char* der = nullptr;
    const int size = i2d_SSL_SESSION(const_cast<SSL_SESSION*>(session), &der); // OpenSSL takes no const
    if (size <= 0)
        return {};
    std::string bytes = fmt::format("{}{} {}\n", magic, verified_at, anchor);
    bytes.append(der, der + size);
    OPENSSL_clear_free(der, static_cast<std::size_t>(size));
    return bytes;
}

// For SSL_CTX_sess_set_new_cb(3): 1 when the reference is ours now.
int take_session(SSL* ssl, SSL_SESSION* session) noexcept {
    TlsConnection* connection = connection_of(ssl);
    if (connection == nullptr)
        return 0;
    connection->resumption.take(session);
    return 1;
}
} // namespace

void Resumption::use(const SessionRules& rules, std::string_view host, std::uint16_t port) {
    const auto name = digest(Hash::sha256, fmt::format("{}\n{}\n{}", lower(host), port, rules.trust));
    if (!name)
        return;
    directory_ = rules.directory;
    authorities_ = rules.authorities;
    name_ = hex(*name);
}

void Resumption::offer(SSL* ssl) {
    if (name_.empty())
        return;
    const auto store = SessionStore::open(directory_);
    auto bytes = store.read(name_);
    if (!bytes)
        return;
    const auto kept = parse(*bytes);
    wipe(*bytes);
    const bool good = kept && still_good(*kept, std::time(nullptr)) && anchor_stands(authorities_, kept->anchor);
    // Of two that took the same one, who could remove it has it.
    if ((!good || single_use(kept->session.get())) && !store.remove(name_))
        return;
    if (!good || SSL_set_session(ssl, kept->session.get()) != 1)
        return;
    verified_at_ = kept->verified_at;
    anchor_ = kept->anchor;
}

void Resumption::verified(const SSL* ssl) {
    if (!name_.empty() && SSL_session_reused(ssl) != 1)
        anchor_ = anchor_of(authorities_, SSL_get0_verified_chain(ssl));
}

void Resumption::forget() const {
    if (verified_at_ != 0)
        SessionStore::open(directory_).remove(name_);
}

void Resumption::keep(const SSL* ssl) noexcept {
    const auto session = std::move(fresh_);
    if (name_.empty() || !session || !worth_keeping(ssl, session.get()))
        return;
    const std::int64_t since = SSL_SESSION_get_time(session.get());
    const std::int64_t verified_at = SSL_session_reused(ssl) == 1 ? verified_at_ : since;
    const X509* leaf = SSL_SESSION_get0_peer(session.get());
    const std::int64_t end = leaf != nullptr ? end_of(session.get(), verified_at, leaf) : 0;
    if (end <= std::time(nullptr))
        return;
    SSL_SESSION_set_timeout(session.get(), end - since);
    std::string bytes = as_bytes(verified_at, anchor_, session.get());
    if (!bytes.empty())
        SessionStore::make(directory_).write(name_, bytes);
    wipe(bytes);
}

void hand_out_sessions(SSL_CTX* context) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context, take_session);
}

} // namespace posthaste::net
