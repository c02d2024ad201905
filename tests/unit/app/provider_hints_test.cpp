// SPDX-License-Identifier: MIT
#include "provider_hints.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace posthaste::app {
namespace {

using testing::HasSubstr;

struct ReplyCase {
    const char* host;
    int code;
    const char* words;
    const char* hint; // empty: none
};

class Refused : public testing::TestWithParam<ReplyCase> {};

TEST_P(Refused, HasItsHint) {
    const auto& c = GetParam();
    const auto hint = std::string(provider_hint(c.host, smtp::Reply{c.code, {c.words}, std::nullopt}));
    if (*c.hint == '\0')
        EXPECT_EQ(hint, "");
    else
        EXPECT_THAT(hint, HasSubstr(c.hint));
}

INSTANTIATE_TEST_SUITE_P(
    Known, Refused,
    testing::Values(
        ReplyCase{"smtp.gmail.com:465", 535, "5.7.8 Username and Password not accepted", "app password"},
        ReplyCase{"smtp.gmail.com:587", 534, "5.7.9 Application-specific password required", "app password"},
        ReplyCase{"smtp.gmail.com:465", 534, "5.7.14 Please log in via your web browser and then try again.",
                  "browser"},
        ReplyCase{"relay.example.org", 534, "5.7.14 <https://accounts.google.com/signin/continue?sarp=1> Please log in",
                  "browser"},
        ReplyCase{"smtp.office365.com:587", 530, "5.7.57 SMTP; Client was not authenticated to send anonymous mail",
                  "--user"},
        ReplyCase{"mail.example.org:587", 530, "5.7.57 Client not authenticated to send mail. [AM0PR01]", "--user"},
        ReplyCase{"smtp.office365.com:587", 550, "5.7.60 SMTP; Client does not have permissions to send as this sender",
                  "send as the login"},
        ReplyCase{"exchange.example.org:587", 550,
                  "5.7.60 SMTP; Client does not have permissions to send as this sender", "send as the login"},
        ReplyCase{"relay.example.org", 534, "5.7.9 Application-specific password required", "Google"},
        ReplyCase{"smtp.gmail.com:587", 535, R"(5.7.8 Username and Password not accepted {"status":"400"})",
                  "access token"},
        ReplyCase{"mail.example.org:587", 535, R"(5.7.8 no {"status":"invalid_token","scope":"mail"})", "access token"},
        ReplyCase{"smtp.office365.com:587", 535,
                  "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
                  "whole organisation"},
        ReplyCase{"smtp.office365.com:587", 535,
                  "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
                  "this mailbox"},
        ReplyCase{"smtp-mail.outlook.com:587", 535,
                  "5.7.139 Authentication unsuccessful, basic authentication is disabled.", "xoauth2"},
        ReplyCase{"smtp.office365.com:587", 535, "5.7.3 Authentication unsuccessful", "xoauth2"},
        ReplyCase{"smtp.office365.com:587", 550, "5.7.30 Basic authentication is not supported", "xoauth2"},
        ReplyCase{"smtp.office365.com:587", 554, "5.2.252 SendAsDenied; ann@example.org", "send as"},
        ReplyCase{"smtp.mail.yahoo.com:465", 535, "5.7.0 (#AUTH005) Too many bad auth attempts", "Yahoo"},
        ReplyCase{"smtp.aol.com", 535, "5.7.0 no", "app password"},
        ReplyCase{"smtp.mail.me.com:587", 535, "5.7.8 Error: authentication failed", "iCloud"},
        ReplyCase{"SMTP.Fastmail.COM:465", 535, "5.7.8 Incorrect username or password", "Fastmail"}));

INSTANTIATE_TEST_SUITE_P(Unknown, Refused,
                         testing::Values(ReplyCase{"mail.example.org:587", 535, "5.7.8 no", ""},
                                         ReplyCase{"notgmail.com:587", 535, "5.7.8 no", ""},
                                         ReplyCase{"gmail.com.example.org", 535, "5.7.8 no", ""},
                                         ReplyCase{"smtp.gmail.com:587", 454, "4.7.0 too many logins", ""},
                                         ReplyCase{"smtp.office365.com:587", 550, "5.7.31 another", ""},
                                         ReplyCase{"mail.example.org:587", 550, "5.7.60 another", ""},
                                         ReplyCase{"mail.example.org:587", 530, "5.7.57 another", ""},
                                         ReplyCase{"smtp.gmail.com:587", 550, "5.1.1 no such user", ""}));

TEST(TokenHint, IsAboutTheToken) {
    const auto refusal = [](const char* words) { return smtp::Reply{535, {words}, std::nullopt}; };
    EXPECT_THAT(std::string(token_hint("smtp.office365.com:587", refusal("5.7.3 Authentication unsuccessful"))),
                HasSubstr("SMTP.Send"));
    EXPECT_THAT(std::string(token_hint("mail.example.org", refusal("no"))), HasSubstr("access token was refused"));
    EXPECT_EQ(
        token_hint("smtp.office365.com:587", refusal("5.7.139 SmtpClientAuthentication is disabled for the Tenant.")),
        "");
    EXPECT_EQ(token_hint("smtp.gmail.com", smtp::Reply{454, {"4.7.0 later"}, std::nullopt}), "");
}

TEST(ProviderHint, KnowsWhereNobodyAnswers) {
    const Error timeout{ErrorKind::timeout, "timed out", 0};
    EXPECT_THAT(provider_hint("smtp.google.com:587", timeout), HasSubstr("smtp.gmail.com"));
    EXPECT_THAT(provider_hint("smtp.office365.com:465", timeout), HasSubstr(":587"));
    EXPECT_THAT(provider_hint("mx.example.org:25", timeout), HasSubstr("port 25"));
    EXPECT_EQ(provider_hint("smtp.office365.com:587", timeout), "");
    EXPECT_EQ(provider_hint("mx.example.org:25", Error{ErrorKind::trust, "expired", 0}), "");
    EXPECT_EQ(provider_hint("mx.example.org:25", Error{ErrorKind::connection, "refused", 0}), "");
    EXPECT_EQ(provider_hint("/run/smtp", timeout), "");
}

} // namespace
} // namespace posthaste::app
