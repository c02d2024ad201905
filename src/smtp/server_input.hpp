// SPDX-License-Identifier: MIT
// What a client has sent and the session has not yet taken: at most one line that is not whole and one receive().
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace posthaste::smtp {

class ServerInput {
  public:
    struct Line {
        enum class State : std::uint8_t { none, whole, too_long } state;
        std::string_view text; // whole: without CRLF or LF; valid until append()
    };

    void append(std::string_view bytes);
    void end() noexcept { ended_ = true; }
    [[nodiscard]] bool ended() const noexcept { return ended_; }

    // Takes a line. Of one that is too long nothing is kept, and it is told of when its end has come.
    Line take_line(std::size_t max_bytes);
    [[nodiscard]] bool at_line_start() const noexcept { return !swallowing_; } // where rest() is, when lines are read
    [[nodiscard]] std::string_view rest() const noexcept { return std::string_view(bytes_).substr(taken_); }
    void take(std::size_t count) noexcept { taken_ += count; }
    // Overwrites what was taken: there was a password in it.
    void wipe_taken() noexcept;

  private:
    std::string bytes_;
    std::size_t taken_ = 0;
    std::size_t searched_ = 0; // of rest(): no LF is there
    bool swallowing_ = false;  // inside a line that is too long
    bool ended_ = false;
};

} // namespace posthaste::smtp
