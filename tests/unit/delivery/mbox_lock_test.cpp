// SPDX-License-Identifier: MIT
#include "local_fakes.hpp"
#include "mbox_lock.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/wait.h>

namespace posthaste::delivery {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

TEST(DotLock, IsAFileThatGoesWithIt) {
    const LocalDirectory spool;
    SystemFileOps files;
    {
        DotLock lock(files, spool.path("ann"));
        ASSERT_TRUE(lock.acquire(milliseconds{0}));
        EXPECT_THAT(spool.names(""), testing::ElementsAre("ann.lock"));
    }
    EXPECT_THAT(spool.names(""), testing::IsEmpty());
}

TEST(DotLock, IsNotTakenFromAnother) {
    const LocalDirectory spool;
    SystemFileOps files;
    static_cast<void>(spool.file("ann.lock", "1\n"));
    {
        DotLock lock(files, spool.path("ann"));
        const auto taken = lock.acquire(milliseconds{0});
        ASSERT_FALSE(taken);
        EXPECT_EQ(taken.error().kind, ErrorKind::timeout);
        EXPECT_THAT(taken.error().message, HasSubstr("ann.lock is still locked by another program"));
    }
    EXPECT_EQ(spool.text("ann.lock"), "1\n");
}

TEST(DotLock, IsTakenWhenItIsStale) {
    const LocalDirectory spool;
    SystemFileOps files;
    const auto path = spool.file("ann.lock", "1\n");
    std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() - std::chrono::minutes(6));
    DotLock lock(files, spool.path("ann"));
    ASSERT_TRUE(lock.acquire(milliseconds{5000}));
    EXPECT_EQ(spool.text("ann.lock"), "");
}

TEST(DotLock, IsDoneWithoutWhereTheDirectoryIsNotOurs) {
    const LocalDirectory spool;
    for (const int reason : {EACCES, EPERM, EROFS}) {
        FailingFileOps files(1, reason);
        {
            DotLock lock(files, spool.path("ann"));
            EXPECT_TRUE(lock.acquire(milliseconds{0}));
        }
        EXPECT_EQ(files.calls().size(), 1U); // nothing to remove
    }
}

TEST(DotLock, ReportsOtherTrouble) {
    const LocalDirectory spool;
    FailingFileOps files(1, ENOSPC);
    DotLock lock(files, spool.path("ann"));
    const auto taken = lock.acquire(milliseconds{5000});
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().kind, ErrorKind::no_space);
}

int exit_status_of(pid_t child) {
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    return WEXITSTATUS(status);
}

TEST(FcntlLock, IsNotTakenFromAnotherProcess) {
    const LocalDirectory spool;
    const auto path = spool.file("ann", "");
    const Fd file{::open(path.c_str(), O_WRONLY | O_CLOEXEC)};
    ASSERT_TRUE(lock_with_fcntl(file.get(), path, milliseconds{0}));
    const pid_t child = ::fork();
    if (child == 0) {
        const Fd same{::open(path.c_str(), O_WRONLY | O_CLOEXEC)};
        const auto taken = lock_with_fcntl(same.get(), path, milliseconds{0});
        ::_exit(!taken && taken.error().kind == ErrorKind::timeout ? 0 : 1);
    }
    EXPECT_EQ(exit_status_of(child), 0);
}

TEST(FcntlLock, ReportsABadDescriptor) {
    const auto taken = lock_with_fcntl(-1, "ann", milliseconds{0});
    ASSERT_FALSE(taken);
    EXPECT_THAT(taken.error().message, HasSubstr("cannot lock ann: Bad file descriptor"));
}

} // namespace
} // namespace posthaste::delivery
