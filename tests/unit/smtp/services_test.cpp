// SPDX-License-Identifier: MIT
#include "services.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace posthaste::smtp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> parameters(const mail::Envelope& envelope) {
    std::vector<std::string> mail;
    add_services(envelope, mail);
    return mail;
}

void expect_refused(const mail::Envelope& envelope, const Capabilities& offered, const char* why) {
    const auto checked = check_services(envelope, offered);
    ASSERT_FALSE(checked) << why;
    EXPECT_EQ(checked.error().kind, ErrorKind::refused);
    EXPECT_THAT(checked.error().message, HasSubstr(why));
}

TEST(Services, AreNotAskedForByThemselves) {
    Capabilities all;
    all.encrypted = all.require_tls = true;
    EXPECT_TRUE(check_services({}, {}));
    EXPECT_TRUE(check_services({}, all));
    EXPECT_THAT(parameters({}), IsEmpty());
}

TEST(RequireTls, NeedsTheOfferUnderTls) {
    mail::Envelope envelope;
    envelope.require_tls = true;
    Capabilities offered;
    offered.require_tls = true;
    expect_refused(envelope, offered, "5.7.10");
    offered.encrypted = true;
    EXPECT_TRUE(check_services(envelope, offered));
    EXPECT_THAT(parameters(envelope), ElementsAre("REQUIRETLS"));
    offered.require_tls = false;
    expect_refused(envelope, offered, "5.7.30 REQUIRETLS support required");
}

} // namespace
} // namespace posthaste::smtp
