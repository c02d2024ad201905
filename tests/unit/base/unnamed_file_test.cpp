// SPDX-License-Identifier: MIT
#include "unit/config/temporary_files.hpp"

#include <posthaste/base/io.hpp>
#include <posthaste/base/unnamed_file.hpp>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

namespace posthaste {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct stat status_of(const Fd& file) {
    struct stat info{};
    EXPECT_EQ(::fstat(file.get(), &info), 0);
    return info;
}

dev_t device_of(const std::string& path) {
    struct stat info{};
    EXPECT_EQ(::stat(path.c_str(), &info), 0);
    return info.st_dev;
}

TEST(UnnamedFile, HasNoNameAndIsTheOwnersAlone) {
    const config::TemporaryDirectory directory;
    const auto file = open_unnamed_file({directory.path()});
    ASSERT_TRUE(file) << file.error().message;
    const auto info = status_of(*file);
    EXPECT_EQ(info.st_nlink, 0U);
    EXPECT_EQ(info.st_mode & 07777U, 0600U);
    EXPECT_NE(::fcntl(file->get(), F_GETFD) & FD_CLOEXEC, 0);
    EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
}

TEST(UnnamedFile, CanBeWrittenAndRead) {
    const config::TemporaryDirectory directory;
    const auto file = open_unnamed_file({directory.path()});
    ASSERT_TRUE(file);
    ASSERT_TRUE(write_all(file->get(), "text"));
    std::string buffer(10, '\0');
    EXPECT_EQ(pread_some(file->get(), buffer, 1).value(), 3U);
    EXPECT_EQ(buffer.substr(0, 3), "ext");
}

TEST(UnnamedFile, IsInTheFirstDirectoryThatTakesIt) {
    const config::TemporaryDirectory directory;
    const auto file =
        open_unnamed_file({"/nonexistent", directory.file("no_directory", ""), directory.path(), "/proc"});
    ASSERT_TRUE(file) << file.error().message;
    EXPECT_EQ(status_of(*file).st_dev, device_of(directory.path()));
}

TEST(UnnamedFile, NamesTheLastDirectoryWhenNoneTakesIt) {
    const auto file = open_unnamed_file({"/nonexistent/a", "/nonexistent/b"});
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().kind, ErrorKind::cannot_create);
    EXPECT_EQ(file.error().os_errno, ENOENT);
    EXPECT_THAT(file.error().message, HasSubstr("/nonexistent/b"));
}

// /proc knows no unnamed files, and no files with names either.
TEST(UnnamedFile, TellsWhenAFileWithANameFailsToo) {
    const auto file = open_unnamed_file({"/proc"});
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().kind, ErrorKind::cannot_create);
    EXPECT_THAT(file.error().message, HasSubstr("/proc"));
}

TEST(TemporaryDirectories, BeginWithTmpdir) {
    const config::Variable variable("TMPDIR", "/some/where");
    EXPECT_THAT(temporary_directories(), ElementsAre("/some/where", "/var/tmp", "/tmp"));
}

TEST(TemporaryDirectories, DoWithoutATmpdirThatIsNoPath) {
    for (const std::optional<std::string>& value : {std::optional<std::string>{}, {""}, {"relative"}}) {
        const config::Variable variable("TMPDIR", value);
        EXPECT_THAT(temporary_directories(), ElementsAre("/var/tmp", "/tmp"));
    }
}

} // namespace
} // namespace posthaste
