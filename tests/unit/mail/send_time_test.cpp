// SPDX-License-Identifier: MIT
#include <posthaste/mail/date.hpp>
#include <posthaste/mail/send_time.hpp>

#include <cstdlib>
#include <ctime>
#include <gmock/gmock.h>
#include <optional>
#include <string>

namespace posthaste::mail {
namespace {

using testing::HasSubstr;

// The local time zone, for as long as it lives.
class Zone {
  public:
    explicit Zone(const char* name) {
        if (const char* old = std::getenv("TZ"); old != nullptr)
            old_ = old;
        set(name);
    }
    ~Zone() { set(old_ ? old_->c_str() : nullptr); }
    Zone(const Zone&) = delete;
    Zone& operator=(const Zone&) = delete;

  private:
    static void set(const char* name) {
        if (name != nullptr)
            ::setenv("TZ", name, 1);
        else
            ::unsetenv("TZ");
        ::tzset();
    }
    std::optional<std::string> old_;
};

class ParseSendTime : public testing::Test {
  protected:
    void SetUp() override {
        const Zone berlin("Europe/Berlin");
        const std::time_t epoch = 0;
        if (std::tm local{}; ::localtime_r(&epoch, &local) == nullptr || local.tm_gmtoff == 0)
            GTEST_SKIP() << "the time zones of the world are not installed (package tzdata)";
    }
};

std::chrono::system_clock::time_point moment(const char* text) { return parse_date_time(text).value(); }

struct When {
    const char *now, *text, *at;
};

void expect_all(const char* zone, std::initializer_list<When> cases) {
    const Zone local(zone);
    for (const auto& c : cases) {
        const auto at = parse_send_time(c.text, moment(c.now));
        ASSERT_TRUE(at) << zone << ", " << c.text << ": " << at.error().message;
        EXPECT_EQ(format_date_time(std::chrono::floor<std::chrono::seconds>(*at)),
                  format_date_time(parse_date_time(c.at).value()))
            << zone << ", at " << c.now << ": " << c.text;
    }
}

struct Wrong {
    const char *now, *text, *message;
};

void expect_refused(const char* zone, std::initializer_list<Wrong> cases) {
    const Zone local(zone);
    for (const auto& c : cases) {
        const auto at = parse_send_time(c.text, moment(c.now));
        ASSERT_FALSE(at) << zone << ", " << c.text;
        EXPECT_EQ(at.error().kind, ErrorKind::usage) << c.text;
        EXPECT_THAT(at.error().message, HasSubstr(std::string("\"") + c.text + "\"")) << c.text;
        EXPECT_THAT(at.error().message, HasSubstr(c.message)) << c.text;
    }
}

TEST(ParseDuration, KnowsTheUnits) {
    struct Case {
        const char* text;
        long long seconds;
    };
    for (const auto& c : {Case{"0", 0},
                          {"90", 90},
                          {"90s", 90},
                          {"5m", 300},
                          {"4h", 14400},
                          {"5d", 432000},
                          {"1w", 604800},
                          {"1h30m", 5400},
                          {"1w2d3h4m5s", 788645},
                          {"2 hours", 7200},
                          {"1 hour 30 minutes", 5400},
                          {"1 week", 604800},
                          {"2 days", 172800},
                          {"10 min", 600},
                          {"10 mins", 600},
                          {"1 minute", 60},
                          {"1 sec", 1},
                          {"0h5s", 5},
                          {"007m", 420},
                          {"315569520", 315569520}}) {
        const auto duration = parse_duration(c.text);
        ASSERT_TRUE(duration) << c.text;
        EXPECT_EQ(duration->count(), c.seconds) << c.text;
    }
}

TEST(ParseDuration, RefusesWhatItWouldHaveToGuess) {
    for (const auto* text : {"",     " ",    "m",    "soon", "-5m",    "+5m",     "5x",   "5M",       "5ms", "5ss",
                             "1.5h", "1,5h", "1h30", "0h5",  "30 5m",  "30m1h",   "5m5m", "1h 1hour", "5m,", "5m!",
                             "5m\n", "5\tm", "1e3",  "0x10", "5m ago", "1 month", "1y",   "\xd9\xa5m"}) {
        const auto duration = parse_duration(text);
        ASSERT_FALSE(duration) << text;
        EXPECT_EQ(duration.error().kind, ErrorKind::usage);
        EXPECT_EQ(duration.error().message,
                  std::string("\"") + text + "\" is no duration: use one like 90s, 5m, 1h30m, \"2 days\" or 1w");
    }
}

TEST(ParseDuration, EndsAtTenYears) {
    for (const auto* text : {"315569521", "3653d", "522w", "1w315569520s", "99999999999999999999999999",
                             "18446744073709551616s", "9223372036854775807w", "1000000000000w"}) {
        const auto duration = parse_duration(text);
        ASSERT_FALSE(duration) << text;
        EXPECT_EQ(duration.error().kind, ErrorKind::usage);
        EXPECT_EQ(duration.error().message, std::string("\"") + text + "\" is longer than ten years");
    }
    EXPECT_TRUE(parse_duration("3652d"));
}

TEST_F(ParseSendTime, KnowsMomentsWithTheirZone) {
    constexpr auto* now = "2026-11-25T12:00:00Z";
    for (const auto* zone : {"UTC", "America/New_York", "Australia/Lord_Howe"})
        expect_all(zone, {{now, "2026-12-24T18:00:00+01:00", "2026-12-24T17:00:00Z"},
                          {now, "2026-12-24t18:00:00z", "2026-12-24T18:00:00Z"},
                          {now, "2026-12-24 18:00:00-05:00", "2026-12-24T23:00:00Z"},
                          {now, "@1798131600", "2026-12-24T17:00:00Z"},
                          {now, "2036-11-24T12:00:00Z", "2036-11-24T12:00:00Z"}});
}

TEST_F(ParseSendTime, KnowsLocalTime) {
    constexpr auto* now = "2026-11-25T13:00:00+01:00"; // a Wednesday
    expect_all("Europe/Berlin", {{now, "2026-12-24 18:00", "2026-12-24T18:00:00+01:00"},
                                 {now, "2026-12-24 18:00:30", "2026-12-24T18:00:30+01:00"},
                                 {now, "2026-12-24T18:00", "2026-12-24T18:00:00+01:00"},
                                 {now, "2027-06-01 6:05", "2027-06-01T06:05:00+02:00"},
                                 {now, "2028-02-29 00:00", "2028-02-29T00:00:00+01:00"},
                                 {now, "18:00", "2026-11-25T18:00:00+01:00"},
                                 {now, "9:00", "2026-11-26T09:00:00+01:00"},
                                 {now, "09:00:15", "2026-11-26T09:00:15+01:00"},
                                 {now, "0:00", "2026-11-26T00:00:00+01:00"},
                                 {now, "23:59:59", "2026-11-25T23:59:59+01:00"},
                                 {now, "today 18:00", "2026-11-25T18:00:00+01:00"},
                                 {now, "tomorrow 8:00", "2026-11-26T08:00:00+01:00"},
                                 {now, "Tomorrow  18:00", "2026-11-26T18:00:00+01:00"},
                                 {now, "thursday 9:00", "2026-11-26T09:00:00+01:00"},
                                 {now, "Monday 9:00", "2026-11-30T09:00:00+01:00"},
                                 {now, "SUN 9:00:01", "2026-11-29T09:00:01+01:00"},
                                 {now, "tue 9:00", "2026-12-01T09:00:00+01:00"},
                                 {now, "wednesday 14:00", "2026-11-25T14:00:00+01:00"},
                                 {now, "wed 9:00", "2026-12-02T09:00:00+01:00"}});
    expect_all("UTC", {{now, "13:00", "2026-11-25T13:00:00Z"}, {now, "11:00", "2026-11-26T11:00:00Z"}});
    expect_all("America/New_York", {{now, "2026-12-24 18:00", "2026-12-24T18:00:00-05:00"},
                                    {now, "7:30", "2026-11-25T07:30:00-05:00"},
                                    // here it is still Tuesday
                                    {"2026-11-25T02:00:00Z", "tue 23:00", "2026-11-24T23:00:00-05:00"},
                                    {"2026-11-25T02:00:00Z", "tomorrow 8:00", "2026-11-25T08:00:00-05:00"}});
    // and here it is Thursday
    expect_all("Australia/Lord_Howe", {{"2026-11-25T14:00:00Z", "today 18:00", "2026-11-26T18:00:00+11:00"},
                                       {"2026-06-25T12:00:00Z", "2026-07-01 18:00", "2026-07-01T18:00:00+10:30"}});
}

// The local date and offset of the day that is meant count, not today's.
TEST_F(ParseSendTime, KeepsTheHourOverAChangeOfTheClocks) {
    expect_all("Europe/Berlin", {{"2026-10-24T20:00:00+02:00", "18:00", "2026-10-25T18:00:00+01:00"},
                                 {"2026-03-28T20:00:00+01:00", "tomorrow 18:00", "2026-03-29T18:00:00+02:00"},
                                 {"2026-03-27T12:00:00+01:00", "fri 9:00", "2026-04-03T09:00:00+02:00"}});
    expect_all("Australia/Lord_Howe", {{"2026-10-03T18:30:00+10:30", "18:00", "2026-10-04T18:00:00+11:00"}});
}

TEST_F(ParseSendTime, TakesTheFirstOfTwo) {
    constexpr auto* spring = "2026-03-01T00:00:00Z";
    expect_all("Europe/Berlin", {{spring, "2026-10-25 01:59", "2026-10-25T01:59:00+02:00"},
                                 {spring, "2026-10-25 02:00", "2026-10-25T02:00:00+02:00"},
                                 {spring, "2026-10-25 02:59:59", "2026-10-25T02:59:59+02:00"},
                                 {spring, "2026-10-25 03:00", "2026-10-25T03:00:00+01:00"},
                                 {"2026-10-24T23:00:00+02:00", "2:30", "2026-10-25T02:30:00+02:00"}});
    expect_all("America/New_York", {{spring, "2026-11-01 00:59", "2026-11-01T00:59:00-04:00"},
                                    {spring, "2026-11-01 01:30", "2026-11-01T01:30:00-04:00"},
                                    {spring, "2026-11-01 02:00", "2026-11-01T02:00:00-05:00"}});
    expect_all("Australia/Lord_Howe", {{spring, "2026-04-05 01:29", "2026-04-05T01:29:00+11:00"},
                                       {spring, "2026-04-05 01:30", "2026-04-05T01:30:00+11:00"},
                                       {spring, "2026-04-05 01:59", "2026-04-05T01:59:00+11:00"},
                                       {spring, "2026-04-05 02:00", "2026-04-05T02:00:00+10:30"}});
    // summer time as what is usual, winter time as the exception: the first is still the first
    expect_all("Europe/Dublin", {{spring, "2026-10-25 01:30", "2026-10-25T01:30:00+01:00"}});
}

TEST_F(ParseSendTime, TakesTheSecondOfTwoWhenTheFirstHasPassed) {
    constexpr auto* now = "2026-10-25T02:15:00+01:00";
    expect_all("Europe/Berlin", {{now, "2:30", "2026-10-25T02:30:00+01:00"},
                                 {now, "2026-10-25 02:30", "2026-10-25T02:30:00+01:00"},
                                 {now, "2:00", "2026-10-26T02:00:00+01:00"}});
}

TEST_F(ParseSendTime, RefusesWhatTheClocksAreSkippedOver) {
    constexpr auto* now = "2026-02-01T00:00:00Z";
    expect_refused("Europe/Berlin",
                   {{now, "2026-03-29 02:00", "there is no 2026-03-29T02:00:00 here"},
                    {now, "2026-03-29T02:30", "there is no 2026-03-29T02:30:00 here, the clocks are put forward"},
                    {now, "2026-03-29 02:59:59", "there is no 2026-03-29T02:59:59 here"},
                    {"2026-03-28T20:00:00+01:00", "2:30", "there is no 2026-03-29T02:30:00 here"},
                    {"2026-03-28T20:00:00+01:00", "sun 2:30", "there is no 2026-03-29T02:30:00 here"}});
    expect_refused("America/New_York", {{now, "2026-03-08 02:30", "there is no 2026-03-08T02:30:00 here"}});
    expect_refused("Australia/Lord_Howe", {{now, "2026-10-04 02:15", "there is no 2026-10-04T02:15:00 here"}});
    expect_all("Europe/Berlin", {{now, "2026-03-29 01:59:59", "2026-03-29T01:59:59+01:00"},
                                 {now, "2026-03-29 03:00", "2026-03-29T03:00:00+02:00"},
                                 {"2026-03-29T12:00:00+02:00", "2:30", "2026-03-30T02:30:00+02:00"},
                                 {"2026-03-29T12:00:00+02:00", "sun 2:30", "2026-04-05T02:30:00+02:00"}});
    expect_all("Australia/Lord_Howe", {{now, "2026-10-04 01:59", "2026-10-04T01:59:00+10:30"},
                                       {now, "2026-10-04 02:30", "2026-10-04T02:30:00+11:00"}});
    expect_all("UTC", {{now, "2026-03-29 02:30", "2026-03-29T02:30:00Z"}});
}

TEST_F(ParseSendTime, AllowsForTheMinuteThatIsRunning) {
    constexpr auto* now = "2026-11-25T13:00:59+01:00";
    expect_all("Europe/Berlin", {{now, "13:00", "2026-11-25T13:00:00+01:00"},
                                 {now, "today 13:00", "2026-11-25T13:00:00+01:00"},
                                 {now, "wed 13:00", "2026-11-25T13:00:00+01:00"},
                                 {now, "2026-11-25 12:59:59", "2026-11-25T12:59:59+01:00"},
                                 {now, "12:59:58", "2026-11-26T12:59:58+01:00"}});
}

TEST_F(ParseSendTime, RefusesThePastAndWhatIsTooFar) {
    constexpr auto* now = "2026-11-25T13:00:00+01:00";
    constexpr auto* passed = "has passed: use one like 2026-12-24T18:00:00+01:00, \"2026-12-24 18:00\", 18:00";
    constexpr auto* far = "is more than ten years away";
    for (const auto* zone : {"Europe/Berlin", "UTC", "Australia/Lord_Howe"})
        expect_refused(zone, {{now, "2026-11-24 10:00", passed},
                              {now, "2026-11-25T11:58:59Z", passed},
                              {now, "2025-12-24T18:00:00+01:00", passed},
                              {now, "0000-01-01 00:00", passed},
                              {now, "1700-01-01T00:00:00Z", passed},
                              {now, "@0", passed},
                              {now, "2036-11-28 10:00", far},
                              {now, "9999-12-31 23:59", far},
                              {now, "9999-12-31T23:59:59Z", far},
                              {now, "@1798131600000", far}, // milliseconds
                              {now, "@99999999999999999999999", far}});
    expect_refused("Europe/Berlin", {{now, "today 12:58", passed}, {now, "2026-11-25 12:58:59", passed}});
}

TEST_F(ParseSendTime, RefusesEverythingElse) {
    for (const auto* text : {"",
                             "soon",
                             "18",
                             "1800",
                             "24:00",
                             "18:60",
                             "18:00:60",
                             "18:0",
                             "118:00",
                             "6pm",
                             "18:00 ",
                             "18:00x",
                             "18:00:",
                             "noon",
                             "today",
                             "tomorrow",
                             "monday",
                             "monday9:00",
                             "mo 9:00",
                             "yesterday 9:00",
                             "next monday 9:00",
                             "2026-12-24",
                             "2026-02-29 10:00",
                             "2026-13-01 10:00",
                             "2026-1-1 10:00",
                             "26-12-24 10:00",
                             "2026-12-24  ",
                             "2026-12-24 18:00 UTC",
                             "24.12.2026 18:00",
                             "@",
                             "@-1",
                             "@1.5",
                             "@ 1",
                             "+18:00",
                             "-1:00",
                             "18:00\n",
                             "2026-12-24T18:00:00+1:00"}) {
        const auto at = parse_send_time(text, moment("2026-11-25T13:00:00Z"));
        ASSERT_FALSE(at) << text;
        EXPECT_EQ(at.error().kind, ErrorKind::usage);
        EXPECT_THAT(at.error().message,
                    testing::StartsWith(std::string("\"") + text + "\" is no time to send at: use one like 2026-"));
    }
}

} // namespace
} // namespace posthaste::mail
