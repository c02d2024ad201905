// SPDX-License-Identifier: MIT
#include <posthaste/base/error.hpp>

#include <cerrno>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace posthaste {
namespace {

using testing::StartsWith;

Status given(bool good) {
    if (good)
        return {};
    return fail(ErrorKind::data, "bad");
}

Result<int> number(bool good) {
    if (good)
        return 7;
    return fail(ErrorKind::no_host, "no such host");
}

Result<int> chained(bool first, bool second) {
    PH_TRY(given(first));
    PH_ASSIGN(const int value, number(second));
    return value + 1;
}

TEST(Error, KeepsTheErrnoAndItsText) {
    const auto error = fail_errno(ErrorKind::io, "cannot open x", ENOENT).error();
    EXPECT_EQ(error.kind, ErrorKind::io);
    EXPECT_EQ(error.os_errno, ENOENT);
    EXPECT_EQ(error.message, "cannot open x: No such file or directory");
}

TEST(Error, CallsAFullDiskByItsName) {
    EXPECT_EQ(fail_errno(ErrorKind::io, "w", ENOSPC).error().kind, ErrorKind::no_space);
    EXPECT_EQ(fail_errno(ErrorKind::cannot_create, "w", EDQUOT).error().kind, ErrorKind::no_space);
}

TEST(Error, TakesContextInFront) {
    const auto error = with_context("stdin", fail_errno(ErrorKind::io, "cannot read", EIO).error()).error();
    EXPECT_THAT(error.message, StartsWith("stdin: cannot read: "));
    EXPECT_EQ(error.os_errno, EIO);
}

TEST(Error, ReturnsEarlyWithTheFirstFailure) {
    EXPECT_EQ(chained(true, true), 8);
    EXPECT_EQ(chained(false, false).error().message, "bad");
    EXPECT_EQ(chained(true, false).error().kind, ErrorKind::no_host);
}

} // namespace
} // namespace posthaste
