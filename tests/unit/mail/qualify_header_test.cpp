// SPDX-License-Identifier: MIT
#include "qualify_header.hpp"

#include <gtest/gtest.h>

namespace posthaste::mail {
namespace {

std::string qualified(const std::string& bytes, std::string_view domain = "a.test") {
    auto header = HeaderBlock::parse(bytes).value();
    qualify_header(header, domain);
    return header.wire();
}

TEST(QualifyHeader, PutsTheDomainBehindBareNames) {
    EXPECT_EQ(qualified("From: root (Cron Daemon)\r\n"), "From: root@a.test (Cron Daemon)\r\n");  // cron
    EXPECT_EQ(qualified("To: root\r\nFrom: ann\r\n"), "To: root@a.test\r\nFrom: ann@a.test\r\n"); // sudo
    EXPECT_EQ(qualified("To: ann\r\n"), "To: ann@a.test\r\n");                                    // at
    EXPECT_EQ(qualified("To: Root <root>\r\n"), "To: Root <root@a.test>\r\n");
    EXPECT_EQ(qualified("To: \"a b\", <@relay.test:root>\r\n"), "To: \"a b\"@a.test, <@relay.test:root@a.test>\r\n");
    EXPECT_EQ(qualified("To: ann.e\r\n", "[192.0.2.1]"), "To: ann.e@[192.0.2.1]\r\n");
}

TEST(QualifyHeader, ChangesNothingElseOfTheField) {
    EXPECT_EQ(
        qualified(
            "tO :root\t(c)(d),\r\n\t\"B, C\" <b@b.test> , ,\r\n  (x <y>) bob (z)\r\n  ,=?utf-8?q?D?= < dan >\r\n"),
        "tO :root@a.test\t(c)(d),\r\n\t\"B, C\" <b@b.test> , ,\r\n  (x <y>) bob@a.test (z)\r\n  ,=?utf-8?q?D?= < "
        "dan@a.test >\r\n");
    EXPECT_EQ(qualified("To: all: ann, b@b.test, Bob <bob>;, none:;\r\n"),
              "To: all: ann@a.test, b@b.test, Bob <bob@a.test>;, none:;\r\n");
}

TEST(QualifyHeader, KnowsTheFieldsOfAddresses) {
    for (const std::string name : {"From", "Sender", "Reply-To", "To", "Cc", "Resent-From", "Resent-Sender",
                                   "Resent-Reply-To", "Resent-To", "RESENT-cc"})
        EXPECT_EQ(qualified(name + ": x\r\n"), name + ": x@a.test\r\n");
    for (const std::string name : {"Subject", "X-To", "Message-ID", "Errors-To", "Received", "Resent-Date"})
        EXPECT_EQ(qualified(name + ": x\r\n"), name + ": x\r\n");
}

TEST(QualifyHeader, LeavesWhatItNeedNotOrMustNotChange) {
    for (const std::string alone :
         {"To: b@b.test\r\n", "To: undisclosed-recipients:;\r\n", "To:\r\n", "From: Cron Daemon\r\n", "To: a, <\r\n",
          "To: a b, c\r\n", "To: ann\r\nDKIM-Signature: v=1\r\n", "ARC-Seal: i=1\r\nTo: ann\r\n"})
        EXPECT_EQ(qualified(alone), alone);
    EXPECT_EQ(qualified("To: ann\r\n", ""), "To: ann\r\n");
    const auto longest = "To: ann\r\n (" + std::string(991, 'x') + ") b\r\n"; // 998 octets would become more
    EXPECT_EQ(qualified(longest), longest);
}

TEST(QualifyHeader, LeavesEncodedWordsAlone) {
    for (const std::string alone : {"From: =?utf-8?q?a?=\r\n", "To: <=?utf-8?q?a?=>\r\n"})
        EXPECT_EQ(qualified(alone), alone);
    EXPECT_EQ(qualified("To: =?utf-8?q?a?=, b\r\n"), "To: =?utf-8?q?a?=, b@a.test\r\n");
    EXPECT_EQ(qualified("To: =?a, a?=\r\n"), "To: =?a@a.test, a?=@a.test\r\n");
}

TEST(QualifyHeader, TakesNoMoreNamesThanAnybodyWrites) {
    const auto field = [](int count, const std::string& name) {
        std::string raw = "To:";
        for (int i = 0; i < count; ++i)
            raw += (i == 0 ? " " : ",\r\n ") + name;
        return raw + "\r\n";
    };
    EXPECT_EQ(qualified(field(1000, "a")), field(1000, "a@a.test"));
    EXPECT_EQ(qualified(field(1001, "a")), field(1001, "a"));
    EXPECT_EQ(qualified(field(1001, "a@b.test") + "Cc: c\r\n"), field(1001, "a@b.test") + "Cc: c@a.test\r\n");
    EXPECT_EQ(qualified(field(999, "a") + field(2, "b") + "Cc: c\r\n"),
              field(999, "a@a.test") + field(2, "b") + "Cc: c@a.test\r\n");
}

} // namespace
} // namespace posthaste::mail
