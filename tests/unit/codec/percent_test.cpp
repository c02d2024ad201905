// SPDX-License-Identifier: MIT
#include <posthaste/codec/percent.hpp>

#include <gtest/gtest.h>

namespace posthaste::codec {
namespace {

TEST(PercentEncode, LeavesLettersDigitsAndThreeMore) {
    EXPECT_EQ(percent_encode(""), "");
    EXPECT_EQ(percent_encode("azAZ09.-_"), "azAZ09.-_");
    EXPECT_EQ(percent_encode(" '*%~\"é\xFF"), "%20%27%2A%25%7E%22%C3%A9%FF");
}

} // namespace
} // namespace posthaste::codec
