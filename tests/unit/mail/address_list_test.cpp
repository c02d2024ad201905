// SPDX-License-Identifier: MIT
#include <posthaste/mail/address_list.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace posthaste::mail {
namespace {

using testing::HasSubstr;

// "name|address" of each, with a space between; the error otherwise.
std::string read(std::string_view body) {
    const auto list = parse_address_list(body);
    if (!list)
        return list.error().message;
    std::string out;
    for (const auto& mailbox : *list)
        out += fmt::format("{}{}|{}", out.empty() ? "" : " / ", mailbox.display_name, mailbox.address.text());
    return out;
}

TEST(AddressList, ReadsWhatTheRfcAllows) {
    struct Case {
        const char* name;
        std::string_view body, read;
    };
    for (const auto& c : {
             Case{"empty", "", ""},
             {"space only", " \r\n ", ""},
             {"one", " a@x.test", "|a@x.test"},
             {"several", "a@x.test, D <d@x.test>,<e@x.test>", "|a@x.test / D|d@x.test / |e@x.test"},
             {"folded", " a@x.test,\r\n b@x.test,\n\tC\r\n  <c@x.test>", "|a@x.test / |b@x.test / C|c@x.test"},
             {"line end at the end", "a@x.test\r\n", "|a@x.test"},
             {"empty elements", " , a@x.test,, b@x.test, ,", "|a@x.test / |b@x.test"},
             {"group", "Friends: a@x.test, \"B, C\" <b@x.test>;, d@x.test", "|a@x.test / B, C|b@x.test / |d@x.test"},
             {"empty group", "undisclosed-recipients:;", ""},
             {"group with comments", "Hidden recipients (none) : (nobody) ;", ""},
             {"group with a quoted name", "\"A, group; of: things\": a@x.test;", "|a@x.test"},
             {"comments", "a@x.test (with, no@x.test), (pre) Bob (x\\)y (nested, n@x.test)) <b@x.test> (post)",
              "|a@x.test / Bob|b@x.test"},
             {"comment in brackets", "<(c)a@x.test(d)>", "|a@x.test"},
             {"backslash in a comment", "(a\\\\) a@x.test", "|a@x.test"},
             {"semicolon in a comment", "g: a@x.test (x; y), b@x.test;", "|a@x.test / |b@x.test"},
             {"quoted name", "\"q\\\"uote, b\" <b@x.test>", "q\"uote, b|b@x.test"},
             {"folded quoted name", "\"a\r\n b\" <b@x.test>", "a b|b@x.test"},
             {"dotted name", "John Q. Public <a@x.test>", "John Q. Public|a@x.test"},
             {"encoded name", "=?utf-8?q?J=C3=BCrgen=2C_M?= <j@x.test>", "=?utf-8?q?J=C3=BCrgen=2C_M?=|j@x.test"},
             {"raw utf-8 name", "Jürgen Groß <j@x.test>", "Jürgen Groß|j@x.test"},
             {"latin-1 name", "J\xfcrgen <j@x.test>", "J\xfcrgen|j@x.test"},
             {"quoted local part", "J <\"x>y\"@x.test>", "J|\"x>y\"@x.test"},
             {"route", "<@r1.test,@r2.test:a@x.test>", "|a@x.test"},
             {"route with empty elements", "<,@r1.test,,@r2.test:a@x.test>", "|a@x.test"},
             {"spaces", "a @ x.test, <b . c @ y . test>", "|a@x.test / |b.c@y.test"},
             {"domain literals", "a@[127.0.0.1], B <b@[IPv6:::1]>", "|a@[127.0.0.1] / B|b@[IPv6:::1]"},
             {"bare local parts", "root, \"big bob\", <ann>", "|root / |\"big bob\" / |ann"},
         })
        EXPECT_EQ(read(c.body), c.read) << c.name;
}

TEST(AddressList, RefusesWhatItCannotBeSureOf) {
    struct Case {
        const char* name;
        std::string_view body;
        const char* why;
    };
    for (const auto& c : {
             Case{"open quote", "\"unclosed <a@x.test>, b@x.test", "quoted string is not closed"},
             {"open comment", "(unclosed a@x.test, b@x.test", "comment is not closed"},
             {"open bracket", "<a@x.test, b@x.test", "'>' is missing"},
             {"double bracket", "<<a@x.test>>", "where one should be"},
             {"no at", "just words here", "missing"},
             {"two ats", "a@b@x.test", "after the address"},
             {"missing comma", "a@x.test b@x.test", "is a comma missing"},
             {"missing comma after brackets", "<a@x.test> <b@x.test>", "is a comma missing"},
             {"parameter", "<a@x.test> NOTIFY=NEVER, b@x.test", "after the address"},
             {"open group", "g: a@x.test, b@x.test", "group is not closed"},
             {"group in a group", "g: h: a@x.test;;", "group inside a group"},
             {"group without name", ": a@x.test;", "group without a name"},
             {"text after a group", "g: a@x.test; b@x.test", "is a comma missing"},
             {"stray semicolon", "a@x.test; b@x.test", "outside a group"},
             {"empty brackets", "<>", "is empty"},
             {"stray bracket", ">", "where one should be"},
             {"empty quotes", "a@x.test, \"\"", "empty local part"},
             {"escape",
              "a\x1b"
              "b@x.test",
              "control character \\x1B"},
             {"nul", {"a\0b@x.test", 10}, "control character \\x00"},
             {"nul in quotes", {"\"a\0b\" <a@x.test>", 16}, "control character"},
             {"bell in a comment", "(\x07) a@x.test", "control character"},
             {"bare cr", "<a@x.test\rRCPT TO:<evil@x.test>>", "control character \\x0D"},
             {"lf that is no folding", "a@x.test,\nb@x.test", "control character \\x0A"},
             {"escaped cr", "\"a\\\rb\" <a@x.test>", "control character \\x0D"},
             {"encoded word with an address in it", "=?utf-8?q?fake@x.test?= <a@x.test>", "not a domain"},
             {"garbage", "<>,@,@@,<@>,\"\",(),:;,>", "is empty"},
             {"latin-1 local part", "j\xfc@x.test", "not UTF-8"},
         }) {
        const auto list = parse_address_list(c.body);
        ASSERT_FALSE(list) << c.name;
        EXPECT_EQ(list.error().kind, ErrorKind::data) << c.name;
        EXPECT_THAT(list.error().message, HasSubstr(c.why)) << c.name;
    }
}

TEST(AddressList, NamesTheElementThatIsWrong) {
    EXPECT_THAT(read("good@x.test, bad one@x.test, more@x.test"), HasSubstr("address \"bad one@x.test"));
}

TEST(AddressList, SpendsNoStackOnDepth) {
    constexpr std::size_t many = 100000;
    const auto repeated = [](std::string_view text) {
        std::string out;
        for (std::size_t i = 0; i < many; ++i)
            out += text;
        return out;
    };
    EXPECT_EQ(read(repeated("(") + repeated(")") + " a@x.test"), "|a@x.test");
    EXPECT_THAT(read(repeated("(") + " a@x.test"), HasSubstr("comment is not closed"));
    EXPECT_THAT(read(repeated("\"") + "\" a@x.test"), HasSubstr("quoted string is not closed"));
    EXPECT_THAT(read(repeated("<")), HasSubstr("where one should be"));
    EXPECT_THAT(read(repeated("g:")), HasSubstr("group inside a group"));
    EXPECT_EQ(read(repeated(",")), "");
}

TEST(AddressList, ReadsManyAddresses) {
    std::string body;
    for (int i = 0; i < 30000; ++i)
        body += fmt::format("{}u{}@x.test", i == 0 ? "" : ",\r\n ", i);
    const auto list = parse_address_list(body).value();
    ASSERT_EQ(list.size(), 30000U);
    EXPECT_EQ(list.back().address.text(), "u29999@x.test");
}

} // namespace
} // namespace posthaste::mail
