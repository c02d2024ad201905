// SPDX-License-Identifier: MIT
#include "sasl_clients.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/smtp/sasl.hpp>

#include <array>
#include <fmt/format.h>
#include <string_view>

namespace posthaste::smtp {

namespace {

struct Mechanism {
    std::string_view name; // as the configuration writes it
    std::unique_ptr<SaslClient> (*make)(const Credentials&);
};

// Strongest first: the order "auto" tries them in.
constexpr std::array<Mechanism, 2> mechanisms{{{"plain", make_plain_client}, {"login", make_login_client}}};

std::string known_names() {
    std::string names = "auto";
    for (const auto& mechanism : mechanisms)
        names.append(", ").append(mechanism.name);
    return names;
}

} // namespace

Result<std::vector<std::unique_ptr<SaslClient>>> make_sasl_clients(std::string_view mechanism,
                                                                   const Credentials& credentials) {
    std::vector<std::unique_ptr<SaslClient>> clients;
    for (const auto& known : mechanisms) {
        if (mechanism == "auto" || mechanism == known.name)
            clients.push_back(known.make(credentials));
    }
    if (clients.empty())
        return fail(ErrorKind::config,
                    fmt::format("unknown authentication mechanism \"{}\"; there are {}", mechanism, known_names()));
    return clients;
}

} // namespace posthaste::smtp
