// SPDX-License-Identifier: MIT
#include "smtp_setup.hpp"

#include "client_name.hpp"

#include <fmt/format.h>
#include <utility>

namespace posthaste::delivery {

namespace {

net::Deadline connect_deadline(const SmtpSettings& settings) {
    return net::Deadline::in(settings.timeout.value_or(smtp::info(smtp::Phase::connect).timeout), settings.interrupt);
}

} // namespace

Result<Tools> make_tools(const SmtpSettings& settings, std::optional<net::TlsContext>& tls) {
    Tools tools;
    if (settings.tls != smtp::TlsUse::none) {
        if (!tls) {
            PH_ASSIGN(tls, net::TlsContext::make(settings.trust));
        }
        tools.tls = &*tls;
    }
    if (settings.credentials) {
        PH_ASSIGN(tools.clients, smtp::make_sasl_clients(settings.mechanism, *settings.credentials,
                                                         {settings.server.host, settings.server.port, settings.ids}));
    }
    return tools;
}

Result<net::Connected> connect(const SmtpSettings& settings, Transcript& transcript, net::ConnectRecord* record) {
    const auto& proxy = settings.connection.proxy;
    transcript.info(proxy ? fmt::format("connecting to {} by {}", settings.server.text(), proxy->text())
                          : fmt::format("connecting to {}", settings.server.text()));
    auto connected = net::connect(settings.server, connect_deadline(settings), settings.connection, record);
    if (!connected) {
        transcript.error(connected.error().message);
        return connected;
    }
    transcript.info(fmt::format("connected to {}", connected->peer));
    transcript.encrypted(false);
    return connected;
}

smtp::SessionOptions session_options(const SmtpSettings& settings, const net::Connected& connected) {
    smtp::SessionOptions options;
    options.client_name =
        settings.client_name.empty() ? address_literal(connected.local_address) : settings.client_name;
    options.tls = settings.tls;
    options.lmtp = settings.lmtp;
    // To this machine, and only when somebody has said which mechanism: never by a server's offer alone.
    options.plain_secrets_allowed = connected.loopback && settings.mechanism != "auto";
    return options;
}

void exchange(SmtpSettings& settings, SmtpServer& other) noexcept {
    std::swap(settings.server, other.server);
    std::swap(settings.tls, other.tls);
    std::swap(settings.lmtp, other.lmtp);
    std::swap(settings.credentials, other.credentials);
}

// Each with the domain's login: the certificate shows that the server belongs to the domain.
Result<std::vector<SmtpServer>> servers_of_domain(const SmtpSettings& settings, Transcript& transcript) {
    const auto& domain = settings.server.host;
    transcript.info(fmt::format("looking up the servers of {}", domain));
    auto found = net::find_submission_servers(domain, settings.look_up_srv, net::system_random_up_to,
                                              connect_deadline(settings));
    if (!found)
        return with_context(settings.server.text(), std::move(found).error());
    std::vector<SmtpServer> servers;
    for (auto& each : *found) {
        SmtpServer server{std::move(each.endpoint), smtp::TlsUse::starttls_required, std::nullopt};
        if (each.implicit_tls)
            server.tls = smtp::TlsUse::implicit;
        if (const auto& login = settings.credentials)
            server.credentials = smtp::Credentials{login->user, login->password.copy()};
        servers.push_back(std::move(server));
    }
    return servers;
}

} // namespace posthaste::delivery
