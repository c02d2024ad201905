// SPDX-License-Identifier: MIT
#include <posthaste/base/text.hpp>
#include <posthaste/smtp/reply.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::smtp {

namespace {

constexpr std::size_t max_line_bytes = 64UZ * 1024;
constexpr std::size_t max_lines = 12000;
constexpr std::size_t max_kept_bytes = 4UZ * 1024;
constexpr std::size_t max_kept_long_bytes = 256UZ * 1024;
constexpr std::size_t line_overhead_bytes = 16; // so that empty lines count too
constexpr std::size_t shown_bytes = 80;
constexpr int max_enhanced_digits = 3; // RFC 2034 section 4

auto not_a_reply(std::string_view line, std::string_view why) {
    const std::string_view cut = line.size() > shown_bytes ? "..." : "";
    return fail(ErrorKind::protocol,
                fmt::format("\"{}{}\" is not an SMTP reply: {}", line.substr(0, shown_bytes), cut, why));
}

// "2", "71", "999" at the front of text, which is moved past it; nullopt when there is none of one to three digits.
std::optional<int> take_number(std::string_view& text) {
    int value = 0;
    int digits = 0;
    while (!text.empty() && is_digit(text.front()) && digits <= max_enhanced_digits) {
        value = value * 10 + (text.front() - '0');
        text.remove_prefix(1);
        ++digits;
    }
    if (digits == 0 || digits > max_enhanced_digits)
        return std::nullopt;
    return value;
}

bool take_dot(std::string_view& text) {
    if (!text.starts_with('.'))
        return false;
    text.remove_prefix(1);
    return true;
}

std::optional<EnhancedCode> enhanced_code(int code, std::string_view text) {
    const auto klass = take_number(text);
    if (!klass || *klass != code / 100 || !take_dot(text))
        return std::nullopt;
    const auto subject = take_number(text);
    if (!subject || !take_dot(text))
        return std::nullopt;
    const auto detail = take_number(text);
    if (!detail || (!text.empty() && !is_space(text.front())))
        return std::nullopt;
    return EnhancedCode{*klass, *subject, *detail};
}

// Three digits, the first of 2 to 5 (RFC 5321 section 4.2; 1yz has no use in SMTP), then a space, '-' or nothing.
Result<int> reply_code(std::string_view line) {
    if (line.find('\0') != std::string_view::npos)
        return not_a_reply(line, "it holds a NUL");
    if (line.size() < 3 || !std::ranges::all_of(line.substr(0, 3), is_digit))
        return not_a_reply(line, "it does not begin with three digits");
    if (line[0] < '2' || line[0] > '5')
        return not_a_reply(line, "its code is not one of 200 to 599");
    if (line.size() > 3 && line[3] != ' ' && line[3] != '-')
        return not_a_reply(line, "no space follows the code");
    return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

} // namespace

Result<std::optional<Reply>> ReplyParser::feed(std::string_view& bytes) {
    while (!bytes.empty()) {
        const auto end = bytes.find('\n');
        const auto piece = bytes.substr(0, end);
        if (line_.size() + piece.size() > max_line_bytes)
            return fail(ErrorKind::protocol, fmt::format("a reply line of over {} octets", max_line_bytes));
        line_ += piece;
        bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
        if (end == std::string_view::npos)
            break;
        PH_TRY(take_line());
        if (!complete_)
            continue;
        started_ = complete_ = false;
        line_count_ = kept_bytes_ = 0;
        return std::exchange(reply_, Reply{});
    }
    return std::nullopt;
}

// QUIRK: a line that ends in a bare LF is taken too; some small servers send nothing else.
Status ReplyParser::take_line() {
    std::string_view line = line_;
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    PH_ASSIGN(const int code, reply_code(line));
    if (started_ && code != reply_.code)
        return not_a_reply(line, fmt::format("the line before it said {}", reply_.code));
    if (++line_count_ > max_lines)
        return fail(ErrorKind::protocol, fmt::format("a reply of over {} lines", max_lines));
    const auto text = line.substr(std::min<std::size_t>(4, line.size()));
    if (!started_)
        reply_.enhanced = enhanced_code(code, text);
    reply_.code = code;
    started_ = true;
    complete_ = line.size() == 3 || line[3] == ' ';
    kept_bytes_ += text.size() + line_overhead_bytes;
    if (kept_bytes_ <= (long_ ? max_kept_long_bytes : max_kept_bytes))
        reply_.lines.emplace_back(text);
    line_.clear();
    return {};
}

} // namespace posthaste::smtp
