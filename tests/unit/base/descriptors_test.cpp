// SPDX-License-Identifier: MIT
#include <posthaste/base/descriptors.hpp>

#include <cerrno>
#include <gtest/gtest.h>
#include <unistd.h>

namespace posthaste {
namespace {

TEST(Descriptors, AreReadableOnceSomethingIsThere) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const Fd reading{ends[0]};
    Fd writing{ends[1]};
    EXPECT_FALSE(is_readable(reading.get()));
    const auto copy = duplicate(writing.get());
    ASSERT_TRUE(copy);
    ASSERT_EQ(::write(copy->get(), "x", 1), 1);
    EXPECT_TRUE(is_readable(reading.get()));
    EXPECT_FALSE(is_readable(-1));
}

TEST(Descriptors, AreNotCopiedWhereThereIsNone) { EXPECT_EQ(duplicate(-1).error().os_errno, EBADF); }

} // namespace
} // namespace posthaste
