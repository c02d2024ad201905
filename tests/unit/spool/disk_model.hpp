// SPDX-License-Identifier: MIT
// What a disk would hold if the power were cut now, for files below one directory: a file's octets are safe when it was
// synced, a name when its directory was. What was written since may be there or not, names and sectors each for itself;
// only a rename's old name does not vanish before the new one is there.
#pragma once

#include <posthaste/base/fd.hpp>
#include <posthaste/base/io.hpp>

#include <algorithm>
#include <fcntl.h>
#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace posthaste::spool {

enum class Left : std::uint8_t { synced, written, part };

class DiskModel {
  public:
    using Random = std::minstd_rand;

    explicit DiskModel(std::string root) : root_(std::move(root)) {}

    // path has a name that it had not. Returns what a rename's other half needs.
    unsigned added(const std::string& path) {
        struct stat info{};
        if (::lstat(path.c_str(), &info) != 0)
            return 0;
        const ino_t file = S_ISDIR(info.st_mode) ? 0 : info.st_ino;
        hold(file, path);
        return change(path, file, true, 0);
    }
    void removed(const std::string& path, unsigned needs = 0) { change(path, 0, false, needs); }
    void synced(int fd) {
        struct stat info{};
        if (::fstat(fd, &info) == 0)
            bytes_[info.st_ino] = bytes_of(fd);
    }
    // A name that was given up belongs to a new file: nothing of it is safe.
    void created(int fd) {
        struct stat info{};
        if (::fstat(fd, &info) == 0)
            bytes_.erase(info.st_ino);
    }
    void synced_directory(const std::string& path) {
        const auto directory = inside(path);
        for (const auto& pending : changes_)
            if (pending.directory == directory)
                make(names_, pending);
        std::erase_if(changes_, [&](const auto& pending) { return pending.directory == directory; });
    }

    // Makes in target, an empty directory, what is left.
    void restore(const std::string& target, Left left, Random& random) const {
        auto names = names_;
        std::vector<unsigned> lost;
        for (const auto& pending : changes_) {
            const bool kept = left == Left::written || (left == Left::part && random() % 2 == 0);
            if (kept && std::ranges::find(lost, pending.needs) == lost.end())
                make(names, pending);
            else
                lost.push_back(pending.number);
        }
        std::map<ino_t, std::string> done;
        restore_directory(names, "", target, left, random, done);
    }

  private:
    struct Change {
        unsigned number, needs;
        std::string directory, name;
        ino_t file; // 0: a directory
        bool added;
    };
    using Names = std::map<std::string, std::map<std::string, ino_t>>;

    [[nodiscard]] std::string inside(const std::string& path) const {
        return path.starts_with(root_) ? path.substr(root_.size()) : "outside";
    }
    static void make(Names& names, const Change& change) {
        if (change.added)
            names[change.directory][change.name] = change.file;
        else
            names[change.directory].erase(change.name);
    }
    unsigned change(const std::string& path, ino_t file, bool added, unsigned needs) {
        const auto whole = inside(path);
        const auto slash = whole.rfind('/');
        changes_.push_back({++count_, needs, whole.substr(0, slash), whole.substr(slash + 1), file, added});
        return count_;
    }
    // So that its number is not another's as long as we remember it.
    void hold(ino_t file, const std::string& path) {
        if (file != 0 && !held_.contains(file))
            held_[file] = Fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
    }
    static std::string bytes_of(int fd) {
        std::string bytes;
        std::string window(65536, '\0');
        while (const auto count = pread_some(fd, std::span(window), bytes.size()).value_or(0))
            bytes.append(window, 0, count);
        return bytes;
    }
    static std::string mixed(const std::string& old, const std::string& fresh, Random& random) {
        constexpr std::size_t smallest = 16;
        const std::size_t sector = smallest << (random() % 6);
        const auto least = std::min(old.size(), fresh.size());
        const auto most = std::max(old.size(), fresh.size());
        const std::size_t sizes[] = {old.size(), fresh.size(), least + random() % (most - least + 1)};
        std::string bytes(most, '\0');
        for (std::size_t at = 0; at < most; at += sector) {
            const auto& from = random() % 2 == 0 ? old : fresh;
            if (at < from.size())
                bytes.replace(at, std::min(sector, from.size() - at), from, at, sector);
        }
        bytes.resize(sizes[random() % 3]);
        return bytes;
    }
    [[nodiscard]] std::string bytes_left(ino_t file, Left left, Random& random) const {
        const auto safe = bytes_.find(file);
        const auto old = safe == bytes_.end() ? std::string{} : safe->second;
        if (left == Left::synced)
            return old;
        const auto fresh = bytes_of(held_.at(file).get());
        return left == Left::written ? fresh : mixed(old, fresh, random);
    }
    void restore_directory(const Names& names, const std::string& directory, const std::string& target, Left left,
                           Random& random, std::map<ino_t, std::string>& done) const {
        const auto found = names.find(directory);
        if (found == names.end())
            return;
        for (const auto& [name, file] : found->second) {
            const auto path = target + "/" + name;
            if (file == 0) {
                ASSERT_EQ(::mkdir(path.c_str(), 0700), 0);
                restore_directory(names, directory + "/" + name, path, left, random, done);
            } else if (const auto other = done.find(file); other != done.end()) {
                ASSERT_EQ(::link(other->second.c_str(), path.c_str()), 0);
            } else {
                const Fd fd{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
                ASSERT_TRUE(write_all(fd.get(), bytes_left(file, left, random)));
                done[file] = path;
            }
        }
    }

    std::string root_;
    Names names_; // safe ones, by directory
    std::vector<Change> changes_;
    std::map<ino_t, std::string> bytes_; // safe ones
    std::map<ino_t, Fd> held_;
    unsigned count_ = 0;
};

} // namespace posthaste::spool
