// SPDX-License-Identifier: MIT
#include <posthaste/base/text.hpp>
#include <posthaste/codec/encoded_word.hpp>
#include <posthaste/mail/field_folder.hpp>
#include <posthaste/mail/mailbox_text.hpp>
#include <posthaste/mime/fields.hpp>

#include <algorithm>
#include <cassert>
#include <fmt/format.h>
#include <string>

namespace posthaste::mime {

namespace {

constexpr std::size_t max_token_bytes = 77; // with the space before it a line

bool is_refused_control(char c) noexcept { return is_control(c) && c != '\t'; }

// Plain text is words with one space between them: what a reader makes of other white space differs.
bool stays_plain(const mail::FieldFolder& line, std::string_view text) {
    if (!is_ascii(text) || text.contains("=?") || has_control(text))
        return false;
    const auto tokens = split(text, ' ');
    return line.has_room(tokens.front()) &&
           std::ranges::all_of(tokens, [](auto token) { return !token.empty() && token.size() <= max_token_bytes; });
}

} // namespace

Status check_text(std::string_view what, std::string_view text) {
    const auto found = std::ranges::find_if(text, is_refused_control);
    if (found == text.end())
        return {};
    constexpr std::size_t max_shown_bytes = 60;
    return fail(ErrorKind::usage,
                fmt::format("{}: there is a control character (\\x{:02X}) in \"{}\"; leave it out", what,
                            static_cast<unsigned char>(*found), text.substr(0, max_shown_bytes)));
}

Field text_field(std::string_view name, std::string_view text) {
    assert(std::ranges::none_of(text, is_refused_control));
    mail::FieldFolder folder(name);
    if (text.empty())
        return {std::string(name), {}};
    if (!stays_plain(folder, text)) {
        folder.add_words(codec::encode_words(text, {folder.word_bytes(), codec::max_word_bytes}));
        return {std::string(name), folder.body()};
    }
    for (const auto token : split(text, ' '))
        folder.add(token);
    return {std::string(name), folder.body()};
}

Field address_field(std::string_view name, const std::vector<mail::Mailbox>& mailboxes) {
    return {std::string(name), mail::mailbox_list_text(name, mailboxes)};
}

} // namespace posthaste::mime
