// SPDX-License-Identifier: MIT
#include <posthaste/mail/field_folder.hpp>

namespace posthaste::mail {

namespace {

constexpr std::size_t max_line_bytes = 78;      // RFC 5322 section 2.1.1
constexpr std::size_t max_word_line_bytes = 76; // with an encoded-word in it: RFC 2047 section 2

} // namespace

void FieldFolder::add(std::string_view piece, std::string_view space) {
    if (body_.empty())
        space = {};
    else if (line_bytes_ != 0 && !fits(piece, space.size()))
        fold();
    body_.append(space).append(piece);
    line_bytes_ += space.size() + piece.size();
    line_has_word_ |= piece.contains("=?");
}

void FieldFolder::add_words(std::string_view words) {
    for (auto end = words.find('\r'); end != std::string_view::npos; end = words.find('\r')) {
        add(words.substr(0, end));
        words.remove_prefix(end + 3);
    }
    add(words);
}

void FieldFolder::fold() {
    if (body_.empty() || line_bytes_ == 0)
        return;
    body_ += "\r\n";
    line_bytes_ = 0;
    line_has_word_ = false;
}

bool FieldFolder::has_room(std::string_view piece) const noexcept { return fits(piece, body_.empty() ? 0 : 1); }

std::size_t FieldFolder::word_bytes() const noexcept {
    const std::size_t used = line_bytes_ + (body_.empty() ? 0 : 1);
    return used < max_word_line_bytes ? max_word_line_bytes - used : 0;
}

bool FieldFolder::fits(std::string_view piece, std::size_t space_bytes) const noexcept {
    const bool has_word = line_has_word_ || piece.contains("=?");
    return line_bytes_ + space_bytes + piece.size() <= (has_word ? max_word_line_bytes : max_line_bytes);
}

} // namespace posthaste::mail
