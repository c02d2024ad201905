// SPDX-License-Identifier: MIT
#include "kept_connection.hpp"

#include "conversation.hpp"

#include <algorithm>
#include <utility>

namespace posthaste::delivery {

namespace {

constexpr int service_closing_code = 421; // RFC 5321 section 3.8

// The first command is RSET or MAIL. Its phase is left with its answer, and the end of the message is not sent before.
bool unheard(const smtp::RecipientResult& result) noexcept {
    if (result.no_room && result.error) // never named: the limits of a connection
        return true;
    if (result.phase != smtp::Phase::rset && result.phase != smtp::Phase::mail)
        return false;
    if (result.reply)
        return result.reply->code == service_closing_code;
    return result.error && (result.error->kind == ErrorKind::connection || result.error->kind == ErrorKind::timeout);
}

// Found out without the server.
bool never_named(const smtp::RecipientResult& result) noexcept {
    return result.phase == smtp::Phase::rcpt && result.error;
}

} // namespace

SessionEnd nobody(const mail::Envelope& envelope, Error error) {
    return {std::vector(envelope.recipients.size(),
                        smtp::RecipientResult{smtp::Phase::connect, std::nullopt, std::move(error)}),
            {},
            {}};
}

bool came_too_late(const SessionEnd& end) noexcept {
    return std::ranges::any_of(end.recipients, unheard) &&
           std::ranges::all_of(end.recipients, [](const auto& each) { return unheard(each) || never_named(each); });
}

SmtpServer server_of(const SmtpSettings& settings) {
    SmtpServer server{settings.server, settings.tls, std::nullopt, settings.lmtp};
    if (const auto& login = settings.credentials)
        server.credentials = smtp::Credentials{login->user, login->password.copy()};
    return server;
}

bool still_good(KeptConnection& kept, const SmtpSettings& settings, Transcript& transcript) {
    if (!kept.session.idle())
        return false;
    const mail::PreparedMessage no_message;
    transcript.encrypted(kept.server.tls != smtp::TlsUse::none);
    transcript.hide(&kept.session.hidden());
    Conversation conversation(settings, nullptr, kept.session, transcript, no_message);
    kept.stream = conversation.look(std::move(kept.stream));
    transcript.hide(nullptr);
    return kept.stream != nullptr;
}

void say_goodbye(KeptConnection& kept, const SmtpSettings& settings, Transcript& transcript) {
    if (!kept.stream)
        return;
    const mail::PreparedMessage no_message;
    transcript.encrypted(kept.server.tls != smtp::TlsUse::none);
    transcript.hide(&kept.session.hidden());
    kept.session.quit();
    Conversation(settings, nullptr, kept.session, transcript, no_message).run(std::move(kept.stream));
    transcript.hide(nullptr);
}

} // namespace posthaste::delivery
