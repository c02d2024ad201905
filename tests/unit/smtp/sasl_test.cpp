// SPDX-License-Identifier: MIT
#include <posthaste/smtp/sasl.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace posthaste::smtp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::unique_ptr<SaslClient> client(std::string_view mechanism, std::string user, std::string password) {
    auto clients = make_sasl_clients(mechanism, {std::move(user), Secret(std::move(password))}).value();
    return std::move(clients.front());
}

TEST(SaslClients, TryTheStrongestFirst) {
    const auto clients = make_sasl_clients("auto", {"ann", Secret("pw")}).value();
    std::vector<std::string> names;
    for (const auto& each : clients) {
        names.emplace_back(each->mechanism());
        EXPECT_EQ(each->reveals_password(), names.back() == "PLAIN" || names.back() == "LOGIN");
        EXPECT_FALSE(each->demands_tls());
    }
    EXPECT_THAT(names, ElementsAre("SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN"));
}

TEST(SaslClients, NameThoseThereAreWhenOneIsUnknown) {
    const auto clients = make_sasl_clients("ntlm", {"ann", Secret("pw")});
    ASSERT_FALSE(clients);
    EXPECT_EQ(clients.error().kind, ErrorKind::config);
    EXPECT_THAT(clients.error().message,
                HasSubstr("\"ntlm\"; there are auto, scram-sha-256, scram-sha-1, plain, login"));
}

TEST(SaslPlain, SendsUserAndPasswordWithNuls) {
    const auto plain = client("plain", "u@x", "p\"q \xC3\xBC");
    EXPECT_EQ(plain->initial_response().value(), std::string("\0u@x\0p\"q \xC3\xBC", 11));
    EXPECT_TRUE(plain->finished());
    EXPECT_THAT(plain->respond("").error().message, HasSubstr("does not have"));
}

TEST(SaslPlain, RefusesANulInUserOrPassword) {
    for (const auto& plain :
         {client("plain", std::string("u\0x", 3), "p"), client("plain", "u", std::string("p\0", 2))}) {
        const auto response = plain->initial_response();
        ASSERT_FALSE(response);
        EXPECT_EQ(response.error().kind, ErrorKind::auth);
    }
}

TEST(SaslLogin, AnswersTwoPromptsWhateverTheySay) {
    const auto login = client("login", "ann", "pw");
    EXPECT_FALSE(login->has_initial_response());
    EXPECT_THAT(login->finished().error().message, HasSubstr("before it asked"));
    EXPECT_EQ(login->respond("Username:").value(), "ann");
    EXPECT_EQ(login->finished().error().kind, ErrorKind::protocol);
    EXPECT_EQ(login->respond("").value(), "pw");
    EXPECT_TRUE(login->finished());
    EXPECT_THAT(login->respond("more").error().message, HasSubstr("third challenge"));
}

} // namespace
} // namespace posthaste::smtp
