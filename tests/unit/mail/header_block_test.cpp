// SPDX-License-Identifier: MIT
#include <posthaste/mail/header_block.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace posthaste::mail {
namespace {

using testing::HasSubstr;

constexpr std::string_view sample = "dAtE:   Thu,  1 Jan 1970 00:00:00 +0000 (comment)\r\n"
                                    "To : a@x.test,\r\n"
                                    "\tb@x.test\r\n"
                                    "X-Empty:\r\n"
                                    "Subject: a\r\n"
                                    " \r\n"
                                    " b\r\n"
                                    "to:c@x.test\r\n";

TEST(HeaderBlock, KeepsEveryByte) { EXPECT_EQ(HeaderBlock::parse(sample).value().wire(), sample); }

TEST(HeaderBlock, KnowsNamesAndBodies) {
    const auto block = HeaderBlock::parse(sample).value();
    ASSERT_EQ(block.fields().size(), 5U);
    EXPECT_EQ(block.fields()[1].name, "To");
    EXPECT_EQ(block.fields()[1].body(), " a@x.test,\r\n\tb@x.test");
    EXPECT_EQ(block.fields()[2].body(), "");
    EXPECT_EQ(block.fields()[3].body(), " a\r\n \r\n b");
}

TEST(HeaderBlock, FindsFieldsWithoutCase) {
    const auto block = HeaderBlock::parse(sample).value();
    EXPECT_TRUE(block.has("DATE"));
    EXPECT_FALSE(block.has("Cc"));
    ASSERT_EQ(block.all("TO").size(), 2U);
    EXPECT_EQ(block.all("TO")[1]->body(), "c@x.test");
}

TEST(HeaderBlock, RemovesEveryFieldOfAName) {
    auto block = HeaderBlock::parse(sample).value();
    EXPECT_EQ(block.remove("tO"), 2U);
    EXPECT_EQ(block.remove("tO"), 0U);
    EXPECT_EQ(block.wire(),
              "dAtE:   Thu,  1 Jan 1970 00:00:00 +0000 (comment)\r\nX-Empty:\r\nSubject: a\r\n \r\n b\r\n");
}

TEST(HeaderBlock, PutsFieldsInFrontAndBehind) {
    auto block = HeaderBlock::parse("B: 2\r\n").value();
    block.prepend("A", "1\r\n folded");
    block.append("C", "3");
    EXPECT_EQ(block.wire(), "A: 1\r\n folded\r\nB: 2\r\nC: 3\r\n");
}

TEST(HeaderBlock, MayBeEmpty) { EXPECT_EQ(HeaderBlock::parse("").value().wire(), ""); }

TEST(HeaderBlock, RefusesWhatIsNoHeader) {
    struct Case {
        std::string_view bytes;
        const char* why;
    };
    for (const auto& c : {Case{"To: a", "CRLF"},
                          {"To: a\n", "CRLF"},
                          {"To: a\nB: c\r\n", "CR, LF or NUL"},
                          {"To: a\rB: c\r\n", "CR, LF or NUL"},
                          {{"To: a\0\r\n", 8}, "CR, LF or NUL"},
                          {" x\r\n", "no field"},
                          {"To: a\r\nhello\r\n", "no field"},
                          {"To: a\r\n\r\n", "no field"},
                          {": x\r\n", "no field"}}) {
        const auto block = HeaderBlock::parse(c.bytes);
        ASSERT_FALSE(block) << c.bytes;
        EXPECT_EQ(block.error().kind, ErrorKind::data);
        EXPECT_THAT(block.error().message, HasSubstr(c.why));
    }
}

} // namespace
} // namespace posthaste::mail
