// SPDX-License-Identifier: MIT
#include <posthaste/base/secret.hpp>

#include <gtest/gtest.h>
#include <type_traits>

namespace posthaste {
namespace {

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);

TEST(Secret, ShowsItsValueOnlyWhenRevealed) {
    const Secret secret{"pass word"};
    EXPECT_EQ(secret.reveal(), "pass word");
    EXPECT_FALSE(secret.empty());
    EXPECT_TRUE(Secret{}.empty());
    EXPECT_EQ(secret.copy().reveal(), "pass word");
}

TEST(Secret, LeavesNothingBehindWhenMoved) {
    Secret first{"a password that is too long for the short form of a string"};
    Secret second{std::move(first)};
    EXPECT_TRUE(first.empty()); // NOLINT(bugprone-use-after-move): that is what is tested
    EXPECT_EQ(second.reveal(), "a password that is too long for the short form of a string");
    Secret third{"old"};
    third = std::move(second);
    EXPECT_TRUE(second.empty()); // NOLINT(bugprone-use-after-move)
    EXPECT_TRUE(third.reveal().starts_with("a password"));
}

TEST(Wipe, OverwritesTheBytes) {
    std::string text = "short";
    const char* bytes = text.data();
    wipe(text);
    EXPECT_TRUE(text.empty());
    for (std::size_t i = 0; i < 5; ++i)
        EXPECT_EQ(bytes[i], '\0');
}

} // namespace
} // namespace posthaste
