// SPDX-License-Identifier: MIT
// What local delivery is tested with: a directory, messages, and file operations that fail when told to.
#pragma once

#include <posthaste/base/clock.hpp>
#include <posthaste/base/file_ops.hpp>
#include <posthaste/base/io.hpp>
#include <posthaste/base/random.hpp>
#include <posthaste/mail/prepared_message.hpp>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <sys/mman.h>
#include <vector>

namespace posthaste::delivery {

class LocalClock final : public Clock {
  public:
    std::chrono::system_clock::time_point now() const override {
        return std::chrono::sys_days{std::chrono::year{2026} / 11 / 2} + std::chrono::seconds{3661};
    }
    std::chrono::minutes utc_offset(std::chrono::system_clock::time_point) const override {
        return std::chrono::minutes{60};
    }
};
constexpr const char* local_clock_seconds = "1793581261";

class LocalIds final : public IdSource {
  public:
    std::string unique_id() override { return fmt::format("id{}", ++count_); }

  private:
    int count_ = 0;
};

class LocalDirectory {
  public:
    LocalDirectory() {
        std::string name = ::testing::TempDir() + "/posthaste-XXXXXX";
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        path_ = name;
    }
    ~LocalDirectory() { std::filesystem::remove_all(path_); }
    LocalDirectory(const LocalDirectory&) = delete;
    LocalDirectory& operator=(const LocalDirectory&) = delete;

    [[nodiscard]] std::string path(const std::string& name) const { return path_ + "/" + name; }
    [[nodiscard]] const std::string& path() const { return path_; }
    std::string file(const std::string& name, const std::string& text) const {
        std::ofstream(path(name), std::ios::binary) << text;
        return path(name);
    }
    [[nodiscard]] std::string text(const std::string& name) const {
        std::ostringstream text;
        text << std::ifstream(path(name), std::ios::binary).rdbuf();
        return text.str();
    }
    [[nodiscard]] std::vector<std::string> names(const std::string& directory) const {
        std::vector<std::string> found;
        if (!std::filesystem::exists(path(directory)))
            return found;
        for (const auto& entry : std::filesystem::directory_iterator(path(directory)))
            found.push_back(entry.path().filename());
        return found;
    }

  private:
    std::string path_;
};

inline mail::PreparedMessage local_message(const std::string& content, std::vector<std::string> recipients = {"ann"}) {
    mail::PreparedMessage message;
    message.envelope.sender = mail::Address::parse("sender@a.test").value();
    for (const auto& recipient : recipients)
        message.envelope.recipients.push_back(mail::Address::parse(recipient).value());
    message.content = Fd{::memfd_create("content", MFD_CLOEXEC)};
    EXPECT_TRUE(write_all(message.content.get(), content));
    message.facts.size_bytes = content.size();
    return message;
}

// Fails the call with that number (from 1) and does nothing then; the others are real. Failing a write leaves half of
// it in the file.
class FailingFileOps final : public FileOps {
  public:
    explicit FailingFileOps(int fail_at = 0, int os_errno = EIO) : fail_at_(fail_at), os_errno_(os_errno) {}
    // From now on every call that begins so fails as well.
    void break_calls(std::string broken) { broken_ = std::move(broken); }
    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] const std::vector<std::string>& calls() const { return calls_; }

    Result<Fd> open(const std::string& path, int flags, mode_t mode) override {
        PH_TRY(count("open " + path));
        return real_.open(path, flags, mode);
    }
    Status write(int fd, std::string_view bytes) override {
        auto counted = count("write");
        if (!counted) {
            EXPECT_TRUE(real_.write(fd, bytes.substr(0, bytes.size() / 2)));
            return counted;
        }
        return real_.write(fd, bytes);
    }
    Status sync(int fd) override {
        return counted("sync", [&] { return real_.sync(fd); });
    }
    Status close(Fd fd) override {
        return counted("close", [&] { return real_.close(std::move(fd)); });
    }
    Status sync_directory(const std::string& path) override {
        return counted("sync_directory " + path, [&] { return real_.sync_directory(path); });
    }
    Status make_directory(const std::string& path, mode_t mode) override {
        return counted("make_directory " + path, [&] { return real_.make_directory(path, mode); });
    }
    Status link(const std::string& from, const std::string& to) override {
        return counted("link " + to, [&] { return real_.link(from, to); });
    }
    Status rename(const std::string& from, const std::string& to) override {
        return counted("rename " + to, [&] { return real_.rename(from, to); });
    }
    Status unlink(const std::string& path) override {
        return counted("unlink " + path, [&] { return real_.unlink(path); });
    }
    Status truncate(int fd, off_t length) override {
        return counted("truncate", [&] { return real_.truncate(fd, length); });
    }
    Result<struct stat> status(int fd) override {
        PH_TRY(count("status"));
        return real_.status(fd);
    }
    Status write_at(int fd, std::uint64_t offset, std::string_view bytes) override {
        return counted("write_at", [&] { return real_.write_at(fd, offset, bytes); });
    }
    Status link_unnamed(int fd, const std::string& to) override {
        return counted("link_unnamed " + to, [&] { return real_.link_unnamed(fd, to); });
    }
    Result<bool> lock(int fd) override {
        PH_TRY(count("lock"));
        return real_.lock(fd);
    }
    Result<struct stat> status_of(const std::string& path) override {
        PH_TRY(count("status_of " + path));
        return real_.status_of(path);
    }
    Result<std::vector<std::string>> names(const std::string& directory) override {
        PH_TRY(count("names " + directory));
        return real_.names(directory);
    }

  private:
    Status count(std::string call) {
        calls_.push_back(std::move(call));
        const bool broken = !broken_.empty() && calls_.back().starts_with(broken_);
        if (static_cast<int>(calls_.size()) != fail_at_ && !broken)
            return {};
        failed_ = true;
        return fail_errno(ErrorKind::io, "injected", os_errno_);
    }
    template <typename Call> Status counted(std::string name, Call call) {
        PH_TRY(count(std::move(name)));
        return call();
    }

    SystemFileOps real_;
    int fail_at_, os_errno_;
    bool failed_ = false;
    std::string broken_;
    std::vector<std::string> calls_;
};

} // namespace posthaste::delivery
