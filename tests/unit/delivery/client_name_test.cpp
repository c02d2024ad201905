// SPDX-License-Identifier: MIT
#include "client_name.hpp"

#include <gtest/gtest.h>

namespace posthaste::delivery {
namespace {

TEST(ClientName, IsAnAddressLiteral) {
    EXPECT_EQ(address_literal("192.0.2.1"), "[192.0.2.1]");
    EXPECT_EQ(address_literal("2001:db8::1"), "[IPv6:2001:db8::1]");
    EXPECT_EQ(address_literal("fe80::1%eth0"), "[IPv6:fe80::1]");
    EXPECT_EQ(address_literal(""), "[127.0.0.1]");
}

} // namespace
} // namespace posthaste::delivery
