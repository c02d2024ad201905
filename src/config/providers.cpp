// SPDX-License-Identifier: MIT
#include <posthaste/base/text.hpp>
#include <posthaste/config/providers.hpp>

#include <algorithm>
#include <array>

namespace posthaste::config {

namespace {

constexpr std::string_view app_password_google = "Google takes an app password (myaccount.google.com/apppasswords, "
                                                 "with 2-step verification), not that of the account";
constexpr std::string_view token_microsoft =
    "Microsoft takes no password over SMTP any more where it has switched them off: then auth = \"xoauth2\" and an "
    "access token for a password";
constexpr std::string_view app_password_yahoo =
    "Yahoo and AOL take an app password (account security page), not that of the account";
constexpr std::string_view code_china = "an authorization code is wanted, which the settings of the mailbox give when "
                                        "SMTP is switched on, not the password";
constexpr std::string_view key_and_secret = "user and password are the pair of keys that the provider's console gives";

constexpr std::array table{
    Provider{"gmail", "gmail.com googlemail.com", "smtps://smtp.gmail.com", app_password_google},
    Provider{
        "outlook",
        "outlook.com hotmail.com live.com msn.com outlook.de outlook.fr hotmail.de hotmail.fr hotmail.co.uk live.de "
        "live.fr live.co.uk",
        "smtp://smtp-mail.outlook.com", token_microsoft},
    Provider{"office365", "", "smtp://smtp.office365.com", token_microsoft},
    Provider{"yahoo", "yahoo.com ymail.com rocketmail.com yahoo.co.uk yahoo.de yahoo.fr yahoo.it yahoo.es yahoo.ca",
             "smtps://smtp.mail.yahoo.com", app_password_yahoo},
    Provider{"aol", "aol.com aim.com", "smtps://smtp.aol.com", app_password_yahoo},
    Provider{"icloud", "icloud.com me.com mac.com", "smtp://smtp.mail.me.com",
             "iCloud takes an app-specific password (account.apple.com), not that of the Apple account"},
    Provider{"fastmail", "fastmail.com fastmail.fm", "smtps://smtp.fastmail.com",
             "Fastmail takes an app password (Settings, Privacy & Security), not that of the account"},
    Provider{"zoho", "zoho.com zohomail.com", "smtps://smtp.zoho.com",
             "with two-factor authentication Zoho takes an app-specific password (accounts.zoho.com, Security)"},
    Provider{"zoho-eu", "zoho.eu zohomail.eu", "smtps://smtp.zoho.eu",
             "with two-factor authentication Zoho takes an app-specific password (accounts.zoho.eu, Security)"},
    Provider{"gmx", "gmx.de gmx.net gmx.at gmx.ch", "smtp://mail.gmx.net",
             "GMX wants POP3 and IMAP switched on in the settings of the mailbox before it takes mail by SMTP"},
    Provider{"gmx.com", "gmx.com gmx.us gmx.co.uk", "smtp://mail.gmx.com",
             "GMX wants POP3 and IMAP switched on in the settings of the mailbox before it takes mail by SMTP"},
    Provider{"web.de", "web.de", "smtp://smtp.web.de",
             "WEB.DE wants POP3 and IMAP switched on in the settings of the mailbox before it takes mail by SMTP"},
    Provider{"t-online", "t-online.de magenta.de", "smtps://securesmtp.t-online.de",
             "T-Online takes the password for e-mail programs (email.t-online.de, settings), not that of the login"},
    Provider{"mailbox.org", "mailbox.org", "smtps://smtp.mailbox.org", ""},
    Provider{"posteo", "posteo.de posteo.net", "smtps://posteo.de", ""},
    Provider{
        "protonmail", "proton.me protonmail.com protonmail.ch pm.me", "smtp://127.0.0.1:1025",
        "Proton Mail Bridge has to run, takes the password it shows itself, and has a certificate of its own: export "
        "it there and name it by tls_ca or tls_pin"},
    Provider{"yandex", "yandex.com yandex.ru ya.ru yandex.by yandex.kz", "smtps://smtp.yandex.com",
             "Yandex takes an app password (id.yandex.com, Security), not that of the account"},
    Provider{"mail.ru", "mail.ru inbox.ru list.ru bk.ru internet.ru", "smtps://smtp.mail.ru",
             "Mail.ru takes a password for external applications (account.mail.ru, Security), not that of the account"},
    Provider{"qq", "qq.com foxmail.com", "smtps://smtp.qq.com", code_china},
    Provider{"163", "163.com", "smtps://smtp.163.com", code_china},
    Provider{"126", "126.com", "smtps://smtp.126.com", code_china},
    Provider{"naver", "naver.com", "smtp://smtp.naver.com",
             "Naver wants IMAP/SMTP switched on in the settings of the mailbox", ProviderUser::local_part},
    Provider{"ionos", "", "smtps://smtp.ionos.com", ""},
    Provider{"ionos.de", "online.de onlinehome.de", "smtps://smtp.ionos.de", ""},
    Provider{"strato", "", "smtps://smtp.strato.de", ""},
    Provider{"ovh", "", "smtps://ssl0.ovh.net", ""},
    Provider{"gandi", "", "smtps://mail.gandi.net", ""},
    Provider{"infomaniak", "ik.me", "smtps://mail.infomaniak.com", ""},
    Provider{"migadu", "", "smtps://smtp.migadu.com", ""},
    Provider{"dreamhost", "", "smtps://smtp.dreamhost.com", ""},
    Provider{"hostinger", "", "smtps://smtp.hostinger.com", ""},
    Provider{"one.com", "", "smtps://send.one.com", ""},
    Provider{"rackspace", "", "smtps://secure.emailsrvr.com", ""},
    Provider{"runbox", "runbox.com", "smtps://mail.runbox.com", ""},
    Provider{"xfinity", "comcast.net", "smtp://smtp.comcast.net",
             "Xfinity wants third-party access switched on in the settings of the mailbox"},
    Provider{"orange", "orange.fr wanadoo.fr", "smtps://smtp.orange.fr", ""},
    Provider{"free", "free.fr", "smtps://smtp.free.fr", ""},
    Provider{"laposte", "laposte.net", "smtps://smtp.laposte.net", ""},
    Provider{"libero", "libero.it iol.it", "smtps://smtp.libero.it", ""},
    Provider{"seznam", "seznam.cz email.cz post.cz", "smtps://smtp.seznam.cz", ""},
    Provider{"bluewin", "bluewin.ch", "smtps://smtpauths.bluewin.ch", ""},
    Provider{"ses", "", "smtps://email-smtp.us-east-1.amazonaws.com",
             "Amazon SES takes SMTP credentials that its console makes; for another region name its server",
             ProviderUser::given},
    Provider{"sendgrid", "", "smtps://smtp.sendgrid.net", "the password is an API key", ProviderUser::api_key},
    Provider{
        "mailgun", "", "smtps://smtp.mailgun.org",
        "user and password are those of the domain's SMTP credentials; in Europe the server is smtp.eu.mailgun.org",
        ProviderUser::given},
    Provider{"postmark", "", "smtp://smtp.postmarkapp.com", "user and password are both the server's API token",
             ProviderUser::given},
    Provider{"mailjet", "", "smtps://in-v3.mailjet.com", key_and_secret, ProviderUser::given},
    Provider{"brevo", "", "smtp://smtp-relay.brevo.com",
             "user and password are the login and the SMTP key of the settings (SMTP & API)", ProviderUser::given},
};

} // namespace

std::span<const Provider> providers() noexcept { return table; }

const Provider* provider_named(std::string_view name) noexcept {
    const auto* found = std::ranges::find(table, name, &Provider::name);
    return found == table.end() ? nullptr : found;
}

const Provider* provider_of(std::string_view domain) noexcept {
    for (const auto& provider : table) {
        for (auto rest = provider.domains; !rest.empty();) {
            const auto end = std::min(rest.find(' '), rest.size());
            if (iequals(rest.substr(0, end), domain))
                return &provider;
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
    return nullptr;
}

std::string user_at(const Provider& provider, const mail::Address& address) {
    switch (provider.user) {
    case ProviderUser::address:
        return address.text();
    case ProviderUser::local_part:
        return address.local();
    case ProviderUser::api_key:
        return "apikey";
    case ProviderUser::given:
        break;
    }
    return {};
}

} // namespace posthaste::config
