// SPDX-License-Identifier: MIT
// The boundaries of the multiparts that are open, and the lines they delimit (RFC 2046 section 5.1.1).
#pragma once

#include "line_reader.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::mail {

struct Delimiter {
    std::size_t level = 0; // which of the open multiparts it belongs to
    bool closes = false;
    std::string line; // as it stands, with CRLF
};

class Boundaries {
  public:
    static constexpr std::size_t max_depth = 100;

    [[nodiscard]] std::size_t depth() const noexcept { return open_.size(); }
    [[nodiscard]] bool digest(std::size_t level) const noexcept { return open_[level].digest; }
    // Neither its delimiters nor its close delimiter can be mistaken for those of another that is open.
    [[nodiscard]] bool can_open(std::string_view boundary) const noexcept;
    void open(std::string_view boundary, bool digest);
    void close_down_to(std::size_t depth) { open_.resize(depth); }

    // A whole line that is a boundary, maybe "--", and padding. Any of the open multiparts may have it: the delimiter
    // of an outer one ends what is inside.
    [[nodiscard]] std::optional<Delimiter> match(const LinePiece& piece) const;
    // The line begins like a delimiter and goes on otherwise. RFC 2046 would have it be one, most readers would not.
    [[nodiscard]] bool doubtful(const LinePiece& piece) const;

  private:
    struct Open {
        std::string dashed; // "--" and the boundary
        bool digest;        // multipart/digest: its parts are messages by default (RFC 2046 section 5.1.5)
    };
    std::vector<Open> open_;
};

} // namespace posthaste::mail
