// SPDX-License-Identifier: MIT
// The files that a command line names for a message.
#pragma once

#include <posthaste/base/byte_source.hpp>
#include <posthaste/base/error.hpp>
#include <posthaste/base/fd.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace posthaste::app {

struct InputFile {
    Fd file;
    std::string name;                        // for errors
    std::optional<std::uint64_t> size_bytes; // of a regular file
};

// "-" is stdin. ErrorKind::no_input naming a file that is missing, unreadable or a directory.
[[nodiscard]] Result<InputFile> open_input(const std::string& path);

// A file that it does not own, of which it gives so many octets and no more: a pipe need never end. ErrorKind::no_input
// where more come.
class LimitedSource final : public ByteSource {
  public:
    LimitedSource(int fd, const std::string& name, std::uint64_t limit_bytes)
        : file_(fd, name), name_(name), limit_bytes_(limit_bytes) {}
    Result<std::size_t> read(std::span<char> buffer) override;

  private:
    FdSource file_;
    std::string name_;
    std::uint64_t limit_bytes_, taken_ = 0;
};

} // namespace posthaste::app
