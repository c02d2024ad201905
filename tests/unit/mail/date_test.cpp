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

} // namespace
} // namespace posthaste::mail
