// SPDX-License-Identifier: MIT
#include "header_finder.hpp"

#include "field_line.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/mail/header_block.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace posthaste::mail {

namespace {

constexpr std::string_view damage("\r\0", 2);
constexpr std::size_t max_shown_bytes = 60;

auto damaged(std::string_view text) {
    const char* what = text[text.find_first_of(damage)] == '\r' ? "a CR without LF" : "a NUL";
    return fail(ErrorKind::data, fmt::format("the header holds {}: \"{}\"", what, text.substr(0, max_shown_bytes)));
}

constexpr std::array<std::string_view, 6> recipient_fields{"To", "Cc", "Bcc", "Resent-To", "Resent-Cc", "Resent-Bcc"};

} // namespace

Result<std::size_t> HeaderFinder::feed(std::string_view piece) {
    std::size_t at = 0;
    while (!finished_ && at < piece.size()) {
        const std::size_t line_feed = piece.find('\n', at);
        const bool whole = line_feed != std::string_view::npos;
        const std::size_t end = whole ? line_feed + 1 : piece.size();
        line_.append(piece.substr(at, end - at));
        at = end;
        PH_TRY(whole ? take_finished_line() : take_unfinished_line());
    }
    return at;
}

Status HeaderFinder::finish() {
    if (!finished_ && !line_.empty())
        PH_TRY(take_line(line_));
    finished_ = true;
    return {};
}

Status HeaderFinder::take_finished_line() {
    std::string_view text = line_;
    text.remove_suffix(text.ends_with("\r\n") ? 2 : 1);
    return take_line(text);
}

// A line longer than the window may be text without end: it is judged before memory is spent on it.
Status HeaderFinder::take_unfinished_line() {
    if (line_.size() <= max_field_name_bytes + 1) // one more than is looked at: the last may be the CR of a line end
        return {};
    if (!belongs_to_header(line_))
        return take_line(line_);
    return check_room(line_);
}

Status HeaderFinder::check_room(std::string_view text) const {
    const bool recipients = names_recipients(text);
    const std::size_t used = recipients ? recipient_bytes_ : header_.size() - recipient_bytes_;
    const std::size_t most = recipients ? HeaderBlock::max_recipient_bytes : HeaderBlock::max_bytes;
    if (used + text.size() + 2 <= most)
        return {};
    return fail(ErrorKind::data,
                fmt::format("the {} of the message {} over {} octets", recipients ? "recipient fields" : "header",
                            recipients ? "are" : "is", most));
}

bool HeaderFinder::names_recipients(std::string_view text) const noexcept {
    if (!text.empty() && is_space(text.front()))
        return in_recipients_;
    const auto name = trim(text.substr(0, text.find(':')));
    return std::ranges::any_of(recipient_fields, [name](auto field) { return iequals(name, field); });
}

bool HeaderFinder::belongs_to_header(std::string_view text) const noexcept {
    const bool continuation = !header_.empty() && !text.empty() && is_space(text.front());
    return continuation || kind_of_line(text) == LineKind::field;
}

Status HeaderFinder::take_line(std::string_view text) {
    const bool first = first_;
    if (text.empty()) {
        finished_ = true;
        line_.clear();
        return {};
    }
    if (first && is_postmark(text)) { // a quoted one may follow
        line_.clear();
        return {};
    }
    first_ = false;
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (first && text.starts_with(byte_order_mark) &&
        kind_of_line(text.substr(byte_order_mark.size())) == LineKind::field)
        text.remove_prefix(byte_order_mark.size()); // QUIRK: editors put it there, and would hide the whole header
    if (belongs_to_header(text))
        return keep(text);
    if (kind_of_line(text) == LineKind::damaged_field)
        return damaged(text);
    finished_ = true; // RFC 5322 section 2.1 wants a blank line here; the line stays in line_ for the body
    return {};
}

Status HeaderFinder::keep(std::string_view text) {
    if (text.find_first_of(damage) != std::string_view::npos)
        return damaged(text);
    PH_TRY(check_room(text));
    in_recipients_ = names_recipients(text);
    recipient_bytes_ += in_recipients_ ? text.size() + 2 : 0;
    header_.append(text);
    header_ += "\r\n";
    line_.clear();
    return {};
}

} // namespace posthaste::mail
