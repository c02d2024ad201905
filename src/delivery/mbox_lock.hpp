// SPDX-License-Identifier: MIT
// The two locks on an mbox that other programs honour. Both are tried without blocking, within one bounded wait, so
// that neither a dead reader nor two programs that lock in different order can hold a sender for ever.
#pragma once

#include <posthaste/base/file_ops.hpp>

#include <chrono>
#include <string>

namespace posthaste::delivery {

// PATH.lock, created exclusively; one older than five minutes is taken for stale and removed. Where the directory is
// not ours to write in, there is no dot lock and fcntl has to do.
class DotLock {
  public:
    DotLock(FileOps& files, const std::string& mbox_path) : files_(files), path_(mbox_path + ".lock") {}
    ~DotLock();
    DotLock(const DotLock&) = delete;
    DotLock& operator=(const DotLock&) = delete;

    // ErrorKind::timeout when another holds it throughout the wait.
    [[nodiscard]] Status acquire(std::chrono::milliseconds wait);

  private:
    [[nodiscard]] Result<bool> try_once();

    FileOps& files_;
    std::string path_;
    bool held_ = false;
};

// A write lock on the whole file, let go when the descriptor is closed.
[[nodiscard]] Status lock_with_fcntl(int fd, const std::string& path, std::chrono::milliseconds wait);

} // namespace posthaste::delivery
