// SPDX-License-Identifier: MIT
#include "header_finder.hpp"

#include <posthaste/mail/header_block.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace posthaste::mail {
namespace {

using testing::HasSubstr;

// "header|body", or the error.
std::string find(std::string_view input, std::size_t step) {
    HeaderFinder finder;
    while (!input.empty() && !finder.finished()) {
        const auto used = finder.feed(input.substr(0, step));
        if (!used)
            return used.error().message;
        input.remove_prefix(*used);
    }
    if (const auto status = finder.finish(); !status)
        return status.error().message;
    return fmt::format("{}|{}{}", finder.header(), finder.body_start(), input);
}

TEST(HeaderFinder, FindsTheSameEndInPiecesOfAnySize) {
    struct Case {
        std::string_view input, found;
    };
    for (const auto& c : {Case{"", "|"},
                          {"A: b\n\nbody\n", "A: b\r\n|body\n"},
                          {"A: b\r\n\r\nbody\n", "A: b\r\n|body\n"},
                          {"A: b\r\nC: d\n\nbody", "A: b\r\nC: d\r\n|body"},
                          {"A: b", "A: b\r\n|"},
                          {"A: b\n", "A: b\r\n|"},
                          {"\nA: b\n", "|A: b\n"},
                          {"hello\nA: b\n", "|hello\nA: b\n"},
                          {"A: b\nhello\nC: d\n", "A: b\r\n|hello\nC: d\n"},
                          {"A: b\n \n c\n\nx", "A: b\r\n \r\n c\r\n|x"},
                          {" folded: x\nA: b\n", "| folded: x\nA: b\n"},
                          {"A: b\n: c\n", "A: b\r\n|: c\n"},
                          {"A: b\n.\n\n", "A: b\r\n|.\n\n"},
                          {"From a Thu Jan  1 00:00:00 2026\nA: b\n\nx", "A: b\r\n|x"},
                          {">From a Thu Jan  1 00:00:00 2026\r\nA: b\n\nx", "A: b\r\n|x"},
                          {"From : a Thu Jan  1 00:00:00 2026\n\nx", "From : a Thu Jan  1 00:00:00 2026\r\n|x"},
                          {"A: b\nFrom a Thu Jan  1 00:00:00 2026\n", "A: b\r\n|From a Thu Jan  1 00:00:00 2026\n"},
                          {"From here\n", "|From here\n"},
                          {"hello\rworld\n", "|hello\rworld\n"}})
        for (std::size_t step = 1; step <= c.input.size() + 1; ++step)
            EXPECT_EQ(find(c.input, step), c.found) << c.input << " in steps of " << step;
}

TEST(HeaderFinder, RefusesCrAndNulInTheHeader) {
    struct Case {
        std::string_view input;
        const char* why;
    };
    for (const auto& c : {Case{"A: b\rc\n\n", "CR without LF"},
                          {"A: b\r\r\n\n", "CR without LF"},
                          {"A: b\r", "CR without LF"},
                          {"A: b\n c\rd\n", "CR without LF"},
                          {"A: b\n\rBcc: d\n", "CR without LF"},
                          {{"A: \0b\n\n", 7}, "NUL"},
                          {{"B\0cc: b\n\n", 9}, "NUL"}})
        for (std::size_t step = 1; step <= c.input.size() + 1; ++step)
            EXPECT_THAT(find(c.input, step), HasSubstr(c.why)) << c.input << " in steps of " << step;
}

TEST(HeaderFinder, RefusesAHeaderOverTheLimit) {
    const std::string line = "X: " + std::string(HeaderBlock::max_bytes - 5, 'x') + "\n";
    EXPECT_EQ(find(line, 65536).size(), HeaderBlock::max_bytes + 1);
    EXPECT_THAT(find("Y:\n" + line, 65536), HasSubstr("1048576 octets"));
    EXPECT_THAT(find("Y:\n " + std::string(2 * HeaderBlock::max_bytes, 'y'), 65536), HasSubstr("1048576 octets"));
}

TEST(HeaderFinder, HasMoreRoomForRecipients) {
    const std::string many(3 * HeaderBlock::max_bytes, 'x');
    for (const std::string& header :
         {"To: " + many + "\n", "Subject: s\nBcc:\n " + many + "\n", "resent-cc : " + many + "\n"})
        EXPECT_THAT(find(header, 65536), testing::Not(HasSubstr("over"))) << header.substr(0, 20);
    EXPECT_THAT(find("To: a\nX:\n " + many + "\n", 65536),
                HasSubstr("the header of the message is over 1048576 octets"));
    EXPECT_THAT(find("Cc: " + std::string(HeaderBlock::max_recipient_bytes, 'x') + "\n", 65536),
                HasSubstr("the recipient fields of the message are over 16777216 octets"));
}

TEST(HeaderFinder, LeavesLongTextWithoutLineEndToTheBody) {
    const std::string text(3 * HeaderBlock::max_bytes, 'x');
    EXPECT_EQ(find("A: b\n" + text, 4096), "A: b\r\n|" + text);
    HeaderFinder finder;
    EXPECT_EQ(finder.feed(std::string_view(text).substr(0, 2000)).value(), 2000U);
    EXPECT_TRUE(finder.finished()); // no memory is spent on more of it
}

} // namespace
} // namespace posthaste::mail
