// SPDX-License-Identifier: MIT
#include "account_server.hpp"

#include "report.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/config/server_url.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace posthaste::app {

namespace {

class ServerSearch {
  public:
    ServerSearch(AccountDesk& desk, const AccountOptions& options, const mail::Address& address)
        : desk_(desk), options_(options), address_(address) {}

    Result<SettledServer> run() {
        PH_TRY(find());
        PH_TRY(settle_user());
        return std::move(settled_);
    }

  private:
    Status find() {
        if (options_.provider) {
            PH_ASSIGN(settled_.provider, named(*options_.provider));
        }
        if (options_.server)
            return take(*options_.server, "--");
        if (settled_.provider == nullptr)
            settled_.provider = config::provider_of(address_.domain());
        if (settled_.provider != nullptr)
            return {};
        PH_ASSIGN(const bool found, look_up());
        if (found)
            return {};
        if (desk_.terminal == nullptr)
            return fail(ErrorKind::usage, fmt::format("{} is not known and names no server: say --server smtps://HOST",
                                                      address_.domain()));
        PH_ASSIGN(const auto answer,
                  desk_.terminal->ask(fmt::format("server for {} (smtps://HOST, or smtp://HOST for STARTTLS): ",
                                                  printable(address_.text()))));
        return take(answer, "");
    }

    static Result<const config::Provider*> named(const std::string& name) {
        if (const auto* provider = config::provider_named(name); provider != nullptr)
            return provider;
        std::vector<std::string_view> names;
        std::ranges::transform(config::providers(), std::back_inserter(names), &config::Provider::name);
        const auto near = nearest(name, names);
        return fail(ErrorKind::usage,
                    fmt::format("--provider \"{}\" is not known: {}", name,
                                near.empty() ? "say --server smtps://HOST" : fmt::format("did you mean {}?", near)));
    }

    Status take(const std::string& url, std::string_view prefix) {
        if (const auto parsed = config::parse_server_url(url); !parsed)
            return fail(ErrorKind::usage, fmt::format("{}{}", prefix, parsed.error().message));
        settled_.urls = {url};
        return {};
    }

    // RFC 6186 section 6: DNS can be forged, so that a server outside the domain is for a person to judge.
    Result<bool> look_up() {
        std::string outside;
        const auto looking = [&](const std::string& name, net::Deadline deadline) {
            auto records = desk_.look_up_srv(name, deadline);
            if (records && !records->empty() && outside.empty() && records->front().target != ".")
                outside = fmt::format("{}://{}:{}", name.starts_with("_submissions") ? "smtps" : "smtp",
                                      records->front().target, records->front().port);
            return records;
        };
        constexpr std::chrono::seconds patience{15};
        const auto servers = net::find_submission_servers(address_.domain(), looking, net::system_random_up_to,
                                                          net::Deadline::in(patience));
        if (servers) {
            for (const auto& server : *servers)
                settled_.urls.push_back(fmt::format("{}://{}:{}", server.implicit_tls ? "smtps" : "smtp",
                                                    server.endpoint.host, server.endpoint.port));
            return true;
        }
        return outside.empty() ? false : ask_about(outside);
    }

    Result<bool> ask_about(const std::string& url) {
        if (desk_.terminal == nullptr)
            return fail(ErrorKind::usage, fmt::format("{0} names {1}, which is not within {0} and could be forged: if "
                                                      "it is right, say --server {1}",
                                                      address_.domain(), url));
        PH_ASSIGN(const auto answer,
                  desk_.terminal->ask(printable(fmt::format("{0} names {1}, which is not within {0} and could be "
                                                            "forged. Use it? [y/N] ",
                                                            address_.domain(), url))));
        if (!is_yes(answer))
            return false;
        settled_.urls = {url};
        return true;
    }

    Status settle_user() {
        const auto* provider = settled_.provider;
        const auto usual = provider == nullptr ? address_.text() : config::user_at(*provider, address_);
        settled_.user = options_.user.value_or(usual);
        settled_.user_is_usual = provider != nullptr && settled_.user == usual && !usual.empty();
        if (!settled_.urls.empty()) {
            const auto server = config::parse_server_url(settled_.urls.front());
            if (server && !server->user.empty() && !options_.user) {
                settled_.user = server->user;
                settled_.user_is_usual = true; // the URL says it
            }
        }
        if (!settled_.user.empty())
            return {};
        if (desk_.terminal == nullptr)
            return fail(ErrorKind::usage,
                        fmt::format("{} has names of its own for who logs in: say --user USER", provider->name));
        PH_ASSIGN(settled_.user, desk_.terminal->ask(fmt::format("user at {}: ", provider->name)));
        return settled_.user.empty() ? fail(ErrorKind::usage, "no user was given") : Status{};
    }

    AccountDesk& desk_;
    const AccountOptions& options_;
    const mail::Address& address_;
    SettledServer settled_;
};

} // namespace

Result<SettledServer> settle_server(AccountDesk& desk, const AccountOptions& options, const mail::Address& address) {
    return ServerSearch(desk, options, address).run();
}

} // namespace posthaste::app
