// SPDX-License-Identifier: MIT
#include "draft_file.hpp"
#include "unit/spool/spool_fakes.hpp"

#include <posthaste/base/io.hpp>

#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

namespace posthaste::app {
namespace {

constexpr int cannot_mount = 77;

// So that anybody may mount: in a user namespace he is root.
bool mount_small(const std::string& directory) {
    const auto uid = ::getuid();
    if (::unshare(CLONE_NEWNS) != 0) {
        if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
            return false;
        std::ofstream("/proc/self/uid_map") << fmt::format("0 {} 1", uid);
    }
    return ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
           ::mount("none", directory.c_str(), "tmpfs", 0, "size=64k") == 0;
}

// In a process of its own, with 64 KiB at `small`.
int beside_a_small_disk(const std::string& small, const std::function<bool()>& holds) {
    const pid_t child = ::fork();
    if (child == 0)
        std::_Exit(!mount_small(small) ? cannot_mount : holds() ? EXIT_SUCCESS : EXIT_FAILURE);
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}

std::string pieces() { return std::string(20'000, 'a') + std::string(20'000, 'b') + std::string(60'000, 'c'); }

bool takes_all(const std::vector<std::string>& directories) {
    auto file = DraftFile::make(directories, "no room");
    const auto text = pieces();
    if (!file || !file->write(std::string_view(text).substr(0, 20'000)) ||
        !file->write(std::string_view(text).substr(20'000, 20'000)) ||
        !file->write(std::string_view(text).substr(40'000)))
        return false;
    const auto written = std::move(*file).take();
    std::string found(text.size() + 1, '\0');
    const auto count = pread_some(written.get(), found, 0);
    return count && found.substr(0, *count) == text;
}

class DraftFileTest : public testing::Test {
  protected:
    spool::SpoolDirectory small_, other_;
};

TEST_F(DraftFileTest, IsWrittenWhereThereIsADirectory) {
    EXPECT_TRUE(takes_all({small_.path() + "/none", other_.path()}));
    EXPECT_FALSE(DraftFile::make({small_.path() + "/none"}, "no room"));
}

TEST_F(DraftFileTest, MovesOnWhereTheDiskIsFull) {
    const auto status = beside_a_small_disk(
        small_.path(), [this] { return takes_all({small_.path(), small_.path() + "/none", other_.path()}); });
    if (status == cannot_mount)
        GTEST_SKIP() << "no file system can be mounted here";
    EXPECT_EQ(status, 0);
}

TEST_F(DraftFileTest, SaysSoWhenAllAreFull) {
    const auto status = beside_a_small_disk(small_.path(), [this] {
        auto file = DraftFile::make({small_.path(), small_.path()}, "no room");
        const auto written = file->write(pieces());
        return !written && written.error().kind == ErrorKind::no_space &&
               written.error().message.starts_with("no room: ");
    });
    if (status == cannot_mount)
        GTEST_SKIP() << "no file system can be mounted here";
    EXPECT_EQ(status, 0);
}

} // namespace
} // namespace posthaste::app
