// SPDX-License-Identifier: MIT
// The lines of `posthaste queue list`, in columns.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace posthaste::app {

struct QueueRow {
    enum Cell : std::uint8_t { id, age, size, from, to, tries, next, words, cells };

    std::array<std::string, cells> text; // printable
    bool held = false;
};

// Where the terminal is narrow, words stand on a line of their own, and addresses are cut; else only words are ever
// cut, so that what reads a pipe finds whole addresses.
class QueueTable {
  public:
    // terminal_columns: 0 where there is no terminal.
    QueueTable(bool colour, std::size_t terminal_columns) : colour_(colour), terminal_columns_(terminal_columns) {}
    void add(QueueRow row) { rows_.push_back(std::move(row)); }
    [[nodiscard]] bool empty() const noexcept { return rows_.empty(); }
    [[nodiscard]] std::string text() const;

  private:
    struct Layout;
    [[nodiscard]] Layout layout() const;
    [[nodiscard]] std::string line_of(const QueueRow& row, const Layout& layout) const;

    bool colour_;
    std::size_t terminal_columns_;
    std::vector<QueueRow> rows_;
};

} // namespace posthaste::app
