// SPDX-License-Identifier: MIT
#include "support/field_reader.hpp"

#include <posthaste/mail/address_list.hpp>
#include <posthaste/mail/mailbox_text.hpp>

#include <gtest/gtest.h>

namespace posthaste::mail {
namespace {

std::string one(std::string_view name, std::string local = "ann", std::string_view domain = "example.org") {
    const Mailbox mailbox{std::string(name), *Address::make(std::move(local), domain)};
    return mailbox_list_text("From", {&mailbox, 1});
}

TEST(MailboxText, WritesNamesByTheGrammar) {
    struct Case {
        std::string_view name, text;
    };
    for (const auto& c : {Case{"", "ann@example.org"},
                          {"Ann Example", "Ann Example <ann@example.org>"},
                          {"John Q. Public", "\"John Q. Public\" <ann@example.org>"},
                          {"Doe, \"JD\" C:\\x", "\"Doe, \\\"JD\\\" C:\\\\x\" <ann@example.org>"},
                          {"=?utf-8?q?x?=", "=?UTF-8?Q?=3D=3Futf-8=3Fq=3Fx=3F=3D?= <ann@example.org>"},
                          {"山田, \"太郎\"", "=?UTF-8?B?5bGx55SwLCAi5aSq6YOOIg==?= <ann@example.org>"}})
        EXPECT_EQ(one(c.name), c.text);
}

TEST(MailboxText, WritesAddressesFromTheirParts) {
    EXPECT_EQ(one("", "john doe"), "\"john doe\"@example.org");
    EXPECT_EQ(one("Ann", "ann", "bücher.example"), "Ann <ann@xn--bcher-kva.example>");
    EXPECT_EQ(one("Ann", "用户"), "Ann <用户@example.org>");
}

TEST(MailboxText, FoldsALongOneBeforeTheAngle) {
    const std::string name(40, 'N'), local(40, 'l');
    EXPECT_EQ(one(name, local), name + "\r\n <" + local + "@example.org>");
    EXPECT_EQ(one(std::string(40, 'N'), std::string(16, 'l')), name + " <" + std::string(16, 'l') + "@example.org>");
    const std::string longest(800, 'l');
    EXPECT_EQ(one("Ann", longest), "Ann\r\n <" + longest + "@example.org>");
}

// CPython shows a space between the encoded-words of a name.
TEST(MailboxText, KeepsANameInOneWordWhereALineHasRoomForIt) {
    const std::string name = "Ü" + std::string(57, 'x'); // a word of 75
    const Mailbox mailboxes[] = {{"Ann", *Address::make("ann", "example.org")},
                                 {name, *Address::make("b", "c.example")}};
    EXPECT_EQ(mailbox_list_text("To", mailboxes),
              "Ann <ann@example.org>,\r\n =?UTF-8?Q?=C3=9C" + std::string(57, 'x') + "?=\r\n <b@c.example>");
}

TEST(MailboxText, LeavesALongAsciiNamePlainWhereALineHasRoomForIt) {
    const std::string name = std::string(36, 'a') + " " + std::string(35, 'b');
    EXPECT_EQ(one(name), name + "\r\n <ann@example.org>"); // "From: " and 72
    EXPECT_TRUE(one(name + "b").starts_with("=?UTF-8?Q?aaa"));
}

TEST(MailboxText, ComesBackFromAReader) {
    std::string name;
    for (const std::string unit : {"N", "ü", "☃", "📮", "w ", "\"\\", "=?", ",", "aé日📮 \"\\."})
        for (int count = 1; count <= 80; ++count) {
            name = "x";
            for (int i = 0; i < count; ++i)
                name += unit;
            name += "y";
            const auto body = one(name);
            ASSERT_EQ(test::problem_of("From", body), "");
            const auto list = parse_address_list(body);
            ASSERT_TRUE(list && list->size() == 1) << body;
            ASSERT_EQ(test::read_text(list->front().display_name), name);
        }
}

} // namespace
} // namespace posthaste::mail
