// SPDX-License-Identifier: MIT
// The file operations that durable storage is made of, as a seam: tests fail or cut the power at any of them.
// Reading what is not durable goes through base/io.hpp instead. Errors keep their errno.
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/base/fd.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <sys/types.h>
#include <vector>

namespace posthaste {

class FileOps {
  public:
    virtual ~FileOps() = default;
    virtual Result<Fd> open(const std::string& path, int flags, mode_t mode) = 0; // O_CLOEXEC is added
    virtual Status write(int fd, std::string_view bytes) = 0;
    virtual Status sync(int fd) = 0;
    virtual Status close(Fd fd) = 0; // reports what close(2) reports
    virtual Status sync_directory(const std::string& path) = 0;
    virtual Status make_directory(const std::string& path, mode_t mode) = 0; // an existing directory is no error
    virtual Status link(const std::string& from, const std::string& to) = 0; // EEXIST when `to` exists
    virtual Status rename(const std::string& from, const std::string& to) = 0;
    virtual Status unlink(const std::string& path) = 0;
    virtual Status truncate(int fd, off_t length) = 0;
    virtual Result<struct stat> status(int fd) = 0;
    virtual Status write_at(int fd, std::uint64_t offset, std::string_view bytes) = 0; // the file's position stays
    // A name for a file that has none (O_TMPFILE). EEXIST when `to` exists; any other errno: try another way.
    virtual Status link_unnamed(int fd, const std::string& to) = 0;
    virtual Result<bool> lock(int fd) = 0; // flock(2), exclusive, without waiting: false when another holds it
    virtual Result<struct stat> status_of(const std::string& path) = 0; // of a link, not of what it leads to
    virtual Result<std::vector<std::string>> names(const std::string& directory) = 0; // without . and .., in no order
};

class SystemFileOps final : public FileOps {
  public:
    Result<Fd> open(const std::string& path, int flags, mode_t mode) override;
    Status write(int fd, std::string_view bytes) override;
    Status sync(int fd) override;
    Status close(Fd fd) override;
    Status sync_directory(const std::string& path) override;
    Status make_directory(const std::string& path, mode_t mode) override;
    Status link(const std::string& from, const std::string& to) override;
    Status rename(const std::string& from, const std::string& to) override;
    Status unlink(const std::string& path) override;
    Status truncate(int fd, off_t length) override;
    Result<struct stat> status(int fd) override;
    Status write_at(int fd, std::uint64_t offset, std::string_view bytes) override;
    Status link_unnamed(int fd, const std::string& to) override;
    Result<bool> lock(int fd) override;
    Result<struct stat> status_of(const std::string& path) override;
    Result<std::vector<std::string>> names(const std::string& directory) override;
};

} // namespace posthaste
