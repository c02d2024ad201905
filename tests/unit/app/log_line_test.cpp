// SPDX-License-Identifier: MIT
#include "log_line.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace posthaste::app {
namespace {

using config::LogFormat;

TEST(LogLine, IsLogfmtOrJson) {
    LogLine line;
    line.add("status", "delivered");
    line.add("reply", R"(2.0.0 "ok" a=b c\d)");
    line.add("nothing", "");
    line.add("code", 250);
    line.add("delay", std::chrono::milliseconds{1250});
    EXPECT_EQ(line.text(LogFormat::logfmt), R"(status=delivered reply="2.0.0 \"ok\" a=b c\\d" code=250 delay=1.250)");
    EXPECT_EQ(line.text(LogFormat::json),
              R"({"status":"delivered","reply":"2.0.0 \"ok\" a=b c\\d","code":250,"delay":1.25})");
}

// Whoever sends or answers must not be able to write lines of his own, nor what a terminal acts on.
TEST(LogLine, HoldsNothingThatEndsItOrMovesACursor) {
    const std::string foreign{"a\r\nstatus=delivered\t\x1b[2J\0b\x7f\xff \xe2\x80\xae", 32};
    LogLine line;
    line.add("reply", foreign);
    EXPECT_EQ(line.text(LogFormat::logfmt),
              R"(reply="a\\x0d\\x0astatus=delivered \\x1b[2J\\x00b\\x7f\\xff \\u{202e}")");
    const auto json = line.text(LogFormat::json);
    EXPECT_EQ(json.find('\n'), std::string::npos);
    EXPECT_EQ(nlohmann::json::parse(json)["reply"], R"(a\x0d\x0astatus=delivered \x1b[2J\x00b\x7f\xff \u{202e})");
}

TEST(LogLine, IsNeverLong) {
    std::string words = "x";
    for (int i = 0; i < 100000; ++i)
        words += "\u20ac";
    LogLine line;
    line.add("reply", words);
    const auto text = line.text(LogFormat::logfmt);
    EXPECT_LE(text.size(), 520U);
    EXPECT_TRUE(text.ends_with("\u20ac...")) << "it is cut between characters: " << text;
    EXPECT_TRUE(nlohmann::json::accept(line.text(LogFormat::json)));
}

} // namespace
} // namespace posthaste::app
