// SPDX-License-Identifier: MIT
#include <posthaste/mail/date.hpp>

#include <gtest/gtest.h>

namespace posthaste::mail {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::system_clock;

TEST(FormatDate, WritesLocalTimeAndItsOffset) {
    struct Case {
        long long at;
        int offset;
        std::string_view text;
    };
    for (const auto& c : {Case{1795306488, 60, "Sun, 22 Nov 2026 01:14:48 +0100"},
                          {0, 0, "Thu, 01 Jan 1970 00:00:00 +0000"},
                          {0, -210, "Wed, 31 Dec 1969 20:30:00 -0330"},
                          {951782400, 330, "Tue, 29 Feb 2000 05:30:00 +0530"},
                          {1767225599, 840, "Thu, 01 Jan 2026 13:59:59 +1400"},
                          {-1, 0, "Wed, 31 Dec 1969 23:59:59 +0000"}})
        EXPECT_EQ(format_date(system_clock::time_point{seconds{c.at}}, minutes{c.offset}), c.text);
}

TEST(FormatDate, CutsFractionsOfASecond) {
    const auto at = system_clock::time_point{std::chrono::milliseconds{1999}};
    EXPECT_EQ(format_date(at, minutes{0}), "Thu, 01 Jan 1970 00:00:01 +0000");
}

TEST(ParseDateTime, KnowsTheFormsOfTheRfc) { // RFC 3339 section 5.8, and its notes
    struct Case {
        std::string_view text;
        long long at;
    };
    for (const auto& c : {Case{"1985-04-12T23:20:50.52Z", 482196050},
                          {"1996-12-19T16:39:57-08:00", 851042397},
                          {"1990-12-31T23:59:60Z", 662688000},
                          {"1990-12-31T15:59:60-08:00", 662688000},
                          {"1937-01-01T12:00:27.87+00:20", -1041337173},
                          {"2024-02-29t00:00:00z", 1709164800},
                          {"2026-11-22 01:14:48+01:00", 1795306488}}) {
        const auto at = parse_date_time(c.text);
        ASSERT_TRUE(at) << c.text;
        EXPECT_EQ(at->time_since_epoch(), seconds{c.at}) << c.text;
    }
}

TEST(ParseDateTime, RefusesEverythingElse) {
    for (const auto* text : {"",
                             "2026-11-22",
                             "2026-11-22T01:14:48",
                             "2026-11-22T01:14Z",
                             "2026-02-29T00:00:00Z",
                             "2026-13-01T00:00:00Z",
                             "2026-00-01T00:00:00Z",
                             "2026-11-22T24:00:00Z",
                             "2026-11-22T00:60:00Z",
                             "2026-11-22T00:00:61Z",
                             "2026-11-22T00:00:00.Z",
                             "2026-11-22T00:00:00+1:00",
                             "2026-11-22T00:00:00+24:00",
                             "2026-11-22T00:00:00+00:60",
                             "2026-11-22T00:00:00+0100",
                             "2026-11-22T00:00:00ZZ",
                             "2026-11-22T00:00:00Z ",
                             " 2026-11-22T00:00:00Z",
                             "+026-11-22T00:00:00Z",
                             "2026/11/22T00:00:00Z",
                             "9999-12-31T23:30:00-01:00",
                             "0000-01-01T00:30:00+01:00"})
        EXPECT_FALSE(parse_date_time(text)) << text;
}

TEST(ParseZonedTime, KeepsTheZone) {
    for (const auto& [text, date] : {std::pair{"2026-12-24T18:00:00+01:00", "Thu, 24 Dec 2026 18:00:00 +0100"},
                                     {"2026-12-31T23:30:00-03:30", "Thu, 31 Dec 2026 23:30:00 -0330"},
                                     {"2026-12-24T18:00:00Z", "Thu, 24 Dec 2026 18:00:00 +0000"}}) {
        const auto zoned = parse_zoned_time(text);
        ASSERT_TRUE(zoned) << text;
        EXPECT_EQ(format_date(zoned->at, zoned->utc_offset), date);
    }
    EXPECT_FALSE(parse_zoned_time("2026-12-24T18:00:00"));
}

TEST(FormatDateTime, WritesUtc) {
    for (const auto* text : {"2026-11-22T00:14:48Z", "1969-12-31T23:59:59Z", "0001-01-01T00:00:00Z"})
        EXPECT_EQ(format_date_time(parse_date_time(text).value()), text);
}

} // namespace
} // namespace posthaste::mail
