// SPDX-License-Identifier: MIT
#include "local_content.hpp"
#include "local_fakes.hpp"

#include <gmock/gmock.h>

namespace posthaste::delivery {
namespace {

TEST(LocalContent, WritesLineEndsAsLf) {
    StringSink sink;
    ASSERT_TRUE(copy_with_lf(local_message("A: 1\r\n\r\nb\r\n"), sink));
    EXPECT_EQ(sink.text, "A: 1\n\nb\n");
}

TEST(LocalContent, KeepsLineEndsThatAreCutByAWindow) {
    for (std::size_t before = 65534; before <= 65537; ++before) {
        StringSink sink;
        ASSERT_TRUE(copy_with_lf(local_message(std::string(before, 'x') + "\r\ny\r\n"), sink));
        EXPECT_EQ(sink.text, std::string(before, 'x') + "\ny\n") << before;
    }
}

TEST(LocalContent, KeepsACarriageReturnThatEndsNoLine) {
    StringSink sink;
    ASSERT_TRUE(copy_with_lf(local_message("a\rb\r\r\n" + std::string(65529, 'x') + "\r"), sink));
    EXPECT_EQ(sink.text, "a\rb\r\n" + std::string(65529, 'x') + "\r");
}

TEST(LocalContent, TakesAnEmptyMessage) {
    StringSink sink;
    ASSERT_TRUE(copy_with_lf(local_message(""), sink));
    EXPECT_EQ(sink.text, "");
}

TEST(LocalContent, FailsWhenTheFileIsShorterThanItsFacts) {
    auto message = local_message("abc\r\n");
    message.facts.size_bytes = 6;
    StringSink sink;
    const auto copied = copy_with_lf(message, sink);
    ASSERT_FALSE(copied);
    EXPECT_EQ(copied.error().kind, ErrorKind::io);
    EXPECT_THAT(copied.error().message, testing::HasSubstr("ends after 5 of 6 bytes"));
}

TEST(ReturnPath, NamesTheSenderOrNobody) {
    mail::Envelope envelope;
    EXPECT_EQ(return_path(envelope), "Return-Path: <>\n");
    envelope.sender = mail::Address::parse("a@b.test").value();
    EXPECT_EQ(return_path(envelope), "Return-Path: <a@b.test>\n");
}

} // namespace
} // namespace posthaste::delivery
