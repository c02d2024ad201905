// SPDX-License-Identifier: MIT
// Where bytes come from and go to. Pull for sources, push for sinks; both may fail half-way, so neither commits
// anything when destroyed.
#pragma once

#include <posthaste/base/error.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace posthaste {

class ByteSource {
  public:
    virtual ~ByteSource() = default;
    // Up to buffer.size() bytes; 0 is the end.
    virtual Result<std::size_t> read(std::span<char> buffer) = 0;
};

class ByteSink {
  public:
    virtual ~ByteSink() = default;
    virtual Status write(std::string_view bytes) = 0;
};

// Reads a descriptor it does not own. name is what an error calls it.
class FdSource final : public ByteSource {
  public:
    FdSource(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}
    Result<std::size_t> read(std::span<char> buffer) override;

  private:
    int fd_;
    std::string name_;
};

// text must outlive the source. step: the most one read gives, so that tests can cut the input anywhere.
class MemorySource final : public ByteSource {
  public:
    explicit MemorySource(std::string_view text, std::size_t step = static_cast<std::size_t>(-1))
        : text_(text), step_(step) {}
    Result<std::size_t> read(std::span<char> buffer) override;

  private:
    std::string_view text_;
    std::size_t step_;
};

// Writes to a descriptor it does not own.
class FdSink final : public ByteSink {
  public:
    FdSink(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}
    Status write(std::string_view bytes) override;

  private:
    int fd_;
    std::string name_;
};

class StringSink final : public ByteSink {
  public:
    Status write(std::string_view bytes) override {
        text.append(bytes);
        return {};
    }
    std::string text;
};

} // namespace posthaste
