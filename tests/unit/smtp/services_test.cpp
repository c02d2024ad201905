// SPDX-License-Identifier: MIT
#include "services.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace posthaste::smtp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

MailParameters parameters(const mail::Envelope& envelope, const Capabilities& offered) {
    MailParameters out;
    add_services(envelope, offered, out);
    return out;
}

Capabilities everything() {
    Capabilities all;
    all.encrypted = all.require_tls = all.deliver_by = all.mt_priority = all.future_release = true;
    return all;
}

void expect_refused(const mail::Envelope& envelope, const Capabilities& offered, const char* why) {
    const auto checked = check_services(envelope, offered);
    ASSERT_FALSE(checked) << why;
    EXPECT_EQ(checked.error().kind, ErrorKind::refused);
    EXPECT_THAT(checked.error().message, HasSubstr(why));
}

TEST(Services, AreNotAskedForByThemselves) {
    for (const auto& offered : {Capabilities{}, everything()}) {
        EXPECT_TRUE(check_services({}, offered));
        EXPECT_THAT(parameters({}, offered).mail, IsEmpty());
        EXPECT_THAT(parameters({}, offered).warnings, IsEmpty());
    }
}

TEST(RequireTls, NeedsTheOfferUnderTls) {
    mail::Envelope envelope;
    envelope.sender = mail::Address::parse("ann@a.test").value();
    envelope.require_tls = true;
    Capabilities offered;
    offered.require_tls = true;
    expect_refused(envelope, offered, "5.7.10");
    offered.encrypted = true;
    EXPECT_TRUE(check_services(envelope, offered));
    EXPECT_THAT(parameters(envelope, offered).mail, ElementsAre("REQUIRETLS"));
    offered.require_tls = false;
    expect_refused(envelope, offered, "5.7.30 REQUIRETLS support required");
}

TEST(RequireTls, StopsNoReportOfAFailure) {
    mail::Envelope report;
    report.require_tls = true;
    EXPECT_TRUE(check_services(report, {}));
    EXPECT_THAT(parameters(report, {}).mail, IsEmpty());
    EXPECT_THAT(parameters(report, everything()).mail, ElementsAre("REQUIRETLS"));
}

TEST(DeliverBy, WithReturnNeedsAServerThatDoesIt) {
    mail::Envelope envelope;
    envelope.deliver_by = mail::DeliverBy{std::chrono::seconds(240), true, false};
    expect_refused(envelope, {}, "does not offer DELIVERBY");
    auto offered = everything();
    EXPECT_TRUE(check_services(envelope, offered));
    EXPECT_THAT(parameters(envelope, offered).mail, ElementsAre("BY=240;R"));
    offered.min_by_seconds = 240;
    EXPECT_TRUE(check_services(envelope, offered));
    offered.min_by_seconds = 241;
    expect_refused(envelope, offered, "asks for 240 seconds, and the server takes no less than 241");
}

TEST(DeliverBy, WithNotificationGoesAnyway) {
    mail::Envelope envelope;
    envelope.deliver_by = mail::DeliverBy{std::chrono::seconds(-5), false, true};
    auto offered = everything();
    offered.min_by_seconds = 240;
    EXPECT_TRUE(check_services(envelope, offered));
    EXPECT_THAT(parameters(envelope, offered).mail, ElementsAre("BY=-5;NT"));
    EXPECT_TRUE(check_services(envelope, {}));
    EXPECT_THAT(parameters(envelope, {}).mail, IsEmpty());
    EXPECT_THAT(parameters(envelope, {}).warnings, ElementsAre(HasSubstr("does not offer DELIVERBY")));
}

TEST(Priority, IsSaidWhereItIsOffered) {
    mail::Envelope envelope;
    for (const auto& [priority, said] : {std::pair{-9, "MT-PRIORITY=-9"}, {0, "MT-PRIORITY=0"}, {9, "MT-PRIORITY=9"}}) {
        envelope.priority = priority;
        EXPECT_TRUE(check_services(envelope, {}));
        EXPECT_THAT(parameters(envelope, everything()).mail, ElementsAre(said));
        EXPECT_THAT(parameters(envelope, {}).mail, IsEmpty());
        EXPECT_THAT(parameters(envelope, {}).warnings, ElementsAre(HasSubstr("does not offer MT-PRIORITY")));
    }
}

TEST(Hold, NeedsAServerThatHoldsItThatLong) {
    mail::Envelope envelope;
    envelope.hold = std::chrono::seconds(3600);
    expect_refused(envelope, {}, "does not offer FUTURERELEASE");
    auto offered = everything();
    EXPECT_TRUE(check_services(envelope, offered));
    offered.max_hold_seconds = 3600;
    offered.max_hold_until = std::chrono::sys_seconds(std::chrono::seconds(1)); // for the other form
    EXPECT_TRUE(check_services(envelope, offered));
    EXPECT_THAT(parameters(envelope, offered).mail, ElementsAre("HOLDFOR=3600"));
    offered.max_hold_seconds = 3599;
    expect_refused(envelope, offered, "asks for 3600 seconds, and the server holds a message for 3599 at most");
}

TEST(Hold, NeedsAServerThatHoldsItUntilThen) {
    const std::chrono::sys_seconds christmas{std::chrono::seconds(1798135200)};
    mail::Envelope envelope;
    envelope.hold = christmas;
    auto offered = everything();
    offered.max_hold_seconds = 1;
    offered.max_hold_until = christmas;
    EXPECT_TRUE(check_services(envelope, offered));
    EXPECT_THAT(parameters(envelope, offered).mail, ElementsAre("HOLDUNTIL=2026-12-24T18:00:00Z"));
    offered.max_hold_until = christmas - std::chrono::seconds(1);
    expect_refused(envelope, offered,
                   "asks for 2026-12-24T18:00:00Z, and the server holds a message until "
                   "2026-12-24T17:59:59Z");
}

} // namespace
} // namespace posthaste::smtp
