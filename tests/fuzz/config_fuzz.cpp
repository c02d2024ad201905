// SPDX-License-Identifier: MIT
// The configuration: whatever the bytes are, an error with its place or a configuration whose values are safe.
#include <posthaste/base/text.hpp>
#include <posthaste/config/config_file.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

void require(bool condition) {
    if (!condition)
        std::abort();
}

// A socket, or a host with a port, or a domain.
void check(const posthaste::config::ServerUrl& server) {
    const auto& path = server.unix_path;
    if (!path.empty())
        require(path.front() == '/' && path.size() <= 107 && server.host.empty() && server.port == 0 &&
                server.user.empty() && !server.srv && !server.implicit_tls);
    else
        require(!server.host.empty() && (server.port != 0) != server.srv);
    for (const auto* text : {&server.host, &server.user, &path})
        require(!posthaste::has_control(*text));
}

void check(const posthaste::config::Account& account) {
    require(!account.name.empty() && !posthaste::has_control(account.name));
    for (const auto* text :
         {&account.helo, &account.user, &account.domain, &account.auth, &account.tls_ca, &account.source_address})
        require(!posthaste::has_control(*text));
    auto servers = account.other_servers;
    require(servers.empty() || account.server);
    if (account.server)
        servers.push_back(*account.server);
    for (const auto& server : servers)
        check(server);
}

void check(const posthaste::config::ProxyUrl& proxy) {
    require(!proxy.host.empty() && proxy.port != 0);
    for (const auto* text : {&proxy.host, &proxy.user, &proxy.password})
        require(!posthaste::has_control(*text));
}

void check(const posthaste::config::QueueSettings& queue) {
    require(queue.first_retry.count() >= 1 && queue.max_retry >= queue.first_retry && queue.expire.count() >= 60);
    require(!queue.delay_notice || *queue.delay_notice < queue.expire);
    require(queue.jobs >= 1 && queue.jobs <= 64);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    const auto config = posthaste::config::parse_config(text, "fuzz");
    if (!config) {
        require(config.error().kind == posthaste::ErrorKind::config && config.error().message.starts_with("fuzz:"));
        return 0;
    }
    check(config->queue);
    for (const auto& account : config->accounts) {
        check(account);
        if (account.proxy)
            check(*account.proxy);
    }
    for (const auto& route : config->routes)
        require(config->account(route.account).has_value());
    require(config->choose(std::nullopt, {}).has_value());
    return 0;
}
