// SPDX-License-Identifier: MIT
#include <posthaste/codec/xtext.hpp>

#include <gtest/gtest.h>

namespace posthaste::codec {
namespace {

TEST(Xtext, LeavesPrintableTextAlone) { EXPECT_EQ(xtext_encode("ann@example.org!~"), "ann@example.org!~"); }

TEST(Xtext, WritesEverythingElseInUpperCaseHex) {
    EXPECT_EQ(xtext_encode("a+b=c d"), "a+2Bb+3Dc+20d");
    EXPECT_EQ(xtext_encode({"\0\r\n\x7f\xc3", 5}), "+00+0D+0A+7F+C3");
}

} // namespace
} // namespace posthaste::codec
