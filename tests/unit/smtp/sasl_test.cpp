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
    EXPECT_THAT(
        names, ElementsAre("SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN"));
}

TEST(SaslClients, NameThoseThereAreWhenOneIsUnknown) {
    const auto clients = make_sasl_clients("ntlm", {"ann", Secret("pw")});
    ASSERT_FALSE(clients);
    EXPECT_EQ(clients.error().kind, ErrorKind::config);
    EXPECT_THAT(clients.error().message,
                HasSubstr("\"ntlm\"; there are auto, scram-sha-256-plus, scram-sha-1-plus, scram-sha-256, scram-sha-1, "
                          "plain, login, cram-md5, oauthbearer, xoauth2, "
                          "external"));
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

TEST(SaslCramMd5, GivesTheAnswerOfRfc2195) {
    const auto cram = client("cram-md5", "tim", "tanstaaftanstaaf");
    EXPECT_FALSE(cram->has_initial_response() || cram->reveals_password());
    EXPECT_THAT(cram->finished().error().message, HasSubstr("before it sent a challenge"));
    EXPECT_EQ(cram->respond("<1896.697170952@postoffice.reston.mci.net>"), "tim b913a602c7eda7a495b4e6e7334d3890");
    EXPECT_TRUE(cram->finished());
    EXPECT_EQ(cram->respond("again").error().kind, ErrorKind::protocol);
    EXPECT_EQ(client("cram-md5", "tim", "x")->respond("").error().kind, ErrorKind::protocol);
}

TEST(SaslXoauth2, SendsTheToken) {
    const auto oauth = client("xoauth2", "ann@example.org", "ya29.A-_~+/==");
    EXPECT_TRUE(oauth->reveals_password() && oauth->demands_tls() && oauth->has_initial_response());
    EXPECT_EQ(oauth->initial_response(), "user=ann@example.org\x01"
                                         "auth=Bearer ya29.A-_~+/==\x01\x01");
    EXPECT_TRUE(oauth->finished());
    EXPECT_EQ(oauth->respond(R"({"status":"401"})"), "");
    EXPECT_EQ(oauth->server_error(), R"({"status":"401"})");
    EXPECT_EQ(oauth->finished().error().kind, ErrorKind::protocol);
    EXPECT_EQ(oauth->respond("").error().kind, ErrorKind::protocol);
}

TEST(SaslOauthBearer, SendsTheExampleOfRfc7628) {
    const Credentials credentials{"user@example.com", Secret("vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==")};
    const auto clients = make_sasl_clients("oauthbearer", credentials, {"server.example.com", 587, nullptr}).value();
    EXPECT_EQ(clients.front()->initial_response(), "n,a=user@example.com,\x01host=server.example.com\x01port=587\x01"
                                                   "auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\x01\x01");
    EXPECT_EQ(clients.front()->respond("{}"), "\x01");
    EXPECT_TRUE(clients.front()->demands_tls());
}

TEST(SaslOauthBearer, LeavesOutWhatIsNotKnown) {
    EXPECT_EQ(client("oauthbearer", "", "tok")->initial_response(), "n,,\x01"
                                                                    "auth=Bearer tok\x01\x01");
    EXPECT_EQ(client("oauthbearer", "a,b=c", "tok")->initial_response(), "n,a=a=2Cb=3Dc,\x01"
                                                                         "auth=Bearer tok\x01\x01");
}

TEST(SaslOauth, CannotBeGivenFurtherFields) {
    for (const auto* mechanism : {"xoauth2", "oauthbearer"}) {
        for (const auto* user : {"admin\x01"
                                 "auth=Bearer stolen\x01\x01",
                                 "a\nb", "\x7F"})
            EXPECT_EQ(client(mechanism, user, "tok")->initial_response().error().kind, ErrorKind::auth) << user;
        for (const auto* token : {"", "tok\x01", "tok\n", "t\xC3\xB6k"}) {
            const auto response = client(mechanism, "ann", token)->initial_response();
            ASSERT_FALSE(response) << token;
            EXPECT_EQ(response.error().kind, ErrorKind::auth);
            EXPECT_THAT(response.error().message, HasSubstr("access token"));
        }
    }
}

TEST(SaslExternal, SendsNoMoreThanTheUser) {
    const auto external = client("external", "ann@example.org", "unused");
    EXPECT_EQ(external->mechanism(), "EXTERNAL");
    EXPECT_FALSE(external->reveals_password());
    EXPECT_EQ(external->initial_response(), "ann@example.org");
    EXPECT_TRUE(external->finished());
    EXPECT_EQ(external->respond("").error().kind, ErrorKind::protocol);
    EXPECT_EQ(client("external", "", "")->initial_response(), "");
    EXPECT_EQ(client("external", std::string("a\0b", 3), "")->initial_response().error().kind, ErrorKind::auth);
    EXPECT_TRUE(needs_password("auto") && needs_password("plain") && !needs_password("external"));
}

} // namespace
} // namespace posthaste::smtp
