// SPDX-License-Identifier: MIT
#include <posthaste/mail/delivery_request.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace posthaste::mail {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;

template <class T> void expect_usage(const Result<T>& result, const char* text) {
    ASSERT_FALSE(result) << text;
    EXPECT_EQ(result.error().kind, ErrorKind::usage);
    EXPECT_THAT(result.error().message, HasSubstr("\"" + std::string(text) + "\""));
}

TEST(ParseDeliverBy, TakesSecondsModeAndTrace) {
    struct Case {
        const char* text;
        long within;
        bool returns, traced;
    };
    for (const auto& c : {Case{"3600", 3600, true, false}, Case{"+1;R", 1, true, false}, Case{"60;rt", 60, true, true},
                          Case{"999999999;N", 999999999, false, false}, Case{"0;N", 0, false, false},
                          Case{"-30;nT", -30, false, true}}) {
        const auto request = parse_deliver_by(c.text);
        ASSERT_TRUE(request) << c.text;
        EXPECT_EQ(request->within, seconds(c.within)) << c.text;
        EXPECT_EQ(request->returns, c.returns) << c.text;
        EXPECT_EQ(request->traced, c.traced) << c.text;
    }
}

TEST(ParseDeliverBy, RefusesWhatTheRfcDoesNotKnow) {
    for (const auto* text : {"", ";R", "1h", "60R", "60;", "60;T", "60;RN", "60;RTT", "60;X", "60; R", "--1;N",
                             "1000000000", "60;R\r\nRSET", " 60", "0x10;R"})
        expect_usage(parse_deliver_by(text), text);
}

TEST(ParseDeliverBy, ReturnsNothingThatIsLateAlready) {
    for (const auto* text : {"0", "0;R", "-1;R"})
        expect_usage(parse_deliver_by(text), text);
}

TEST(ParsePriority, TakesOneDigitAndItsSign) {
    for (const auto& [text, priority] : {std::pair{"-9", -9}, {"-0", 0}, {"0", 0}, {"+4", 4}, {"9", 9}})
        EXPECT_EQ(parse_priority(text).value(), priority) << text;
    for (const auto* text : {"", "-", "10", "-10", "high", "1 ", "--1", "1.5"})
        expect_usage(parse_priority(text), text);
}

TEST(ParseHoldFor, TakesSeconds) {
    EXPECT_EQ(parse_hold_for("1").value(), seconds(1));
    EXPECT_EQ(parse_hold_for("999999999").value(), seconds(999999999));
    for (const auto* text : {"", "0", "-5", "1000000000", "2h", "1 "})
        expect_usage(parse_hold_for(text), text);
}

TEST(ParseHoldUntil, TakesADateThatIsToCome) {
    const std::chrono::sys_seconds now{seconds(1798135200)}; // 2026-12-24T18:00:00Z
    EXPECT_EQ(parse_hold_until("2026-12-24T18:00:01Z", now).value(), now + seconds(1));
    EXPECT_EQ(parse_hold_until("9999-12-31T23:59:59Z", now).value().time_since_epoch(), seconds(253402300799));
    for (const auto* text :
         {"2026-12-24T18:00:00Z", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "tomorrow", "3600"})
        expect_usage(parse_hold_until(text, now), text);
}

} // namespace
} // namespace posthaste::mail
