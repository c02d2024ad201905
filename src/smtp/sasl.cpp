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
    ClientMaker make;
    bool automatic = true; // else only when it is named
};

// Strongest first: the order "auto" tries them in.
constexpr std::array<Mechanism, 10> mechanisms{{
    {"scram-sha-256-plus", make_scram_sha_256_plus_client},
    {"scram-sha-1-plus", make_scram_sha_1_plus_client},
    {"scram-sha-256", make_scram_sha_256_client},
    {"scram-sha-1", make_scram_sha_1_client},
    {"plain", make_plain_client},
    {"login", make_login_client},
    {"cram-md5", make_cram_md5_client, false},
    {"oauthbearer", make_oauthbearer_client, false},
    {"xoauth2", make_xoauth2_client, false},
    {"external", make_external_client, false},
}};

std::string known_names() {
    std::string names = "auto";
    for (const auto& mechanism : mechanisms)
        names.append(", ").append(mechanism.name);
    return names;
}

} // namespace

Result<std::vector<std::unique_ptr<SaslClient>>>
make_sasl_clients(std::string_view mechanism, const Credentials& credentials, const SaslContext& context) {
    std::vector<std::unique_ptr<SaslClient>> clients;
    for (const auto& known : mechanisms) {
        if ((mechanism == "auto" && known.automatic) || mechanism == known.name)
            clients.push_back(known.make(credentials, context));
    }
    if (clients.empty())
        return fail(ErrorKind::config,
                    fmt::format("unknown authentication mechanism \"{}\"; there are {}", mechanism, known_names()));
    return clients;
}

std::string_view used_by_name_only(std::string_view mechanism) noexcept {
    for (const auto& known : mechanisms) {
        if (!known.automatic && iequals(known.name, mechanism))
            return known.name;
    }
    return {};
}

bool needs_password(std::string_view mechanism) noexcept { return mechanism != "external"; }

} // namespace posthaste::smtp
