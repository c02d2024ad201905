// SPDX-License-Identifier: MIT
// Where a message is written to before it is sent. The queue's file system comes first, so that the message can be kept
// without a copy; where that is full the message moves on, and can still be sent.
#pragma once

#include <posthaste/base/byte_source.hpp>
#include <posthaste/base/fd.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace posthaste::app {

class DraftFile final : public ByteSink {
  public:
    // directories: in the order in which they are tried. what: begins the messages about errors.
    [[nodiscard]] static Result<DraftFile> make(std::vector<std::string> directories, std::string what);
    // An error: there is room in none of them.
    Status write(std::string_view bytes) override;
    [[nodiscard]] Fd take() && { return std::move(file_); }

  private:
    DraftFile(std::vector<std::string> directories, std::string what)
        : directories_(std::move(directories)), what_(std::move(what)) {}
    [[nodiscard]] Status open_next();
    [[nodiscard]] Status move_on();

    std::vector<std::string> directories_; // that are left
    std::string what_;
    Fd file_;
    std::uint64_t size_bytes_ = 0; // that were written whole
};

} // namespace posthaste::app
