// SPDX-License-Identifier: MIT
// File operations on a real directory that fail, or end for good, at a given one. Nothing is really synced: the model
// knows what would be safe.
#pragma once

#include "disk_model.hpp"

#include <posthaste/base/file_ops.hpp>

#include <array>
#include <cerrno>
#include <fmt/format.h>
#include <set>

namespace posthaste::spool {

enum class Op : std::uint8_t {
    open,
    write,
    sync,
    close,
    sync_directory,
    make_directory,
    link,
    link_unnamed,
    rename,
    unlink,
    truncate,
    lock,
    status,
    names
};

// What an operation may fail with.
struct OpErrors {
    Op op;
    std::vector<int> errors;
};
inline const std::array op_errors{
    OpErrors{Op::open, {ENOSPC, EDQUOT, EIO, EROFS, EMFILE, EACCES}},
    OpErrors{Op::write, {ENOSPC, EDQUOT, EIO}},
    OpErrors{Op::sync, {ENOSPC, EDQUOT, EIO}},
    OpErrors{Op::close, {ENOSPC, EDQUOT, EIO}},
    OpErrors{Op::sync_directory, {EIO, EMFILE, EACCES}},
    OpErrors{Op::make_directory, {ENOSPC, EDQUOT, EIO, EROFS, EACCES}},
    OpErrors{Op::link, {ENOSPC, EDQUOT, EIO, EROFS, EACCES}},
    OpErrors{Op::link_unnamed, {ENOSPC, EDQUOT, EIO, EROFS, EACCES, EXDEV, ENOENT}},
    OpErrors{Op::rename, {ENOSPC, EDQUOT, EIO, EROFS, EACCES}},
    OpErrors{Op::unlink, {EIO, EROFS, EACCES}},
    OpErrors{Op::truncate, {EIO, ENOSPC}},
    OpErrors{Op::lock, {ENOLCK, EIO}},
    OpErrors{Op::status, {EIO, EACCES}},
    OpErrors{Op::names, {EIO, EMFILE, EACCES}},
};

inline bool may_fail(Op op, int error) {
    const auto& errors = std::ranges::find(op_errors, op, &OpErrors::op)->errors;
    return std::ranges::find(errors, error) != errors.end();
}

class PowerCutFileOps final : public FileOps {
  public:
    explicit PowerCutFileOps(std::string root) : model(std::move(root)) {}

    DiskModel model;
    std::vector<Op> done;           // all that were asked for, in order
    std::vector<Op> before_restart; // the same, of the time before the first one
    bool names_drafts = true;       // files without a name can get one
    std::set<Op> failed;            // as told by fail_at()

    // Forgets what was done; nothing fails any more.
    void calm() {
        done.clear();
        failed.clear();
        fail_at_ = cut_at_ = 0;
    }
    // The operation of that number (from 1), or each from it on.
    void fail_at(unsigned number, int error, bool ever_after) {
        fail_at_ = number;
        error_ = error;
        ever_after_ = ever_after;
    }
    // After so many operations nothing happens any more; a write that would come next is done by half.
    void cut_after(unsigned number) {
        cut_ = true;
        cut_at_ = number;
    }
    void restart() {
        if (before_restart.empty())
            before_restart = done;
        cut_ = false;
        calm();
    }

    Result<Fd> open(const std::string& path, int flags, mode_t mode) override {
        PH_TRY(step(Op::open, path));
        auto file = real_.open(path, flags, mode);
        if (file && (flags & O_CREAT) != 0) {
            model.created(file->get());
            model.added(path);
        }
        return file;
    }
    Status write(int fd, std::string_view bytes) override {
        if (auto stopped = step(Op::write, ""); !stopped) {
            if (half())
                (void)real_.write(fd, bytes.substr(0, bytes.size() / 2));
            return stopped;
        }
        return real_.write(fd, bytes);
    }
    Status write_at(int fd, std::uint64_t offset, std::string_view bytes) override {
        if (auto stopped = step(Op::write, ""); !stopped) {
            if (half())
                (void)real_.write_at(fd, offset, bytes.substr(0, bytes.size() / 2));
            return stopped;
        }
        return real_.write_at(fd, offset, bytes);
    }
    Status sync(int fd) override {
        PH_TRY(step(Op::sync, ""));
        model.synced(fd);
        return {};
    }
    Status close(Fd fd) override {
        PH_TRY(step(Op::close, ""));
        return real_.close(std::move(fd));
    }
    Status sync_directory(const std::string& path) override {
        PH_TRY(step(Op::sync_directory, path));
        PH_TRY(real_.open(path, O_RDONLY | O_DIRECTORY, 0));
        model.synced_directory(path);
        return {};
    }
    Status make_directory(const std::string& path, mode_t mode) override {
        PH_TRY(step(Op::make_directory, path));
        const bool fresh = !std::filesystem::exists(path);
        PH_TRY(real_.make_directory(path, mode));
        if (fresh)
            model.added(path);
        return {};
    }
    Status link(const std::string& from, const std::string& to) override {
        PH_TRY(step(Op::link, to));
        PH_TRY(real_.link(from, to));
        model.added(to);
        return {};
    }
    Status link_unnamed(int fd, const std::string& to) override {
        PH_TRY(step(Op::link_unnamed, to));
        if (!names_drafts)
            return fail_errno(ErrorKind::io, "the draft is on another file system", EXDEV);
        PH_TRY(real_.link_unnamed(fd, to));
        model.added(to);
        return {};
    }
    Status rename(const std::string& from, const std::string& to) override {
        PH_TRY(step(Op::rename, to));
        PH_TRY(real_.rename(from, to));
        if (!std::filesystem::exists(std::filesystem::symlink_status(from))) // else both are the same file
            model.removed(from, model.added(to));
        return {};
    }
    Status unlink(const std::string& path) override {
        PH_TRY(step(Op::unlink, path));
        PH_TRY(real_.unlink(path));
        model.removed(path);
        return {};
    }
    Status truncate(int fd, off_t length) override {
        PH_TRY(step(Op::truncate, ""));
        return real_.truncate(fd, length);
    }
    Result<struct stat> status(int fd) override {
        PH_TRY(step(Op::status, ""));
        return real_.status(fd);
    }
    Result<bool> lock(int fd) override {
        PH_TRY(step(Op::lock, ""));
        return real_.lock(fd);
    }
    Result<struct stat> status_of(const std::string& path) override {
        PH_TRY(step(Op::status, path));
        return real_.status_of(path);
    }
    Result<std::vector<std::string>> names(const std::string& directory) override {
        PH_TRY(step(Op::names, directory));
        return real_.names(directory);
    }

  private:
    [[nodiscard]] bool half() const { return !cut_ || done.size() == cut_at_ + 1; }
    Status step(Op op, const std::string& what) {
        done.push_back(op);
        if (cut_ && done.size() > cut_at_)
            return fail_errno(ErrorKind::io, "the power is off", EIO);
        const bool fails = fail_at_ != 0 && (ever_after_ ? done.size() >= fail_at_ : done.size() == fail_at_);
        if (!fails || !may_fail(op, error_))
            return {};
        failed.insert(op);
        return fail_errno(ErrorKind::io, fmt::format("made to fail: {}", what), error_);
    }

    SystemFileOps real_;
    unsigned fail_at_ = 0;
    int error_ = 0;
    bool ever_after_ = false;
    bool cut_ = false;
    unsigned cut_at_ = 0;
};

} // namespace posthaste::spool
