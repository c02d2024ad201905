// SPDX-License-Identifier: MIT
#include "local_child.hpp"
#include "local_fakes.hpp"

#include <csignal>
#include <gmock/gmock.h>
#include <unistd.h>

namespace posthaste::delivery {
namespace {

constexpr UserRights nobody{65534, 65534, std::nullopt};

class LocalChild : public testing::Test {
  protected:
    void SetUp() override {
        if (::geteuid() != 0)
            GTEST_SKIP() << "only root can take another user's rights";
    }
};

TEST_F(LocalChild, HasTheUsersRightsOnly) {
    const auto result = run_as_user({65534, 65534, 8}, []() -> Status {
        gid_t groups[2] = {0, 0};
        const bool user_only = ::getuid() == 65534 && ::geteuid() == 65534 && ::getegid() == 65534;
        if (!user_only || ::getgroups(2, groups) != 2 || (groups[0] != 8 && groups[1] != 8) || ::seteuid(0) == 0)
            return fail(ErrorKind::internal, "other rights");
        return {};
    });
    EXPECT_TRUE(result) << result.error().message;
    EXPECT_EQ(::geteuid(), 0U);
}

TEST_F(LocalChild, BlocksNoSignalOfItsParent) {
    sigset_t blocked, before;
    ::sigemptyset(&blocked);
    ::sigaddset(&blocked, SIGTERM);
    ASSERT_EQ(::pthread_sigmask(SIG_BLOCK, &blocked, &before), 0);
    const auto result = run_as_user(nobody, []() -> Status {
        sigset_t mask;
        ::sigprocmask(SIG_SETMASK, nullptr, &mask);
        return ::sigismember(&mask, SIGTERM) == 0 ? Status{} : fail(ErrorKind::internal, "blocked");
    });
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    EXPECT_TRUE(result) << result.error().message;
}

TEST_F(LocalChild, HandsEachKindOfErrorOver) {
    const auto result = run_as_user(nobody, [] { return Status(fail(ErrorKind::interrupted, "x")); });
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::interrupted);
}

TEST_F(LocalChild, HandsAnErrorOverWhole) {
    const auto result = run_as_user(nobody, [] { return Status(fail_errno(ErrorKind::io, "two words", EACCES)); });
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::io);
    EXPECT_EQ(result.error().os_errno, EACCES);
    EXPECT_EQ(result.error().message, "two words: Permission denied");
}

TEST_F(LocalChild, IsNoSuccessWhenItEndsWithoutAWord) {
    const auto result = run_as_user(nobody, []() -> Status { ::_exit(0); });
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::internal);
    EXPECT_THAT(result.error().message, testing::HasSubstr("ended without a report"));
}

} // namespace
} // namespace posthaste::delivery
