// SPDX-License-Identifier: MIT
#include "relaxed_body.hpp"
#include "relaxed_header.hpp"
#include "support/splits.hpp"

#include <gtest/gtest.h>

namespace posthaste::mime {
namespace {

std::string relaxed(const test::Pieces& pieces) {
    StringSink sink;
    RelaxedBody body(sink);
    for (const auto piece : pieces)
        EXPECT_TRUE(body.feed(piece));
    EXPECT_TRUE(body.finish());
    return sink.text;
}

struct BodyCase {
    std::string_view text, relaxed;
};
constexpr BodyCase bodies[] = {
    {" C \r\nD \t E\r\n\r\n\r\n", " C\r\nD E\r\n"}, // RFC 6376 section 3.4.5
    {"", ""},
    {"\r\n", ""},
    {"\r\n\r\n\r\n", ""},
    {" \t\r\n\r\n \r\n", ""},
    {" \t", ""},
    {"a", "a\r\n"},
    {"a\r\n", "a\r\n"},
    {"a\r\n \t\r\n", "a\r\n"},
    {"a \t \r\n\t b\t\r\n", "a\r\n b\r\n"},
    {"\r\n\r\na\r\n\r\n\r\nb\r\n", "\r\n\r\na\r\n\r\n\r\nb\r\n"},
    {" \r\na  b   c d\r\n  \r\n", "\r\na b c d\r\n"},
    {"a b\r\nc\td\r\n.\r\n..\r\n", "a b\r\nc d\r\n.\r\n..\r\n"},
    {"a \r \rb\r\r\n\r", "a \r \rb\r\r\n\r\r\n"}, // CR and LF by themselves are text
    {"a\nb \n\n\r\n\n", "a\nb \n\n\r\n\n\r\n"},
    {"a\r\n\r\n ", "a\r\n"},
    {"gr\xC3\xBC\xC3\x9F \xFF\r\n", "gr\xC3\xBC\xC3\x9F \xFF\r\n"},
};

TEST(RelaxedBody, DoesNotDependOnHowItIsCut) {
    for (const auto& [text, expected] : bodies)
        test::for_each_split(
            text, [&](const test::Pieces& pieces) { EXPECT_EQ(relaxed(pieces), expected) << "of \"" << text << '"'; });
}

TEST(RelaxedBody, KeepsNoneOfALargeBody) {
    class Count final : public ByteSink {
      public:
        Status write(std::string_view bytes) override {
            total += bytes.size();
            largest = std::max(largest, bytes.size());
            return {};
        }
        std::size_t total = 0, largest = 0;
    } count;
    RelaxedBody body(count);
    std::string lines; // empty ones
    for (int i = 0; i < 100'000; ++i)
        lines += " \r\n";
    const std::string text(1'000'000, 'x');
    for (const std::string_view piece :
         {std::string_view(text), std::string_view(lines), std::string_view("a"), std::string_view(lines)})
        ASSERT_TRUE(body.feed(piece));
    ASSERT_TRUE(body.finish());
    EXPECT_EQ(count.total, 1'000'000U + 200'000U + 1 + 2);
    EXPECT_LE(count.largest, 100'000U);
}

TEST(RelaxedBody, TellsWhatTheSinkTells) {
    class Full final : public ByteSink {
      public:
        Status write(std::string_view) override { return fail(ErrorKind::no_space, "full"); }
    } full;
    RelaxedBody at_once(full), at_the_end(full);
    EXPECT_EQ(at_once.feed(std::string(1'000'000, 'x')).error().kind, ErrorKind::no_space);
    EXPECT_EQ(at_once.finish().error().kind, ErrorKind::no_space);
    EXPECT_TRUE(at_the_end.feed("x"));
    EXPECT_EQ(at_the_end.finish().error().kind, ErrorKind::no_space);
}

TEST(RelaxedField, IsOneLineWithSingleSpaces) {
    EXPECT_EQ(relaxed_field("A", " X"), "a:X"); // RFC 6376 section 3.4.5
    EXPECT_EQ(relaxed_field("B ", " Y\t\r\n\tZ  "), "b:Y Z");
    EXPECT_EQ(relaxed_field("Subject", ""), "subject:");
    EXPECT_EQ(relaxed_field("Subject", " \r\n "), "subject:");
    EXPECT_EQ(relaxed_field("Subject", "\r\n a\r\n\r\n b:  c"), "subject:a b: c");
    EXPECT_EQ(relaxed_field("X-Y", "\xC3\xBC"), "x-y:\xC3\xBC");
}

} // namespace
} // namespace posthaste::mime
