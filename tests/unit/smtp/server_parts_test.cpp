// SPDX-License-Identifier: MIT
// Lines, paths and replies of the receiving session, by tables.
#include "server_input.hpp"
#include "server_path.hpp"
#include "server_reply.hpp"

#include <gtest/gtest.h>
#include <string>

namespace posthaste::smtp {
namespace {

std::string shown(const std::optional<ServerPath>& path) {
    if (!path)
        return "refused";
    auto out = std::string(path->address);
    for (const auto& parameter : path->parameters) {
        out += "|" + std::string(parameter.keyword);
        if (parameter.value)
            out += "=" + std::string(*parameter.value);
    }
    return out;
}

struct PathCase {
    std::string_view arguments;
    std::string_view expected;
};

TEST(ServerPath, IsTakenApart) {
    const PathCase cases[] = {
        {"FROM:<>", ""},
        {"from:<a@b>", "a@b"},
        {"FROM: <a@b>", "a@b"},
        {"FROM:< a@b >", "a@b"},
        {"FROM:a@b", "a@b"},
        {"FROM:a@b SIZE=1", "a@b|SIZE=1"},
        {"FROM:<a@b> SIZE=1  BODY=8BITMIME\tSMTPUTF8", "a@b|SIZE=1|BODY=8BITMIME|SMTPUTF8"},
        {"FROM:<\"a>b <\"@c> X-Y=a=b", "\"a>b <\"@c|X-Y=a=b"},
        {"FROM:<\"a\\\">\"@c>", "\"a\\\">\"@c"},
        {"FROM:<@r,@s:a@b>", "@r,@s:a@b"},
        {"FROM:", "refused"},
        {"FROM", "refused"},
        {"FROM <a@b>", "refused"},
        {"TO:<a@b>", "refused"},
        {"FROM:<a@b", "refused"},
        {"FROM:<\"a@b>", "refused"},
        {"FROM:a@b>", "refused"},
        {"FROM:<<a@b>>", "refused"},
        {"FROM:<a(comment)@b>", "refused"},
        {"FROM:<a@b>SIZE=1", "refused"},
        {"FROM:Ann <a@b>", "refused"},
        {"FROM:<a@b> <c@d>", "refused"},
        {"FROM:<a@b>, <c@d>", "refused"},
        {"FROM:<a@b> SIZE=1 size=2", "refused"},
        {"FROM:<a@b> SIZE=", "refused"},
        {"FROM:<a@b> =1", "refused"},
        {"FROM:<a@b> -X", "refused"},
        {"FROM:<a@b> A1 A2 A3 A4 A5 A6 A7 A8 A9 B1 B2 B3 B4 B5 B6 B7 B8 B9 C1 C2 C3", "refused"},
    };
    for (const auto& each : cases)
        EXPECT_EQ(shown(parse_path(each.arguments, "FROM:")), each.expected) << each.arguments;
}

TEST(ServerInput, KeepsNothingOfALineThatIsTooLong) {
    ServerInput input;
    using State = ServerInput::Line::State;
    const std::string flood(100000, 'x');
    for (int round = 0; round < 100; ++round) {
        input.append(flood);
        EXPECT_EQ(input.take_line(4096).state, State::none);
        EXPECT_TRUE(input.rest().empty());
    }
    input.append("x\r\nNOOP\r\nRS");
    EXPECT_EQ(input.take_line(4096).state, State::too_long);
    EXPECT_EQ(input.take_line(4096).text, "NOOP");
    EXPECT_EQ(input.take_line(4096).state, State::none);
    input.append("ET\n");
    EXPECT_EQ(input.take_line(4096).text, "RSET");
}

TEST(ServerInput, WipesWhatWasTaken) {
    ServerInput input;
    input.append("secret\r\nRSET\r\n");
    const auto line = input.take_line(100).text;
    input.wipe_taken();
    EXPECT_EQ(line, std::string_view("\0\0\0\0\0\0", 6));
    EXPECT_EQ(input.rest(), "RSET\r\n");
}

TEST(ServerReply, IsOneLineWhateverIsInIt) {
    EXPECT_EQ(wire({250, "2.1.0", "ok"}), "250 2.1.0 ok\r\n");
    EXPECT_EQ(wire({220, "", "ok"}), "220 ok\r\n");
    EXPECT_EQ(wire({550, "5.1.1", "a\r\n250 b\t\x1b\xC3\xBC"}), "550 5.1.1 a\\x0d\\x0a250 b\\x09\\x1b\\xc3\\xbc\r\n");
    EXPECT_EQ(wire({250, "", std::string(506, 'x')}), "250 " + std::string(506, 'x') + "\r\n");
    const auto cut = wire({250, "", std::string(507, 'x')});
    EXPECT_EQ(cut.size(), 512U);
    EXPECT_TRUE(cut.ends_with("xxx...\r\n"));
    EXPECT_EQ(wire(250, {"a", "b"}), "250-a\r\n250 b\r\n");
    EXPECT_LE(wire({550, "5.1.1", std::string(300, '\n')}).size(), 512U);
}

} // namespace
} // namespace posthaste::smtp
