// SPDX-License-Identifier: MIT
#include "capabilities.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace posthaste::smtp {
namespace {

using testing::ElementsAre;

Capabilities offered(std::vector<std::string> lines) {
    lines.insert(lines.begin(), "mx.example");
    return Capabilities::parse(Reply{250, std::move(lines), std::nullopt});
}

TEST(Capabilities, ReadsKeywordsWithoutCase) {
    const auto all = offered({"pipelining", "StartTLS", "8BitMime", "SMTPutf8", "dsn", "Size 10", "auth plain",
                              "RequireTLS", "MT-Priority MIXER"});
    EXPECT_TRUE(all.pipelining && all.starttls && all.eight_bit_mime && all.smtp_utf8 && all.dsn && all.size &&
                all.auth && all.require_tls && all.mt_priority);
    EXPECT_EQ(all.max_bytes, 10U);
}

TEST(Capabilities, ReadsLimits) {
    const auto limits = offered({"LIMITS rcptmax=5 X-NEW=1 RCPTDOMAINMAX=2 MAILMAX=7"});
    EXPECT_EQ(limits.rcpt_max, 5U);
    EXPECT_EQ(limits.rcpt_domain_max, 2U);
    EXPECT_EQ(limits.mail_max, 7U);
    EXPECT_FALSE(offered({"LIMITS RCPTDOMAINMAX=0"}).rcpt_domain_max);
    EXPECT_FALSE(offered({"LIMITS RCPTDOMAINMAX"}).rcpt_domain_max);
}

TEST(Capabilities, TakesNothingFromTheFirstLine) {
    const auto none = Capabilities::parse(Reply{250, {"PIPELINING", "HELP"}, std::nullopt});
    EXPECT_FALSE(none.pipelining);
    EXPECT_FALSE(Capabilities::parse(Reply{250, {}, std::nullopt}).pipelining);
}

TEST(Capabilities, TakesNoKeywordThatOnlyBeginsLikeAKnownOne) {
    const auto none = offered({"PIPELININGX", "STARTTLS-NOT", "X-DSN", "SIZES 5", "AUTHX PLAIN", "", "=", "  "});
    EXPECT_FALSE(none.pipelining || none.starttls || none.dsn || none.size || none.auth);
}

struct SizeCase {
    const char* name;
    const char* line;
    std::optional<std::uint64_t> limit;
};
class SizeKeyword : public testing::TestWithParam<SizeCase> {};

TEST_P(SizeKeyword, NeverBecomesALimitByMistake) {
    const auto parsed = offered({GetParam().line});
    EXPECT_TRUE(parsed.size);
    EXPECT_EQ(parsed.max_bytes, GetParam().limit);
}

const SizeCase size_cases[] = {
    {"None", "SIZE", std::nullopt},
    {"Zero", "SIZE 0", std::nullopt},
    {"Garbage", "SIZE lots", std::nullopt},
    {"Trailing", "SIZE 12k", std::nullopt},
    {"Negative", "SIZE -1", std::nullopt},
    {"Overflow", "SIZE 99999999999999999999", std::nullopt},
    {"Largest", "SIZE 18446744073709551615", 18446744073709551615U},
    {"Tab", "SIZE\t1000", 1000U},
    {"Spaces", "SIZE  1000 ", 1000U},
};
INSTANTIATE_TEST_SUITE_P(All, SizeKeyword, testing::ValuesIn(size_cases),
                         [](const auto& each) { return each.param.name; });

TEST(Capabilities, ReadTheLeastTimeToDeliverBy) {
    for (const auto* line : {"DELIVERBY", "DELIVERBY 0", "DELIVERBY soon", "DELIVERBY ,X"}) {
        EXPECT_TRUE(offered({line}).deliver_by) << line;
        EXPECT_EQ(offered({line}).min_by_seconds, std::nullopt) << line;
    }
    for (const auto* line : {"DELIVERBY 240", "deliverby 240,X=1"})
        EXPECT_EQ(offered({line}).min_by_seconds, 240U) << line;
    EXPECT_FALSE(offered({"SIZE"}).deliver_by);
}

TEST(Capabilities, ReadHowLongAMessageIsHeld) {
    const auto both = offered({"FutureRelease 86400 2026-12-31T23:00:00Z"});
    EXPECT_TRUE(both.future_release);
    EXPECT_EQ(both.max_hold_seconds, 86400U);
    EXPECT_EQ(both.max_hold_until.value().time_since_epoch(), std::chrono::seconds(1798758000));
    for (const auto* line : {"FUTURERELEASE", "FUTURERELEASE 0 1", "FUTURERELEASE x 2026-13-31T23:00:00Z"}) {
        EXPECT_TRUE(offered({line}).future_release) << line;
        EXPECT_EQ(offered({line}).max_hold_seconds, std::nullopt) << line;
        EXPECT_EQ(offered({line}).max_hold_until, std::nullopt) << line;
    }
}

TEST(Capabilities, JoinsBothFormsOfAuth) {
    const auto parsed = offered({"AUTH=PLAIN LOGIN", "auth login\tcram-md5  plain"});
    EXPECT_THAT(parsed.mechanisms, ElementsAre("PLAIN", "LOGIN", "CRAM-MD5"));
    EXPECT_TRUE(parsed.offers_mechanism("login"));
    EXPECT_FALSE(parsed.offers_mechanism("LOG"));
}

TEST(Capabilities, KnowsAuthWithoutMechanisms) {
    EXPECT_TRUE(offered({"AUTH"}).auth);
    EXPECT_TRUE(offered({"AUTH="}).mechanisms.empty());
}

} // namespace
} // namespace posthaste::smtp
