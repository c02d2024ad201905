// SPDX-License-Identifier: MIT
#include "import_words.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>

namespace posthaste::config {

namespace {

bool in_name(char c) { return (to_lower(c) >= 'a' && to_lower(c) <= 'z') || is_digit(c) || c == '_'; }

} // namespace

std::vector<LogicalLine> logical_lines(std::string_view text) {
    std::vector<LogicalLine> lines;
    int number = 0;
    bool goes_on = false;
    for (auto line : split(text, '\n')) {
        ++number;
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (!goes_on)
            lines.push_back({number, {}});
        goes_on = line.ends_with('\\') && !line.ends_with("\\\\");
        lines.back().text += goes_on ? line.substr(0, line.size() - 1) : line;
    }
    return lines;
}

void WordScanner::skip_blanks() {
    while (!rest_.empty() && is_space(rest_.front()))
        rest_.remove_prefix(1);
}

bool WordScanner::at_end() {
    skip_blanks();
    return rest_.empty() || rest_.front() == '#';
}

bool WordScanner::take(char c) {
    skip_blanks();
    if (rest_.empty() || rest_.front() != c)
        return false;
    rest_.remove_prefix(1);
    return true;
}

ImportWord WordScanner::word(std::string_view ends) {
    skip_blanks();
    ImportWord word;
    while (!rest_.empty() && !is_space(rest_.front()) && ends.find(rest_.front()) == std::string_view::npos) {
        const char c = rest_.front();
        if (c == '"' || c == '\'') {
            take_quoted(c, word);
        } else if (c == '`') {
            take_command(word);
        } else if (c == '$' && variables_ != nullptr) {
            take_variable(word);
        } else {
            if (c == '\\' && rest_.size() > 1)
                rest_.remove_prefix(1);
            word.text += rest_.front();
            rest_.remove_prefix(1);
        }
    }
    if (!word.text.empty())
        word.command.clear();
    return word;
}

void WordScanner::take_quoted(char quote, ImportWord& word) {
    rest_.remove_prefix(1);
    while (!rest_.empty() && rest_.front() != quote) {
        if (quote == '"' && rest_.front() == '`' && variables_ != nullptr) {
            take_command(word);
            continue;
        }
        if (quote == '"' && rest_.front() == '$' && variables_ != nullptr) {
            take_variable(word);
            continue;
        }
        if (quote == '"' && rest_.front() == '\\' && rest_.size() > 1)
            rest_.remove_prefix(1);
        word.text += rest_.front();
        rest_.remove_prefix(1);
    }
    rest_.remove_prefix(std::min<std::size_t>(1, rest_.size()));
}

void WordScanner::take_command(ImportWord& word) {
    const auto end = rest_.find('`', 1);
    word.command =
        word.ran ? std::string{} : std::string(rest_.substr(1, end == std::string_view::npos ? end : end - 1));
    word.ran = true;
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
}

void WordScanner::take_variable(ImportWord& word) {
    auto rest = rest_.substr(1);
    const bool braces = rest.starts_with('{');
    rest.remove_prefix(braces ? 1 : 0);
    const auto end = static_cast<std::size_t>(std::ranges::find_if_not(rest, in_name) - rest.begin());
    const auto found = variables_->find(rest.substr(0, end));
    if (end == 0 || found == variables_->end()) {
        word.text += '$';
        rest_.remove_prefix(1);
        return;
    }
    word.text += found->second;
    rest.remove_prefix(end);
    rest.remove_prefix(braces && rest.starts_with('}') ? 1 : 0);
    rest_ = rest;
}

} // namespace posthaste::config
