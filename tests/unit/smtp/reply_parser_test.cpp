// SPDX-License-Identifier: MIT
#include <posthaste/smtp/reply.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <support/splits.hpp>

namespace posthaste::smtp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Result<std::vector<Reply>> parse(const test::Pieces& pieces) {
    ReplyParser parser;
    std::vector<Reply> replies;
    for (auto piece : pieces) {
        while (!piece.empty()) {
            PH_ASSIGN(auto reply, parser.feed(piece));
            if (reply)
                replies.push_back(*std::move(reply));
        }
    }
    return replies;
}

Result<std::vector<Reply>> parse(std::string_view bytes) { return parse(test::Pieces{bytes}); }

struct GoodReply {
    const char* name;
    std::string_view bytes;
    int code;
    const char* text;
    const char* enhanced;
};

class GoodReplies : public testing::TestWithParam<GoodReply> {};

TEST_P(GoodReplies, AreReadHoweverTheyAreCut) {
    const auto& want = GetParam();
    test::for_each_split(want.bytes, [&want](const test::Pieces& pieces) {
        const auto replies = parse(pieces);
        ASSERT_TRUE(replies) << replies.error().message;
        ASSERT_EQ(replies->size(), 1U);
        const auto& reply = replies->front();
        EXPECT_EQ(reply.code, want.code);
        EXPECT_EQ(reply.text(), want.text);
        EXPECT_EQ(reply.enhanced ? reply.enhanced->text() : "", want.enhanced);
    });
}

constexpr GoodReply good_replies[] = {
    {"OneLine", "250 2.1.0 ok\r\n", 250, "250 2.1.0 ok", "2.1.0"},
    {"CodeAlone", "250\r\n", 250, "250", ""},
    {"CodeAndSpace", "250 \r\n", 250, "250", ""},
    {"LineFeedAlone", "220-a\n220 b\n", 220, "220 a / b", ""},
    {"ManyLines", "550-5.1.1 no\r\n550-\r\n550 5.1.1 such user\r\n", 550, "550 5.1.1 no / 5.1.1 such user", "5.1.1"},
    {"ForeignClass", "250 5.1.1 odd\r\n", 250, "250 5.1.1 odd", ""},
    {"EnhancedAlone", "452 4.5.3\r\n", 452, "452 4.5.3", "4.5.3"},
    {"EnhancedTooLong", "452 4.5.3000 x\r\n", 452, "452 4.5.3000 x", ""},
    {"EnhancedUnfinished", "452 4.5. x\r\n", 452, "452 4.5. x", ""},
    {"EnhancedRunsOn", "452 4.5.3x\r\n", 452, "452 4.5.3x", ""},
    {"BareCarriageReturnInText", "550 a\rb\r\n", 550, "550 a\rb", ""},
    {"HighestCode", "599 x\r\n", 599, "599 x", ""},
};
INSTANTIATE_TEST_SUITE_P(All, GoodReplies, testing::ValuesIn(good_replies),
                         [](const auto& each) { return each.param.name; });

struct BadReply {
    const char* name;
    std::string_view bytes;
    const char* why;
};

class BadReplies : public testing::TestWithParam<BadReply> {};

TEST_P(BadReplies, AreProtocolErrorsHoweverTheyAreCut) {
    test::for_each_split(GetParam().bytes, [](const test::Pieces& pieces) {
        const auto replies = parse(pieces);
        ASSERT_FALSE(replies);
        EXPECT_EQ(replies.error().kind, ErrorKind::protocol);
        EXPECT_THAT(replies.error().message, HasSubstr(GetParam().why));
    });
}

constexpr BadReply bad_replies[] = {
    {"EmptyLine", "\r\n", "three digits"},
    {"Text", "OK queued\r\n", "three digits"},
    {"TwoDigits", "25 ok\r\n", "three digits"},
    {"FourDigits", "2500 ok\r\n", "no space"},
    {"Letter", "25o ok\r\n", "three digits"},
    {"LeadingSpace", " 250 ok\r\n", "three digits"},
    {"Minus", "-250 ok\r\n", "three digits"},
    {"Tab", "250\tok\r\n", "no space"},
    {"WideDigits", "\xEF\xBC\x92\xEF\xBC\x95\xEF\xBC\x90 ok\r\n", "three digits"},
    {"Preliminary", "150 wait\r\n", "200 to 599"},
    {"Zero", "000 ok\r\n", "200 to 599"},
    {"TooHigh", "600 ok\r\n", "200 to 599"},
    {"NulInText", std::string_view("250 a\0b\r\n", 9), "NUL"},
    {"NulInCode", std::string_view("250\0 ok\r\n", 9), "NUL"},
    {"CodesThatDiffer", "250-ok\r\n550 no\r\n", "said 250"},
    {"CarriageReturnAfterCode", "250\rok\r\n", "no space"},
};
INSTANTIATE_TEST_SUITE_P(All, BadReplies, testing::ValuesIn(bad_replies),
                         [](const auto& each) { return each.param.name; });

TEST(ReplyParser, LeavesWhatFollowsAReply) {
    ReplyParser parser;
    std::string_view bytes = "250 a\r\n354 b\r\n4";
    EXPECT_EQ(parser.feed(bytes).value()->code, 250);
    EXPECT_EQ(bytes, "354 b\r\n4");
    EXPECT_TRUE(parser.idle());
    EXPECT_EQ(parser.feed(bytes).value()->code, 354);
    EXPECT_FALSE(parser.feed(bytes).value());
    EXPECT_FALSE(parser.idle());
}

TEST(ReplyParser, IsNotIdleBetweenTheLinesOfAReply) {
    ReplyParser parser;
    std::string_view bytes = "250-a\r\n";
    EXPECT_FALSE(parser.feed(bytes).value());
    EXPECT_FALSE(parser.idle());
}

TEST(ReplyParser, StartsAfreshAfterEachReply) {
    const auto replies = parse("250-2.0.0 a\r\n250 b\r\n550 c\r\n").value();
    ASSERT_EQ(replies.size(), 2U);
    EXPECT_THAT(replies[1].lines, ElementsAre("c"));
    EXPECT_FALSE(replies[1].enhanced);
}

TEST(ReplyParser, RefusesALineWithoutEnd) {
    const auto replies = parse("250 " + std::string(70000, 'x'));
    ASSERT_FALSE(replies);
    EXPECT_THAT(replies.error().message, HasSubstr("over 65536 octets"));
}

std::string lines(std::size_t count, std::size_t length) {
    std::string bytes;
    for (std::size_t i = 1; i < count; ++i)
        bytes += fmt::format("250-{}\r\n", std::string(length, 'x'));
    return bytes + "250 end\r\n";
}

TEST(ReplyParser, RefusesAReplyOfTooManyLines) {
    EXPECT_EQ(parse(lines(12000, 1)).value().size(), 1U);
    const auto replies = parse(lines(12001, 1));
    ASSERT_FALSE(replies);
    EXPECT_THAT(replies.error().message, HasSubstr("over 12000 lines"));
}

TEST(ReplyParser, KeepsMoreOfAReplyThatIsReadByUs) {
    for (const auto& [is_long, most] : {std::pair(false, 4U * 1024U), {true, 256U * 1024U}}) {
        ReplyParser parser;
        parser.expect_long(is_long);
        const auto text = lines(1000, 1000);
        std::string_view bytes = text;
        const auto reply = parser.feed(bytes).value().value();
        std::size_t kept = 0;
        for (const auto& line : reply.lines)
            kept += line.size();
        EXPECT_LE(kept, most);
        EXPECT_GT(kept, most * 7 / 10);
    }
}

TEST(Reply, ShowsAtMostTwoThousandBytes) {
    const auto replies = parse(lines(100, 100)).value();
    EXPECT_LE(replies.front().text().size(), 2000U);
    EXPECT_GT(replies.front().text().size(), 1900U);
}

} // namespace
} // namespace posthaste::smtp
