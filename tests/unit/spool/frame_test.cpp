// SPDX-License-Identifier: MIT
#include "frame.hpp"

#include <gmock/gmock.h>
#include <string>

namespace posthaste::spool {
namespace {

const std::string payload("a\nPHJ1 \0b\r\n", 11);

TEST(Frame, IsReadAsItWasWritten) {
    for (const auto& text : {std::string{}, payload, std::string(70000, 'x')}) {
        const auto bytes = make_frame(journal_magic, text);
        const auto longer = bytes + "more";
        const auto frame = read_frame(journal_magic, longer);
        ASSERT_TRUE(frame);
        EXPECT_EQ(frame->payload, text);
        EXPECT_EQ(frame->size_bytes, bytes.size());
        EXPECT_EQ(frame_bytes(journal_magic, bytes), bytes.size());
    }
}

// docs/spool.md has these octets.
TEST(Frame, IsWrittenAsDocumented) {
    EXPECT_EQ(make_frame(envelope_magic, "abc"), "PHE1 00000003 ba7816bf8f01cfea\nabc\n");
}

TEST(Frame, IsNoneWhenItIsCut) {
    const auto bytes = make_frame(envelope_magic, payload);
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_FALSE(read_frame(envelope_magic, bytes.substr(0, size))) << size;
}

TEST(Frame, IsNoneWhenABitIsChanged) {
    const auto bytes = make_frame(envelope_magic, payload);
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
        auto changed = bytes;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_FALSE(read_frame(envelope_magic, changed + std::string(300, 'x'))) << bit;
    }
}

TEST(Frame, IsNoneOfAnotherKind) {
    const auto bytes = make_frame(envelope_magic, payload);
    EXPECT_FALSE(read_frame(journal_magic, bytes));
    EXPECT_FALSE(read_frame(account_magic, bytes));
}

TEST(Frame, MayClaimAnyLength) {
    for (const auto* length : {"ffffffff", "fffffffe", "7fffffff", "-0000001", "0x000001", "        ", "0000000G"}) {
        const auto bytes = "PHJ1 " + std::string(length) + " 0123456789abcdef\nx\n";
        EXPECT_FALSE(read_frame(journal_magic, bytes)) << length;
    }
}

std::vector<std::pair<std::string, std::string>> fields_of(std::string_view text, bool& whole) {
    std::vector<std::pair<std::string, std::string>> found;
    FieldReader fields(text);
    while (const auto field = fields.next())
        found.emplace_back(field->name, field->value);
    whole = fields.at_end();
    return found;
}

TEST(Fields, HoldAnyValue) {
    FieldWriter writer;
    writer.add("empty", std::string_view{});
    writer.add("text", payload);
    writer.add("like-a-field", "text 1:x\n");
    writer.add("number", std::uint64_t{18446744073709551615U});
    bool whole = false;
    EXPECT_THAT(fields_of(writer.text(), whole),
                testing::ElementsAre(testing::Pair("empty", ""), testing::Pair("text", payload),
                                     testing::Pair("like-a-field", "text 1:x\n"),
                                     testing::Pair("number", "18446744073709551615")));
    EXPECT_TRUE(whole);
}

TEST(Fields, EndWhereTheyAreDamaged) {
    for (const std::string text :
         {"a", "a ", "a 1", "a 1:", "a 1:x", "a 2:x\n", "a 1:xy\n", "a -1:x\n", "a :x\n", "a:1 x\n",
          "a 18446744073709551615:x\n", "a 18446744073709551616:x\n", "a 99999999999999999999:\n"}) {
        bool whole = true;
        EXPECT_THAT(fields_of("good 1:x\n" + text, whole), testing::SizeIs(1)) << text;
        EXPECT_FALSE(whole) << text;
    }
}

TEST(Fields, HaveNoNamesOfAnyLength) {
    bool whole = true;
    EXPECT_THAT(fields_of(std::string(100000, 'n') + " 1:x\n", whole), testing::IsEmpty());
    EXPECT_FALSE(whole);
}

TEST(Numbers, AreDigits) {
    EXPECT_EQ(read_number("0"), 0U);
    EXPECT_EQ(read_number("18446744073709551615"), 18446744073709551615U);
    for (const auto* text : {"", "-1", "+1", " 1", "1 ", "1x", "0x1", "18446744073709551616"})
        EXPECT_FALSE(read_number(text)) << text;
}

} // namespace
} // namespace posthaste::spool
