// SPDX-License-Identifier: MIT
#include <posthaste/base/file_ops.hpp>
#include <posthaste/base/io.hpp>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace posthaste {
namespace {

using testing::HasSubstr;

class FileOpsTest : public testing::Test {
  protected:
    FileOpsTest() {
        std::string pattern = testing::TempDir() + "file_ops_XXXXXX";
        root_ = ::mkdtemp(pattern.data());
    }
    ~FileOpsTest() override { std::filesystem::remove_all(root_); }

    [[nodiscard]] std::string path(std::string_view name) const { return root_ + "/" + std::string(name); }
    Status put(std::string_view name, std::string_view text) {
        PH_ASSIGN(Fd file, files_.open(path(name), O_WRONLY | O_CREAT | O_EXCL, 0600));
        PH_TRY(files_.write(file.get(), text));
        PH_TRY(files_.sync(file.get()));
        return files_.close(std::move(file));
    }
    [[nodiscard]] std::string get(std::string_view name) const { return read_file(path(name), 1000).value(); }

    SystemFileOps files_;
    std::string root_;
};

TEST_F(FileOpsTest, WritesAFileOnlyItsOwnerReads) {
    ASSERT_TRUE(put("a", "text"));
    EXPECT_EQ(get("a"), "text");
    const Fd file = files_.open(path("a"), O_RDONLY, 0).value();
    const struct stat info = files_.status(file.get()).value();
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
    EXPECT_EQ(info.st_size, 4);
    EXPECT_NE(::fcntl(file.get(), F_GETFD) & FD_CLOEXEC, 0);
}

TEST_F(FileOpsTest, SaysWhichFileCannotBeOpened) {
    const auto missing = files_.open(path("none"), O_RDONLY, 0);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().kind, ErrorKind::io);
    EXPECT_EQ(missing.error().os_errno, ENOENT);
    EXPECT_THAT(missing.error().message, HasSubstr("/none"));
    const auto uncreated = files_.open(path("none/x"), O_WRONLY | O_CREAT, 0600);
    ASSERT_FALSE(uncreated);
    EXPECT_EQ(uncreated.error().kind, ErrorKind::cannot_create);
}

TEST_F(FileOpsTest, LinksOnlyToANewName) {
    ASSERT_TRUE(put("a", "1"));
    ASSERT_TRUE(put("b", "2"));
    const auto taken = files_.link(path("a"), path("b"));
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().os_errno, EEXIST);
    ASSERT_TRUE(files_.link(path("a"), path("c")));
    EXPECT_EQ(get("c"), "1");
}

TEST_F(FileOpsTest, RenamesOverAnOldName) {
    ASSERT_TRUE(put("a", "1"));
    ASSERT_TRUE(put("b", "2"));
    ASSERT_TRUE(files_.rename(path("a"), path("b")));
    EXPECT_EQ(get("b"), "1");
    EXPECT_EQ(files_.rename(path("a"), path("b")).error().os_errno, ENOENT);
}

TEST_F(FileOpsTest, MakesADirectoryThatMayBeThereAlready) {
    ASSERT_TRUE(files_.make_directory(path("d"), 0700));
    EXPECT_TRUE(files_.make_directory(path("d"), 0700));
    EXPECT_TRUE(files_.sync_directory(path("d")));
    EXPECT_EQ(files_.sync_directory(path("none")).error().os_errno, ENOENT);
    EXPECT_EQ(files_.make_directory(path("none/d"), 0700).error().kind, ErrorKind::cannot_create);
}

TEST_F(FileOpsTest, UnlinksAndTruncates) {
    ASSERT_TRUE(put("a", "12345"));
    const Fd file = files_.open(path("a"), O_RDWR, 0).value();
    ASSERT_TRUE(files_.truncate(file.get(), 2));
    EXPECT_EQ(get("a"), "12");
    ASSERT_TRUE(files_.unlink(path("a")));
    EXPECT_EQ(files_.unlink(path("a")).error().os_errno, ENOENT);
}

TEST_F(FileOpsTest, ReadsAtAnOffsetAndWithinALimit) {
    ASSERT_TRUE(put("a", "12345"));
    const Fd file = files_.open(path("a"), O_RDONLY, 0).value();
    std::array<char, 2> buffer{};
    EXPECT_EQ(pread_some(file.get(), buffer, 3).value(), 2U);
    EXPECT_EQ(std::string_view(buffer.data(), 2), "45");
    EXPECT_EQ(pread_some(file.get(), buffer, 5).value(), 0U);
    EXPECT_EQ(read_file(path("a"), 5).value(), "12345");
    EXPECT_THAT(read_file(path("a"), 4).error().message, HasSubstr("larger than 4 bytes"));
    EXPECT_EQ(read_file(path("none"), 5).error().os_errno, ENOENT);
}

} // namespace
} // namespace posthaste
