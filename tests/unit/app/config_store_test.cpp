// SPDX-License-Identifier: MIT
#include "config_store.hpp"
#include "unit/config/temporary_files.hpp"

#include <posthaste/base/io.hpp>

#include <cerrno>
#include <unistd.h>

namespace posthaste::app {

namespace {

using config::TemporaryDirectory;

mode_t mode_of(const std::string& path) {
    struct stat status{};
    EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
    return status.st_mode & 07777;
}

std::string text_of(const std::string& path) { return read_file(path, 65536).value_or("none"); }

std::size_t entries_in(const std::string& path) {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path), {}));
}

// All works but the renaming.
class NoRename final : public FileOps {
  public:
    Result<Fd> open(const std::string& path, int flags, mode_t mode) override { return real_.open(path, flags, mode); }
    Status write(int fd, std::string_view bytes) override { return real_.write(fd, bytes); }
    Status sync(int fd) override { return real_.sync(fd); }
    Status close(Fd fd) override { return real_.close(std::move(fd)); }
    Status sync_directory(const std::string& path) override { return real_.sync_directory(path); }
    Status make_directory(const std::string& path, mode_t mode) override { return real_.make_directory(path, mode); }
    Status link(const std::string& from, const std::string& to) override { return real_.link(from, to); }
    Status rename(const std::string& /*from*/, const std::string& to) override {
        return fail_errno(ErrorKind::io, to, EROFS);
    }
    Status unlink(const std::string& path) override { return real_.unlink(path); }
    Status truncate(int fd, off_t length) override { return real_.truncate(fd, length); }
    Result<struct stat> status(int fd) override { return real_.status(fd); }
    Status write_at(int fd, std::uint64_t offset, std::string_view bytes) override {
        return real_.write_at(fd, offset, bytes);
    }
    Status link_unnamed(int fd, const std::string& to) override { return real_.link_unnamed(fd, to); }
    Result<bool> lock(int fd) override { return real_.lock(fd); }
    Result<struct stat> status_of(const std::string& path) override { return real_.status_of(path); }
    Result<std::vector<std::string>> names(const std::string& directory) override { return real_.names(directory); }

  private:
    SystemFileOps real_;
};

Status change(FileOps& files, const std::string& path, std::string_view text,
              Visibility visibility = Visibility::usual) {
    const auto stored = read_stored(path);
    if (!stored)
        return std::unexpected(stored.error());
    return replace_stored(files, *stored, text, visibility);
}

} // namespace

TEST(ConfigStore, ANewFileHasItsDirectoriesMade) {
    const TemporaryDirectory directory;
    SystemFileOps files;
    const auto path = directory.path() + "/a/b/config.toml";
    ASSERT_TRUE(change(files, path, "x\n"));
    EXPECT_EQ(text_of(path), "x\n");
    EXPECT_EQ(mode_of(path), 0600U);
    EXPECT_EQ(entries_in(directory.path() + "/a/b"), 1U);
}

TEST(ConfigStore, OthersEnterTheDirectoriesAndReadWhatIsForEveryone) {
    const TemporaryDirectory directory;
    SystemFileOps files;
    const auto path = directory.path() + "/a/b/config.toml";
    const auto umask = ::umask(022);
    EXPECT_TRUE(ready_secret(files, directory.path() + "/a/b/secrets/work", "top"));
    ::umask(077);
    EXPECT_TRUE(change(files, path, "x\n", Visibility::everyone));
    ::umask(umask);
    EXPECT_EQ(mode_of(path), 0644U);
    EXPECT_EQ(mode_of(directory.path() + "/a"), 0755U);
    EXPECT_EQ(mode_of(directory.path() + "/a/b"), 0755U);
    EXPECT_EQ(mode_of(directory.path() + "/a/b/secrets"), 0700U);
}

TEST(ConfigStore, TheModeStaysUnlessOthersMustNotRead) {
    const TemporaryDirectory directory;
    SystemFileOps files;
    const auto path = directory.file("config.toml", "old\n", 0640);
    ASSERT_TRUE(change(files, path, "new\n"));
    EXPECT_EQ(mode_of(path), 0640U);
    ASSERT_TRUE(change(files, path, "secret\n", Visibility::owner_only));
    EXPECT_EQ(mode_of(path), 0600U);
    EXPECT_EQ(text_of(path), "secret\n");
}

TEST(ConfigStore, TheOwnerStays) {
    if (::geteuid() != 0)
        GTEST_SKIP() << "only root may give files away";
    const TemporaryDirectory directory;
    SystemFileOps files;
    const auto path = directory.file("config.toml", "old\n");
    ASSERT_EQ(::chown(path.c_str(), 1234, 4321), 0);
    ASSERT_TRUE(change(files, path, "new\n"));
    struct stat status{};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_uid, 1234U);
    EXPECT_EQ(status.st_gid, 4321U);
}

TEST(ConfigStore, WhatALinkLeadsToIsReplacedAndTheLinkStays) {
    const TemporaryDirectory directory;
    SystemFileOps files;
    const auto target = directory.file("dotfiles/posthaste.toml", "old\n");
    const auto path = directory.path() + "/config.toml";
    ASSERT_EQ(::symlink("dotfiles/posthaste.toml", path.c_str()), 0);
    ASSERT_TRUE(change(files, path, "new\n"));
    EXPECT_TRUE(std::filesystem::is_symlink(path));
    EXPECT_EQ(text_of(target), "new\n");
}

TEST(ConfigStore, ALinkToNowhereAndADirectoryAreRefused) {
    const TemporaryDirectory directory;
    const auto path = directory.path() + "/config.toml";
    ASSERT_EQ(::symlink("nowhere", path.c_str()), 0);
    EXPECT_EQ(read_stored(path).error().message, path + " is a link that leads nowhere");
    EXPECT_EQ(read_stored(directory.path()).error().kind, ErrorKind::config);
}

TEST(ConfigStore, WhatFailsLeavesTheOldAlone) {
    const TemporaryDirectory directory;
    NoRename files;
    const auto path = directory.file("config.toml", "old\n");
    const auto changed = change(files, path, "new\n");
    ASSERT_FALSE(changed);
    EXPECT_TRUE(changed.error().message.starts_with("cannot write " + path)) << changed.error().message;
    EXPECT_EQ(text_of(path), "old\n");
    EXPECT_EQ(entries_in(directory.path()), 1U);
}

TEST(ConfigStore, SecretsAreTheOwnersAlone) {
    const TemporaryDirectory directory;
    SystemFileOps files;
    const auto path = secret_path(directory.path() + "/config.toml", "work");
    EXPECT_EQ(path, directory.path() + "/secrets/work");
    auto first = ready_secret(files, path, "top").value();
    EXPECT_EQ(text_of(path), "none");
    ASSERT_TRUE(first.add());
    first.keep();
    EXPECT_EQ(text_of(path), "top\n");
    ASSERT_TRUE(ready_secret(files, path, "other").value().replace());
    EXPECT_EQ(text_of(path), "other\n");
    EXPECT_EQ(mode_of(path), 0600U);
    EXPECT_EQ(mode_of(directory.path() + "/secrets"), 0700U);
}

TEST(ConfigStore, WhatIsAddedOverwritesNothingAndGoesUnlessItIsKept) {
    const TemporaryDirectory directory;
    SystemFileOps files;
    const auto path = directory.path() + "/secrets/work";
    {
        auto ready = ready_secret(files, path, "top").value();
        ASSERT_TRUE(ready.add());
        EXPECT_EQ(text_of(path), "top\n");
        const auto again = ready_secret(files, path, "other").value().add();
        ASSERT_FALSE(again);
        EXPECT_EQ(again.error().message, path + " is there already, and is not overwritten");
        EXPECT_EQ(text_of(path), "top\n");
    }
    EXPECT_EQ(entries_in(directory.path() + "/secrets"), 0U);
}

TEST(ConfigStore, SecretsOfOneNameAreNumbered) {
    EXPECT_EQ(secret_path("/c/c.toml", "work", 2), "/c/secrets/work-2");
    EXPECT_TRUE(is_secret_path("/c/secrets/work", "/c/c.toml", "work"));
    EXPECT_TRUE(is_secret_path("/c/secrets/work-12", "/c/c.toml", "work"));
    EXPECT_FALSE(is_secret_path("/c/secrets/work-", "/c/c.toml", "work"));
    EXPECT_FALSE(is_secret_path("/c/secrets/work-x", "/c/c.toml", "work"));
    EXPECT_FALSE(is_secret_path("/d/secrets/work", "/c/c.toml", "work"));
}

TEST(ConfigStore, NamesOfSecretsStayInTheirDirectory) {
    EXPECT_EQ(secret_path("c.toml", "ann@example.org"), "./secrets/ann@example.org");
    EXPECT_EQ(secret_path("/c.toml", "../../etc/x"), "//secrets/%2E.%2F..%2Fetc%2Fx");
    EXPECT_EQ(secret_path("/c.toml", "."), "//secrets/%2E");
    EXPECT_EQ(secret_path("/c.toml", "a b"), "//secrets/a%20b");
}

} // namespace posthaste::app
