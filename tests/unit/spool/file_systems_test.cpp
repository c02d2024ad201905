// SPDX-License-Identifier: MIT
#include "file_systems.hpp"

#include <gtest/gtest.h>
#include <linux/magic.h>

namespace posthaste::spool {
namespace {

TEST(FileSystems, OfTheNetworkAreUnfit) {
    EXPECT_EQ(unfit_file_system(NFS_SUPER_MAGIC), "NFS");
    EXPECT_EQ(unfit_file_system(SMB_SUPER_MAGIC), "SMB");
    EXPECT_EQ(unfit_file_system(SMB2_SUPER_MAGIC), "SMB");
    EXPECT_EQ(unfit_file_system(CIFS_SUPER_MAGIC), "CIFS");
    EXPECT_EQ(unfit_file_system(AFS_SUPER_MAGIC), "AFS");
    EXPECT_EQ(unfit_file_system(CODA_SUPER_MAGIC), "Coda");
    EXPECT_EQ(unfit_file_system(V9FS_MAGIC), "9P");
}

TEST(FileSystems, OfThisMachineWillDo) {
    for (const long type : {long{EXT4_SUPER_MAGIC}, long{XFS_SUPER_MAGIC}, long{BTRFS_SUPER_MAGIC}, long{TMPFS_MAGIC},
                            long{OVERLAYFS_SUPER_MAGIC}, long{F2FS_SUPER_MAGIC}, 0L})
        EXPECT_EQ(unfit_file_system(type), "") << type;
    EXPECT_EQ(unfit_file_system(std::string("/proc/self")), "");
    EXPECT_EQ(unfit_file_system(std::string("/nonexistent/at/all")), "") << "what follows says what is wrong";
}

} // namespace
} // namespace posthaste::spool
