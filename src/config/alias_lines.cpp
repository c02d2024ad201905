// SPDX-License-Identifier: MIT
#include "alias_lines.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>

namespace posthaste::config {

namespace {

std::string_view take_line(std::string_view& text) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

// Where a comma parts nothing.
class Nesting {
  public:
    // Whether this character stands outside of everything.
    bool outside(char c) {
        if (escaped_) {
            escaped_ = false;
            return false;
        }
        if (c == '\\' && (quoted_ || depth_ > 0)) {
            escaped_ = true;
        } else if (quoted_) {
            quoted_ = c != '"';
        } else if (c == '"') {
            quoted_ = true;
        } else if (c == '(' || c == '<') {
            ++depth_;
        } else if ((c == ')' || c == '>') && depth_ > 0) {
            --depth_;
        } else {
            return depth_ == 0;
        }
        return false;
    }

  private:
    bool quoted_ = false, escaped_ = false;
    std::size_t depth_ = 0;
};

} // namespace

std::vector<AliasLine> alias_lines(std::string_view text, bool joined) {
    std::vector<AliasLine> lines;
    bool backslash = false;
    for (std::size_t number = 1; !text.empty(); ++number) {
        auto line = take_line(text);
        const auto trimmed = trim(line);
        if (!backslash && (trimmed.empty() || trimmed.front() == '#'))
            continue;
        const bool indented = joined && is_space(line.front());
        const bool more = backslash || (indented && !lines.empty());
        backslash = line.ends_with('\\');
        if (backslash)
            line.remove_suffix(1);
        if (!more)
            lines.push_back({number, std::string(trim(line)), indented});
        else if (!lines.empty())
            lines.back().text += ' ' + std::string(trim(line));
    }
    return lines;
}

std::vector<std::string_view> split_targets(std::string_view text) {
    std::vector<std::string_view> targets;
    Nesting nesting;
    std::size_t begin = 0;
    const auto take = [&](std::size_t end) {
        if (const auto target = trim(text.substr(begin, end - begin)); !target.empty())
            targets.push_back(target);
        begin = end + 1;
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (nesting.outside(text[at]) && text[at] == ',')
            take(at);
    }
    take(text.size());
    return targets;
}

} // namespace posthaste::config
