// SPDX-License-Identifier: MIT
#include <posthaste/base/text.hpp>
#include <posthaste/config/config_file.hpp>
#include <posthaste/config/providers.hpp>

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

namespace posthaste::config {

namespace {

Account account_of(const std::string& keys) {
    auto config = parse_config("[account.x]\n" + keys, "test");
    EXPECT_TRUE(config) << config.error().message;
    return config ? config->accounts.at(0) : Account{};
}

std::string error_of(const std::string& keys) {
    const auto config = parse_config("[account.x]\n" + keys, "test");
    return config ? "none" : config.error().message;
}

} // namespace

TEST(Providers, EachHasASubmissionServerAndNamesOfItsOwn) {
    std::set<std::string_view> names, domains;
    EXPECT_GE(providers().size(), 30U);
    for (const auto& provider : providers()) {
        EXPECT_TRUE(names.insert(provider.name).second) << provider.name;
        const auto server = parse_server_url(provider.server);
        ASSERT_TRUE(server) << provider.name;
        EXPECT_NE(server->port, 25) << provider.name;
        EXPECT_TRUE(server->user.empty()) << provider.name;
        if (provider.domains.empty())
            continue;
        for (const auto domain : split(provider.domains, ' ')) {
            EXPECT_TRUE(domains.insert(domain).second) << domain;
            EXPECT_EQ(provider_of(domain), &provider) << domain;
        }
    }
}

TEST(Providers, AreFoundByDomainWithoutCase) {
    EXPECT_EQ(provider_of("GMail.com"), provider_named("gmail"));
    EXPECT_EQ(provider_of("gmail.com.example"), nullptr);
    EXPECT_EQ(provider_of("mail.com"), nullptr);
    EXPECT_EQ(provider_of(""), nullptr);
    EXPECT_EQ(provider_named(""), nullptr);
}

TEST(Providers, AnAccountTakesServerAndUserFromIt) {
    const auto account = account_of("from = \"Ann <ann@gmail.com>\"\nprovider = \"gmail\"\n");
    EXPECT_EQ(account.server.value().host, "smtp.gmail.com");
    EXPECT_TRUE(account.server->implicit_tls);
    EXPECT_EQ(account.login(), "ann@gmail.com");
    EXPECT_EQ(account_of("from = \"ann@naver.com\"\nprovider = \"naver\"\n").login(), "ann");
    EXPECT_EQ(account_of("from = \"ann@example.org\"\nprovider = \"sendgrid\"\n").login(), "apikey");
    EXPECT_EQ(account_of("from = \"ann@example.org\"\nprovider = \"mailjet\"\n").login(), "");
    EXPECT_EQ(account_of("provider = \"gmail\"\n").login(), "");
}

TEST(Providers, KeysThatAreGivenGoFirst) {
    const auto account = account_of("provider = \"gmail\"\nfrom = \"ann@gmail.com\"\nuser = \"bob\"\n"
                                    "server = \"smtp://smtp.gmail.com\"\n");
    EXPECT_FALSE(account.server->implicit_tls);
    EXPECT_EQ(account.login(), "bob");
    EXPECT_EQ(account_of("provider = \"gmail\"\nfrom = \"a@gmail.com\"\nserver = \"smtps://eve@h.example\"\n").login(),
              "eve");
}

TEST(Providers, UnknownOnesAreErrors) {
    EXPECT_EQ(error_of("provider = \"gmal\"\n"),
              "test:2:12: provider = \"gmal\" is not known: did you mean \"gmail\"?");
    EXPECT_EQ(error_of("provider = \"example\"\n"),
              "test:2:12: provider = \"example\" is not known: name the server by server = \"smtps://HOST\"");
}

} // namespace posthaste::config
