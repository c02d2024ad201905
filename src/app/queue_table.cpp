// SPDX-License-Identifier: MIT
#include "queue_table.hpp"

#include <posthaste/codec/columns.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <string_view>

namespace posthaste::app {

namespace {

using codec::columns_of;
using codec::cut_to_columns;

constexpr std::size_t most_words = 60;    // where no terminal says: show and --json have them whole
constexpr std::size_t fewest_words = 24;  // fewer say nothing: they get a line of their own
constexpr std::size_t widest_column = 32; // what is longer moves only what follows in its line
constexpr std::size_t narrowest_address = 12;
constexpr std::string_view gap = "  ";

QueueRow heading() { return {{"ID", "AGE", "SIZE", "FROM", "TO", "TRIES", "NEXT", "LAST WORDS"}, false}; }

// "bob@b.test +2": how many there are is not cut off.
std::string cut_recipients(const std::string& text, std::size_t columns) {
    const auto plus = std::min(text.rfind(" +"), text.size());
    const auto count = text.substr(plus);
    if (columns_of(text) <= columns || count.size() + gap.size() * 2 > columns)
        return cut_to_columns(text, columns);
    return cut_to_columns(std::string_view(text).substr(0, plus), columns - count.size()) + count;
}

} // namespace

struct QueueTable::Layout {
    std::array<std::size_t, QueueRow::words> widths{};
    std::size_t words = most_words;
    bool words_below = false;
    bool cuts_addresses = false;

    [[nodiscard]] std::size_t line_columns() const { // up to the words
        std::size_t sum = 0;
        for (const auto width : widths)
            sum += width + gap.size();
        return sum;
    }
    void fit(std::size_t columns) {
        words_below = columns < line_columns() + fewest_words;
        words = words_below ? std::max(columns, fewest_words) - gap.size() : columns - line_columns();
        auto& from = widths[QueueRow::from];
        auto& to = widths[QueueRow::to];
        for (cuts_addresses = true; line_columns() - gap.size() > columns;) {
            auto& longer = from > to ? from : to;
            if (longer <= narrowest_address)
                return;
            --longer;
        }
    }
};

QueueTable::Layout QueueTable::layout() const {
    Layout layout;
    const auto head = heading();
    for (std::size_t i = 0; i < layout.widths.size(); ++i) {
        auto& width = layout.widths.at(i);
        width = head.text.at(i).size();
        for (const auto& row : rows_)
            width = std::max(width, std::min(columns_of(row.text.at(i)), widest_column));
    }
    if (terminal_columns_ > 0)
        layout.fit(terminal_columns_);
    return layout;
}

std::string QueueTable::line_of(const QueueRow& row, const Layout& layout) const {
    std::string line;
    for (std::size_t i = 0; i < layout.widths.size(); ++i) {
        const auto width = layout.widths.at(i);
        auto cell = row.text.at(i);
        if (layout.cuts_addresses && (i == QueueRow::from || i == QueueRow::to))
            cell = i == QueueRow::to ? cut_recipients(cell, width) : cut_to_columns(cell, width);
        const auto columns = columns_of(cell);
        line += cell.append(width - std::min(width, columns), ' ').append(gap);
    }
    const auto words = cut_to_columns(row.text[QueueRow::words], layout.words);
    if (!layout.words_below)
        line += words;
    line.erase(line.find_last_not_of(' ') + 1);
    if (layout.words_below && !words.empty())
        line.append("\n").append(gap).append(words);
    return line + "\n";
}

std::string QueueTable::text() const {
    const auto layout = this->layout();
    const auto coloured = [this](std::string_view colour, std::string line) {
        if (!colour_)
            return line;
        line.pop_back();
        return fmt::format("{}{}\x1b[0m\n", colour, line);
    };
    auto head = heading();
    if (layout.words_below)
        head.text[QueueRow::words].clear();
    std::string text = coloured("\x1b[1m", line_of(head, layout));
    for (const auto& row : rows_)
        text += row.held ? coloured("\x1b[33m", line_of(row, layout)) : line_of(row, layout);
    return text;
}

} // namespace posthaste::app
