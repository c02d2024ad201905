// SPDX-License-Identifier: MIT
#include <posthaste/config/config_file.hpp>

#include <gmock/gmock.h>

namespace posthaste::config {
namespace {

using std::chrono::seconds;
using testing::StartsWith;

QueueSettings queue(const std::string& lines) {
    const auto config = parse_config("[queue]\n" + lines + "\n", "c");
    EXPECT_TRUE(config) << config.error().message;
    return config ? config->queue : QueueSettings{};
}

TEST(QueueKeys, HaveDefaults) {
    for (const auto& settings : {QueueSettings{}, parse_config("", "c").value().queue, queue("")}) {
        EXPECT_EQ(settings.first_retry, std::chrono::minutes(5));
        EXPECT_EQ(settings.max_retry, std::chrono::hours(4));
        EXPECT_EQ(settings.expire, std::chrono::days(5));
        EXPECT_FALSE(settings.delay_notice);
        EXPECT_EQ(settings.jobs, 4);
    }
}

TEST(QueueKeys, SetWhatTheyName) {
    EXPECT_EQ(queue("first_retry = \"90\"").first_retry, seconds(90));
    EXPECT_EQ(queue("first_retry = \"1s\"").first_retry, seconds(1));
    EXPECT_EQ(queue("first_retry = \"4h\"").first_retry, seconds(14400));
    EXPECT_EQ(queue("max_retry = \"1h30m\"").max_retry, seconds(5400));
    EXPECT_EQ(queue("max_retry = \"5m\"").max_retry, seconds(300));
    EXPECT_EQ(queue("expire = \"1 minute\"").expire, seconds(60));
    EXPECT_EQ(queue("expire = \"2w\"").expire, seconds(1209600));
    EXPECT_EQ(queue("delay_notice = \"4h\"").delay_notice, seconds(14400));
    EXPECT_EQ(queue("delay_notice = \"never\"").delay_notice, std::nullopt);
    EXPECT_EQ(queue("jobs = 1").jobs, 1);
    EXPECT_EQ(queue("jobs = 64").jobs, 64);
}

// Each limit is the other's: none is checked before all are read.
TEST(QueueKeys, StandInAnyOrder) {
    const auto settings = queue("delay_notice = \"6d\"\nfirst_retry = \"5h\"\nexpire = \"1w\"\nmax_retry = \"6h\"");
    EXPECT_EQ(settings.delay_notice, std::chrono::days(6));
    EXPECT_EQ(settings.first_retry, std::chrono::hours(5));
    EXPECT_EQ(settings.max_retry, std::chrono::hours(6));
    EXPECT_EQ(settings.expire, std::chrono::weeks(1));
}

struct Bad {
    const char* name;
    const char* lines;
    const char* message;
};

class QueueKeysBad : public testing::TestWithParam<Bad> {};

TEST_P(QueueKeysBad, IsRefused) {
    const auto config = parse_config(std::string("[queue]\n") + GetParam().lines + "\n", "c");
    ASSERT_FALSE(config);
    EXPECT_EQ(config.error().kind, ErrorKind::config);
    EXPECT_THAT(config.error().message, StartsWith(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Table, QueueKeysBad,
    testing::Values(
        Bad{"unknown", "frist_retry = \"5m\"", "c:2:1: unknown key \"frist_retry\" (did you mean \"first_retry\"?)"},
        Bad{"first_retry", "first_retry = \"5 parsecs\"",
            "c:2:15: first_retry = \"5 parsecs\" is no duration: use one"},
        Bad{"first_retry_zero", "first_retry = \"0\"", "c:2:15: first_retry = \"0\": must be a second or longer"},
        Bad{"first_retry_number", "first_retry = 300", "c:2:15: \"first_retry\" must be a string, not a whole number"},
        Bad{"first_retry_empty", "first_retry = \"\"", "c:2:15: \"first_retry\" is empty"},
        Bad{"first_retry_long", "first_retry = \"5h\"",
            "c:2:15: first_retry = \"5h\": max_retry (14400 seconds) must not be less than first_retry (18000 "
            "seconds)"},
        Bad{"max_retry", "max_retry = \"-1h\"", "c:2:13: max_retry = \"-1h\" is no duration"},
        Bad{"max_retry_short", "max_retry = \"4m\"",
            "c:2:13: max_retry = \"4m\": max_retry (240 seconds) must not be less than first_retry (300 seconds)"},
        Bad{"max_retry_shorter", "first_retry = \"2h\"\nmax_retry = \"1h\"",
            "c:3:13: max_retry = \"1h\": max_retry (3600"},
        Bad{"expire_short", "expire = \"59s\"", "c:2:10: expire = \"59s\": must be a minute or longer"},
        Bad{"expire_never", "expire = \"never\"", "c:2:10: expire = \"never\" is no duration"},
        Bad{"expire_long", "expire = \"11 weeks 4000d\"",
            "c:2:10: expire = \"11 weeks 4000d\" is longer than ten years"},
        Bad{"delay_notice", "delay_notice = \"no\"",
            "c:2:16: delay_notice = \"no\" is no duration: use one like 90s, 5m, 1h30m, \"2 days\" or 1w, or "
            "\"never\""},
        Bad{"delay_notice_short", "delay_notice = \"0\"",
            "c:2:16: delay_notice = \"0\": must be a minute or longer, or \"never\""},
        Bad{"delay_notice_late", "delay_notice = \"5d\"",
            "c:2:16: delay_notice = \"5d\": must be less than expire (432000 seconds), or \"never\""},
        Bad{"jobs_none", "jobs = 0", "c:2:8: jobs = 0: must be between 1 and 64"},
        Bad{"jobs_many", "jobs = 65", "c:2:8: jobs = 65: must be between 1 and 64"},
        Bad{"jobs_huge", "jobs = 4294967297", "c:2:8: jobs = 4294967297: must be"},
        Bad{"jobs_text", "jobs = \"4\"", "c:2:8: \"jobs\" must be a whole number, not a string"}),
    [](const auto& bad) { return bad.param.name; });

TEST(QueueKeys, AreThoseOfATable) {
    const auto config = parse_config("queue = \"always\"\n", "c");
    ASSERT_FALSE(config);
    EXPECT_EQ(config.error().message, "c:1:9: \"queue\" must be a table, not a string");
}

} // namespace
} // namespace posthaste::config
