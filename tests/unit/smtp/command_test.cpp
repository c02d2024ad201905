// SPDX-License-Identifier: MIT
#include "command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace posthaste::smtp {
namespace {

using testing::HasSubstr;

mail::Address address(std::string_view text) { return mail::Address::parse(text).value(); }

TEST(CommandLine, CannotHoldALineEndOrNul) {
    for (const auto text : {std::string_view("A\rB"), std::string_view("A\nB"), std::string_view("A\0B", 3)}) {
        for (const auto& line :
             {CommandLine::make(text), CommandLine::make_secret(text, "A "), CommandLine::make_secret("A", text)}) {
            ASSERT_FALSE(line);
            EXPECT_EQ(line.error().kind, ErrorKind::data);
            EXPECT_THAT(line.error().message, HasSubstr("line end or NUL"));
        }
    }
}

TEST(CommandLine, KeepsASecretOutOfWhatIsShownEvenWhenItIsRefused) {
    const auto line = CommandLine::make_secret("AUTH PLAIN c2VjcmV0", "AUTH PLAIN ").value();
    EXPECT_EQ(line.wire(), "AUTH PLAIN c2VjcmV0\r\n");
    EXPECT_EQ(line.shown(), "AUTH PLAIN <hidden>\r\n");
    EXPECT_THAT(CommandLine::make_secret("c2Vj\ncmV0", "").error().message, testing::Not(HasSubstr("c2Vj")));
}

TEST(Command, WritesPathsAndParameters) {
    const auto sender = address("a@example.org");
    EXPECT_EQ(mail_command(&sender, {"SIZE=1", "SMTPUTF8"})->wire(), "MAIL FROM:<a@example.org> SIZE=1 SMTPUTF8\r\n");
    EXPECT_EQ(mail_command(nullptr, {})->wire(), "MAIL FROM:<>\r\n");
    EXPECT_EQ(rcpt_command(address("\"a b\"@example.org"), {})->wire(), "RCPT TO:<\"a b\"@example.org>\r\n");
    EXPECT_EQ(ehlo_command("[127.0.0.1]")->shown(), "EHLO [127.0.0.1]\r\n");
    EXPECT_EQ(helo_command("x.test")->wire(), "HELO x.test\r\n");
}

TEST(Command, ShowsAuthWithoutAnInitialResponse) {
    EXPECT_EQ(auth_command("LOGIN", "")->shown(), "AUTH LOGIN\r\n");
    EXPECT_EQ(auth_command("PLAIN", "AAA=")->shown(), "AUTH PLAIN <hidden>\r\n");
}

} // namespace
} // namespace posthaste::smtp
