// SPDX-License-Identifier: MIT
// What the queue is tested with: a directory of its own, a clock that is set by hand, names in order, messages.
#pragma once

#include <posthaste/base/io.hpp>
#include <posthaste/spool/queue.hpp>

#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace posthaste::spool {

class ManualClock final : public Clock {
  public:
    std::chrono::system_clock::time_point now() const override { return at; }
    std::chrono::minutes utc_offset(std::chrono::system_clock::time_point) const override {
        return std::chrono::minutes{0};
    }
    std::chrono::system_clock::time_point at =
        std::chrono::sys_days{std::chrono::year{2026} / 11 / 25} + std::chrono::hours{12};
};

class CountingIds final : public IdSource {
  public:
    std::string unique_id() override {
        std::string id(26, '2');
        auto left = ++count_;
        for (std::size_t i = 7; i-- > 0; left /= 10)
            id[i] = static_cast<char>('a' + (left % 10));
        return id;
    }

  private:
    unsigned count_ = 0;
};

class SpoolDirectory {
  public:
    explicit SpoolDirectory(const std::string& parent = ::testing::TempDir()) {
        std::string name = parent + "/posthaste-spool-XXXXXX";
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        path_ = name;
    }
    ~SpoolDirectory() { std::filesystem::remove_all(path_); }
    SpoolDirectory(const SpoolDirectory&) = delete;
    SpoolDirectory& operator=(const SpoolDirectory&) = delete;
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::string queue() const { return path_ + "/state/queue"; }

  private:
    std::string path_;
};

inline mail::Address address(const std::string& text) { return mail::Address::parse(text).value(); }

inline Entry entry_of(const std::string& content, const std::vector<std::string>& recipients) {
    Entry entry;
    entry.route = "work";
    entry.settings = {{"account", "work"}};
    entry.domain = "a.test";
    entry.envelope.sender = address("ann@a.test");
    for (const auto& recipient : recipients)
        entry.envelope.recipients.push_back(address(recipient));
    entry.facts.size_bytes = content.size();
    entry.facts.header_bytes = content.find("\r\n\r\n") + 4;
    return entry;
}

// In an unnamed file below directory, as a draft is.
inline Fd content_in(const std::string& directory, const std::string& content) {
    std::filesystem::create_directories(directory);
    Fd file{::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)};
    EXPECT_TRUE(file.valid());
    EXPECT_TRUE(write_all(file.get(), content));
    return file;
}

} // namespace posthaste::spool
