// SPDX-License-Identifier: MIT
#include "queue_place.hpp"
#include "unit/config/temporary_files.hpp"

#include <cstdlib>
#include <gtest/gtest.h>

namespace posthaste::app {
namespace {

TEST(QueuePlace, IsTheSystemsSpoolForItsOwner) {
    std::string spool = ::testing::TempDir() + "/posthaste-spool-XXXXXX";
    ASSERT_NE(::mkdtemp(spool.data()), nullptr);
    const Caller caller{"ann", "", "/", "host"}; // a home that is there
    {
        const config::Variable none("XDG_STATE_HOME", std::nullopt);
        EXPECT_EQ(queue_directory(caller, spool), spool);
        EXPECT_EQ(queue_directory(caller, spool + "/none"), "//.local/state/posthaste/queue");
        EXPECT_EQ(queue_directory(caller, "/dev/null"), "//.local/state/posthaste/queue") << "it is no directory";
        EXPECT_EQ(queue_directory({"daemon", "", "/nonexistent", "host"}, "/dev/null"), "") << "there is no home";
    }
    const config::Variable named("XDG_STATE_HOME", "/state");
    EXPECT_EQ(queue_directory(caller, spool), "/state/posthaste/queue") << "it is asked for";
    ::rmdir(spool.c_str());
}

} // namespace
} // namespace posthaste::app
