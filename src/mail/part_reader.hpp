// SPDX-License-Identifier: MIT
// A message read from its front to its end as headers, contents and delimiter lines.
#pragma once

#include "boundaries.hpp"
#include "content_writer.hpp"
#include "line_reader.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace posthaste::mail {

enum class HeaderEnd : std::uint8_t {
    blank_line,
    no_field, // a line that is none, without a blank line before it: content begins with it
    part_end, // a delimiter, or the end of the file
};

struct PartHeader {
    std::string bytes; // whole lines, without the blank one
    HeaderEnd end = HeaderEnd::blank_line;
};

struct Content {
    ContentFacts facts;
    ByteRange range;       // without the line end that belongs to the delimiter (RFC 2046 section 5.1.1)
    bool line_end = false; // there is such a one
    bool doubtful = false; // a line looks like a delimiter to some readers
};

class PartReader {
  public:
    PartReader(int fd, std::uint64_t end) : lines_(fd, end) {}

    Result<PartHeader> header();
    Result<Content> content();
    // The next line is a delimiter: after header() with HeaderEnd::part_end, and after content(). nullopt: the end.
    [[nodiscard]] std::optional<Delimiter> take_delimiter();
    [[nodiscard]] Boundaries& boundaries() noexcept { return boundaries_; }

  private:
    LineReader lines_;
    Boundaries boundaries_;
    std::optional<Delimiter> delimiter_;
};

} // namespace posthaste::mail
