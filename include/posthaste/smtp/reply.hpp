// SPDX-License-Identifier: MIT
// A server's reply (RFC 5321 section 4.2) and the parser that finds replies in a stream of bytes.
#pragma once

#include <posthaste/base/error.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::smtp {

struct EnhancedCode { // RFC 2034, 3463
    int klass, subject, detail;
    [[nodiscard]] std::string text() const; // "5.1.1"
};

struct Reply {
    int code = 0;                         // 200 to 599
    std::vector<std::string> lines;       // text after the code of each line, raw (not made printable), bounded
    std::optional<EnhancedCode> enhanced; // of the first line, when its class fits the code

    // Replies decide by their first digit (RFC 5321 4.2.1, 4.3.2).
    [[nodiscard]] bool positive() const noexcept { return code / 100 == 2; }
    [[nodiscard]] bool intermediate() const noexcept { return code / 100 == 3; }
    [[nodiscard]] bool challenge() const noexcept { return code == 334; } // RFC 4954 section 4: of AUTH alone
    [[nodiscard]] bool transient() const noexcept { return code / 100 == 4; }
    [[nodiscard]] bool permanent() const noexcept { return code / 100 == 5; }
    [[nodiscard]] std::string text() const; // "550 5.1.1 no such user", lines joined by " / ", raw, at most 2,000 bytes
};

// Takes bytes cut anywhere. Bounded: a line of over 64 KiB or more than 12,000 lines is a protocol error, and what is
// kept of a reply's text is at most 4 KiB (the codes still count), since every recipient may get a copy.
class ReplyParser {
  public:
    // Whether what comes is to be read by us and not by people, as the answer to EHLO is: then 256 KiB are kept.
    void expect_long(bool expected) noexcept { long_ = expected; }
    // Consumes a prefix of bytes: up to and including one whole reply (given back), or all of it (nullopt).
    // ErrorKind::protocol: not three digits 2..5, codes that differ between lines, NUL, a line over the limit.
    Result<std::optional<Reply>> feed(std::string_view& bytes);
    [[nodiscard]] bool idle() const noexcept { return line_.empty() && !started_; } // nothing half-read

  private:
    Status take_line();

    std::string line_;
    Reply reply_;
    bool started_ = false;
    bool complete_ = false;
    bool long_ = false;
    std::size_t line_count_ = 0;
    std::size_t kept_bytes_ = 0;
};

} // namespace posthaste::smtp
