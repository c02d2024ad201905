// SPDX-License-Identifier: MIT
#include "provider_hints.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <array>

namespace posthaste::app {

namespace {

struct ReplyHint {
    std::string_view domain; // of the host; empty: any, since private domains are served under names of their own
    int code;                // 0: any refusal
    std::string_view words;  // in the reply, without case; an enhanced code, too
    std::string_view hint;
};

constexpr std::string_view app_password_google =
    "Google takes an app password (myaccount.google.com/apppasswords, with 2-step verification) or OAuth2, not the "
    "password of the account";
constexpr std::string_view web_login_google =
    "Google wants the account's owner to confirm the login in a browser (the address is in its reply; or "
    "accounts.google.com/DisplayUnlockCaptcha); an app password or OAuth2 spares that";
constexpr std::string_view login_microsoft = "Microsoft takes mail from who has logged in only: give a user (--user, "
                                             "or in the server's URL), with --auth xoauth2 "
                                             "and an access token where passwords are switched off";
constexpr std::string_view send_as_microsoft = "who logs in may not send as this sender: send as the login itself "
                                               "(-f), or let the administrator grant \"send as\"";
constexpr std::string_view oauth_microsoft =
    "Microsoft retires passwords over SMTP: log in by --auth xoauth2 with an access token, or let the administrator "
    "enable SMTP AUTH with passwords";
constexpr std::string_view app_password_yahoo =
    "Yahoo and AOL take an app password (account security page), not the password of the account";
constexpr std::string_view app_password_icloud =
    "iCloud takes an app-specific password (account.apple.com), not the password of the Apple account";
constexpr std::string_view app_password_fastmail =
    "Fastmail takes an app password (Settings, Privacy & Security), not the password of the account";

constexpr std::string_view token_microsoft = "Microsoft refused the access token: it has to be this user's, with the "
                                             "scope https://outlook.office.com/SMTP.Send, "
                                             "and SMTP AUTH has to be on for the mailbox";

struct TokenHint {
    std::string_view domain;
    std::string_view hint;
};

constexpr std::array token_hints{
    TokenHint{"gmail.com", "Google refused the access token: it lives for an hour, and has to be this user's, with the "
                           "scope https://mail.google.com/"},
    TokenHint{"office365.com", token_microsoft},
    TokenHint{"outlook.com", token_microsoft},
    TokenHint{"", "the access token was refused: get a new one, of this user and with the scope for SMTP"},
};

// What servers answer a token with (RFC 7628 section 3.2.2, Google's XOAUTH2), shown behind their refusal.
constexpr std::string_view token_challenge = "\"status\"";

// The first that fits.
constexpr std::array reply_hints{
    ReplyHint{"", 0, "5.7.14 <https://accounts.google.com", web_login_google},
    ReplyHint{"gmail.com", 0, "5.7.14", web_login_google},
    ReplyHint{"googlemail.com", 0, "5.7.14", web_login_google},
    ReplyHint{"gmail.com", 0, "5.7.8", app_password_google},
    ReplyHint{"gmail.com", 0, "5.7.9", app_password_google},
    ReplyHint{"gmail.com", 534, "", app_password_google},
    ReplyHint{"gmail.com", 535, "", app_password_google},
    ReplyHint{"googlemail.com", 534, "", app_password_google},
    ReplyHint{"googlemail.com", 535, "", app_password_google},
    ReplyHint{"", 534, "application-specific password required", app_password_google},
    ReplyHint{"", 0, "SmtpClientAuthentication is disabled for the Tenant",
              "SMTP AUTH is off for the whole organisation: its administrator can switch it on "
              "(aka.ms/smtp_auth_disabled)"},
    ReplyHint{"", 0, "SmtpClientAuthentication is disabled for the Mailbox",
              "SMTP AUTH is off for this mailbox: its administrator can switch it on (aka.ms/smtp_auth_disabled)"},
    ReplyHint{"", 0, "basic authentication is disabled", oauth_microsoft},
    ReplyHint{"office365.com", 0, "5.7.139", oauth_microsoft},
    ReplyHint{"outlook.com", 0, "5.7.139", oauth_microsoft},
    ReplyHint{"office365.com", 0, "5.7.30", oauth_microsoft},
    ReplyHint{"outlook.com", 0, "5.7.30", oauth_microsoft},
    ReplyHint{"office365.com", 0, "5.7.3", oauth_microsoft},
    ReplyHint{"outlook.com", 0, "5.7.3", oauth_microsoft},
    ReplyHint{"office365.com", 0, "5.7.57", login_microsoft},
    ReplyHint{"outlook.com", 0, "5.7.57", login_microsoft},
    ReplyHint{"", 0, "5.7.57 Client not authenticated to send", login_microsoft},
    ReplyHint{"", 0, "SendAsDenied", send_as_microsoft},
    ReplyHint{"office365.com", 0, "5.7.60", send_as_microsoft},
    ReplyHint{"outlook.com", 0, "5.7.60", send_as_microsoft},
    ReplyHint{"", 0, "5.7.60 SMTP; Client does not have permissions to send as this sender", send_as_microsoft},
    ReplyHint{"yahoo.com", 535, "", app_password_yahoo},
    ReplyHint{"aol.com", 535, "", app_password_yahoo},
    ReplyHint{"me.com", 535, "", app_password_icloud},
    ReplyHint{"icloud.com", 535, "", app_password_icloud},
    ReplyHint{"fastmail.com", 535, "", app_password_fastmail},
};

struct ErrorHint {
    std::string_view host;
    std::string_view port; // empty: any
    bool silent;           // only where there was no answer at all
    std::string_view hint;
};

// Where nobody answers, or not in the way that was asked for.
constexpr std::array error_hints{
    ErrorHint{"smtp.google.com", "", false,
              "this one takes mail for Google only: Gmail is sent by smtps://smtp.gmail.com"},
    ErrorHint{"smtp.office365.com", "465", false, "Microsoft has no TLS port: say smtp://smtp.office365.com:587"},
    ErrorHint{"smtp-mail.outlook.com", "465", false, "Microsoft has no TLS port: say smtp://smtp-mail.outlook.com:587"},
    ErrorHint{"smtp.mail.me.com", "465", false, "iCloud has no TLS port: say smtp://smtp.mail.me.com:587"},
    ErrorHint{"", "25", true, "many networks block port 25: mail is handed in at 465 (smtps://) or 587 (smtp://)"},
};

struct Place {
    std::string_view host, port;
};

// An IPv6 address in brackets has no domain, and keeps them.
Place place_of(std::string_view remote) {
    const auto colon = remote.rfind(':');
    if (colon == std::string_view::npos || !std::ranges::all_of(remote.substr(colon + 1), is_digit))
        return {remote, {}};
    return {remote.substr(0, colon), remote.substr(colon + 1)};
}

bool is_in(std::string_view host, std::string_view domain) {
    if (domain.empty())
        return true;
    if (host.size() < domain.size() || !iequals(host.substr(host.size() - domain.size()), domain))
        return false;
    return host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.';
}

// A number that goes on is another code: "5.7.3" is not in "5.7.30".
bool has_words(std::string_view text, std::string_view words) {
    if (words.empty())
        return true;
    for (auto at = text.find(words); at != std::string_view::npos; at = text.find(words, at + 1)) {
        const auto end = at + words.size();
        if (!is_digit(words.back()) || end == text.size() || !is_digit(text[end]))
            return true;
    }
    return false;
}

} // namespace

std::string_view provider_hint(std::string_view host, const smtp::Reply& reply) {
    if (!reply.permanent())
        return {};
    const auto name = place_of(host).host;
    const auto text = lower(reply.text());
    if (text.find(token_challenge) != std::string::npos && !token_hint(host, reply).empty())
        return token_hint(host, reply);
    for (const auto& each : reply_hints)
        if (is_in(name, each.domain) && (each.code == 0 || each.code == reply.code) &&
            has_words(text, lower(each.words)))
            return each.hint;
    return {};
}

std::string_view token_hint(std::string_view host, const smtp::Reply& reply) {
    constexpr std::string_view switched_off = "smtpclientauthentication is disabled"; // of no token
    if (!reply.permanent() || lower(reply.text()).find(switched_off) != std::string::npos)
        return {};
    const auto name = place_of(host).host;
    return std::ranges::find_if(token_hints, [name](const auto& each) { return is_in(name, each.domain); })->hint;
}

std::string_view provider_hint(std::string_view host, const Error& error) {
    if (error.kind != ErrorKind::connection && error.kind != ErrorKind::timeout && error.kind != ErrorKind::tls)
        return {};
    const auto [name, port] = place_of(host);
    for (const auto& each : error_hints)
        if ((each.host.empty() || iequals(each.host, name)) && (each.port.empty() || each.port == port) &&
            (!each.silent || error.kind == ErrorKind::timeout))
            return each.hint;
    return {};
}

} // namespace posthaste::app
