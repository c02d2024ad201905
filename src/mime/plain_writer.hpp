// SPDX-License-Identifier: MIT
// Plain text out of running text with blocks: white space is collapsed, line and paragraph breaks come where they are
// due and no sooner, quotations and lists are indented.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::mime {

class PlainWriter {
  public:
    enum class Level : std::uint8_t { quotation, bullets, numbers };

    void text(std::string_view utf8);     // white space in it is as good as one space
    void verbatim(std::string_view utf8); // of <pre>: white space stays
    void insert(std::string_view word);   // as it is

    void end_line();      // the next text begins a line
    void end_paragraph(); // a blank line comes before the next text
    void skip_line();     // <br>: one more line end, but never two blank lines

    // Further levels than are of use are taken and not shown.
    void open(Level level);
    void close(Level level); // the innermost, if it is of that kind
    void begin_item();       // of the innermost list

    void begin_row();
    void begin_cell();
    void end_row();

    [[nodiscard]] std::string take(); // the whole text

  private:
    struct OpenLevel {
        Level level;
        std::size_t items = 0;
    };

    void put(std::string_view bytes);
    void begin_text();
    void leave_row();
    void put_line_ends();
    [[nodiscard]] std::string prefix(std::size_t levels) const;
    void trim_line();
    void break_lines(std::size_t count);

    std::string out_;
    std::vector<OpenLevel> levels_;
    std::string marker_;           // of the item that begins
    std::size_t blank_levels_ = 0; // that a blank line is inside of
    std::size_t line_ends_ = 0;    // due before the next text
    std::size_t hard_spaces_ = 0;  // likewise
    bool space_ = false;           // likewise
    bool begins_ = false;          // a cell or an item: breaks before its first text mean nothing
    bool row_has_text_ = false;    // in the line under way
    bool row_is_line_ = false;     // so far the row is in one line
};

} // namespace posthaste::mime
