// SPDX-License-Identifier: MIT
#include <posthaste/base/text.hpp>
#include <posthaste/mail/reencode.hpp>

#include <algorithm>
#include <gtest/gtest.h>

namespace posthaste::mail {
namespace {

std::string mended(const std::string& field, bool ascii = true) {
    auto header = HeaderBlock::parse(field + "\r\n");
    if (!header)
        return "no header";
    if (const auto status = reencode_header(*header, ascii); !status)
        return status.error().message;
    auto text = header->wire();
    EXPECT_TRUE(HeaderBlock::parse(text).has_value()) << text;
    text.resize(text.size() - 2);
    return text;
}

std::size_t longest(const std::string& text) {
    std::size_t most = 0;
    for (const auto line : split(text, '\n'))
        most = std::max(most, line.size());
    return most;
}

std::string repeated(std::string_view unit, int times) {
    std::string out;
    for (int i = 0; i < times; ++i)
        out += unit;
    return out;
}

std::string unfolded(std::string text) {
    std::erase_if(text, [](char c) { return c == '\r' || c == '\n'; });
    return text;
}

TEST(ReencodeHeader, EncodesWhereItMay) {
    struct Case {
        std::string in, out;
    };
    for (const auto& c : {
             Case{"Subject: plain", "Subject: plain"},
             {"Subject: a \xC3\xBC b", "Subject: a =?UTF-8?B?w7w=?= b"},
             {"Subject:\xC3\xBC", "Subject:=?UTF-8?B?w7w=?="},
             {"SUBJECT: Gr\xC3\xBC\xC3\x9F"
              "e \xC3\xBC"
              "ber  \xC3\xBC all",
              "SUBJECT: =?UTF-8?Q?Gr=C3=BC=C3=9Fe_=C3=BCber__=C3=BC?= all"},
             {"Subject: =?UTF-8?Q?a?= b\xC3\xBC"
              "b =?UTF-8?Q?c?=",
              "Subject: =?UTF-8?Q?a?= =?UTF-8?Q?_b=C3=BCb_?= =?UTF-8?Q?c?="},
             {"Subject: folded\r\n\tand \xC3\xBC"
              "bel\r\n \xC3\xBC"
              "b",
              "Subject: folded\r\n\tand =?UTF-8?Q?=C3=BCbel_=C3=BCb?="},
             {"X-Any: \xC3\xBC", "X-Any: =?UTF-8?B?w7w=?="},
             {"To: J\xC3\xBCrgen Q. <j@x>, \"A, \xC3\xBC\" <a@x> (c), plain@x,\r\n b@x",
              "To: =?UTF-8?Q?J=C3=BCrgen_Q=2E?= <j@x>, =?UTF-8?Q?A=2C_=C3=BC?= <a@x> (c), plain@x,\r\n b@x"},
             {"Cc: Gr\xC3\xBCn: a@x, b@x;", "Cc: =?UTF-8?Q?Gr=C3=BCn?=: a@x, b@x;"},
             {"Content-Type: text/plain; charset=utf-8; name=\"a \\\"\xC3\xBC;\"; x=y",
              "Content-Type: text/plain; charset=utf-8; name*=UTF-8''a%20%22%C3%BC%3B; x=y"},
             {"Content-Disposition: attachment;\r\n\tfilename=\xC3\xBC.txt",
              "Content-Disposition: attachment;\r\n\tfilename*=UTF-8''%C3%BC.txt"},
         })
        EXPECT_EQ(mended(c.in), c.out);
}

TEST(ReencodeHeader, LeavesEightBitTextWhereItMay) {
    EXPECT_EQ(mended("Subject: \xC3\xBC \xFF", false), "Subject: \xC3\xBC \xFF");
}

TEST(ReencodeHeader, NamesTheFieldItCannotMend) {
    struct Case {
        std::string in, why;
    };
    const std::string elsewhere = " holds 8-bit characters where RFC 2047 has no way to encode them";
    for (const auto& c : {
             Case{"Subject: \xFC", "the header field Subject holds 8-bit characters that are not UTF-8"},
             {"Message-ID: <\xC3\xBC@x>", "the header field Message-ID" + elsewhere},
             {"To: \xC3\xBC@x", "the header field To" + elsewhere},
             {"To: a@x (\xC3\xBC)", "the header field To" + elsewhere},
             {"To: =?UTF-8?Q?a?= \xC3\xBC <a@x>", "the header field To" + elsewhere},
             {"To: a (b) \xC3\xBC <a@x>", "the header field To" + elsewhere},
             {"To: \"\xC3\xBC <a@x>", "the header field To cannot be encoded: a quoted string is not closed"},
             {"Content-Disposition: attachment; filename=\xC3\xBC; filename*=UTF-8''a",
              "the header field Content-Disposition" + elsewhere},
             {"References: <" + repeated("x", 1000) + ">", "the header field References has a line of over 998 octets"},
         })
        EXPECT_EQ(mended(c.in).substr(0, c.why.size()), c.why);
}

TEST(ReencodeHeader, FoldsLongLinesWhereThereIsWhiteSpace) {
    for (const auto& field :
         {"References:" + repeated(" <a-message-id@example.org>", 200), "Subject:" + repeated(" word", 1000),
          "To: a@x" + repeated(", \"A. Person\" <a@example.org>", 300),
          "To: a@x,\r\n b@x" + repeated(",\t\"A Person\" <a@example.org>", 300) + " "}) {
        const auto text = mended(field, false);
        EXPECT_LE(longest(text), 999U);
        EXPECT_GT(std::ranges::count(text, '\n'), 1);
        EXPECT_EQ(unfolded(text), unfolded(field));
    }
    const auto text = mended("To: a@x" + repeated(", \"A. Person\" <a@example.org>", 300));
    for (const auto line : split(text, '\n'))
        EXPECT_TRUE(line.ends_with(",\r") || line.ends_with('>')) << line;
}

TEST(ReencodeHeader, MakesRoomWhereThereIsNoWhiteSpace) {
    const auto to = mended("To: a@x" + repeated(",b@example.org", 300), false);
    EXPECT_LE(longest(to), 999U);
    EXPECT_EQ(std::ranges::count(to, ','), 300);
    const auto subject = mended("Subject: " + repeated("x", 3000), false);
    EXPECT_LE(longest(subject), 77U);
    EXPECT_TRUE(subject.starts_with("Subject: =?UTF-8?Q?xxx"));
    auto token = HeaderBlock::parse("X-Token: " + repeated("x", 3000) + "\r\n").value();
    const auto refused = reencode_header(token, false);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("X-Token has a line of over 998 octets"), std::string::npos);
}

TEST(ReencodeHeader, KeepsLinesWithEncodedWordsShort) {
    for (const auto& unit : {" w\xC3\xBCrd", " a \xC3\xBC", " \xE6\x97\xA5\xE6\x9C\xAC", " \xF0\x9F\x93\xAE x y"}) {
        EXPECT_LE(longest(mended("Subject:" + repeated(unit, 200))), 77U) << unit;
        EXPECT_LE(longest(mended("To:" + repeated(unit, 200) + " <a@x>")), 82U) << unit; // the address stays behind it
    }
}

} // namespace
} // namespace posthaste::mail
