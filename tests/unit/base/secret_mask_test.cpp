// SPDX-License-Identifier: MIT
#include <posthaste/base/secret_mask.hpp>

#include <gtest/gtest.h>

namespace posthaste {
namespace {

TEST(SecretMask, HidesEverySecretWhereverItStands) {
    SecretMask mask;
    EXPECT_TRUE(mask.empty());
    mask.add(Secret("hunter2"));
    mask.add(Secret("AGFubgBodW50ZXIy"));
    EXPECT_EQ(mask.apply("500 \"AUTH PLAIN AGFubgBodW50ZXIy\" hunter2hunter2"),
              "500 \"AUTH PLAIN <hidden>\" <hidden><hidden>");
    EXPECT_EQ(mask.apply("nothing here"), "nothing here");
}

TEST(SecretMask, KeepsNothingTooShortToBeASecret) {
    SecretMask mask;
    mask.add(Secret("a"));
    mask.add(Secret(""));
    EXPECT_TRUE(mask.empty());
    EXPECT_EQ(mask.apply("banana"), "banana");
}

TEST(SecretMask, ComesToAnEndWhereASecretIsPartOfWhatHidesIt) {
    SecretMask mask;
    mask.add(Secret("hidden"));
    EXPECT_NE(mask.apply("a hidden thing").find("thing"), std::string::npos);
}

} // namespace
} // namespace posthaste
