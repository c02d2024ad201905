// SPDX-License-Identifier: MIT
#include "field_writers.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/codec/encoded_word.hpp>
#include <posthaste/mail/address_list.hpp>
#include <posthaste/mail/field_folder.hpp>
#include <posthaste/mail/mailbox_text.hpp>
#include <posthaste/mime/fields.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace posthaste::mime {

namespace {

constexpr std::string_view white = " \t";

Result<std::vector<mail::Mailbox>> mailboxes_of(std::string_view value) {
    auto mailboxes = mail::parse_address_list(value);
    if (!mailboxes)
        return fail(ErrorKind::usage, std::move(mailboxes).error().message);
    if (mailboxes->empty())
        return bad_value(value, "names no address");
    for (const auto& mailbox : *mailboxes)
        if (!mailbox.address.qualified())
            return bad_value(mailbox.address.text(), "has no domain: write it as name@domain");
    return mailboxes;
}

// "<left@right>" (RFC 5322 section 3.6.4), as loose as those that are in use: a reply must be able to name any.
bool is_msg_id(std::string_view text) noexcept {
    if (!text.starts_with('<') || !text.ends_with('>') || text.size() < 2)
        return false;
    text = text.substr(1, text.size() - 2);
    const auto at = text.find('@');
    return at != std::string_view::npos && at != 0 && at + 1 != text.size() &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~' && c != '<' && c != '>'; });
}

Result<std::vector<std::string_view>> msg_ids_of(std::string_view value) {
    std::vector<std::string_view> ids;
    for (auto rest = trim(value); !rest.empty(); rest = trim(rest)) {
        const auto id = rest.substr(0, std::min(rest.find('>'), rest.size() - 1) + 1);
        if (!is_msg_id(id))
            return bad_value(id, "is no message id: write <id@domain>, with spaces between several");
        ids.push_back(id);
        rest.remove_prefix(id.size());
    }
    return ids;
}

std::string unquoted(std::string_view text) {
    if (text.size() < 2 || !text.starts_with('"') || !text.ends_with('"'))
        return std::string(text);
    text = text.substr(1, text.size() - 2);
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\\' && at + 1 < text.size())
            ++at;
        out += text[at];
    }
    return out;
}

// What stands between commas that are not in quotes.
std::vector<std::string_view> phrases_of(std::string_view value) {
    std::vector<std::string_view> phrases;
    bool quoted = false;
    std::size_t begin = 0;
    for (std::size_t at = 0; at < value.size(); ++at) {
        if (value[at] == '"')
            quoted = !quoted;
        else if (quoted && value[at] == '\\')
            ++at;
        else if (!quoted && value[at] == ',') {
            phrases.push_back(value.substr(begin, at - begin));
            begin = at + 1;
        }
    }
    phrases.push_back(value.substr(begin));
    return phrases;
}

// A phrase as it was typed, with quotes or without, and what separates it from the next.
void add_phrase(mail::FieldFolder& folder, std::string_view typed, std::string_view separator) {
    constexpr codec::WordRoom whole_line{codec::max_word_bytes, codec::max_word_bytes};
    std::string name = unquoted(typed);
    std::ranges::replace(name, '\t', ' ');
    // An encoded-word stands apart from a special (RFC 2047 section 5, rule 3).
    const auto ended = [separator](const std::string& phrase) {
        return fmt::format("{}{}{}", phrase, phrase.ends_with("?=") && !separator.empty() ? " " : "", separator);
    };
    const auto whole = ended(codec::encode_phrase(name, whole_line));
    if (!whole.contains('\r') && folder.has_room(whole))
        return folder.add(whole);
    folder.fold();
    constexpr std::size_t separator_bytes = 2;
    const std::size_t room = folder.word_bytes() - std::min(folder.word_bytes(), separator_bytes);
    folder.add_words(ended(codec::encode_phrase(name, {room, codec::max_word_bytes - separator_bytes})));
}

} // namespace

std::unexpected<Error> bad_value(std::string_view value, std::string_view why) {
    constexpr std::size_t max_shown_bytes = 60;
    const std::string_view cut = value.size() > max_shown_bytes ? "..." : "";
    return fail(ErrorKind::usage, fmt::format("\"{}{}\" {}", value.substr(0, max_shown_bytes), cut, why));
}

Result<std::string> write_text(std::string_view name, std::string_view value) {
    auto body = text_field(name, value).body;
    const auto first_line = std::string_view(body).substr(0, body.find('\r'));
    if (body.starts_with("=?") && name.size() + 2 + first_line.size() > codec::max_word_bytes + 1)
        return bad_value(name, "is too long a name for a value that has to be encoded");
    return body;
}

Result<std::string> write_mailbox(std::string_view name, std::string_view value) {
    PH_ASSIGN(const auto mailboxes, mailboxes_of(value));
    if (mailboxes.size() != 1)
        return bad_value(value, "is more than one address");
    return mail::mailbox_list_text(name, mailboxes);
}

Result<std::string> write_mailboxes(std::string_view name, std::string_view value) {
    PH_ASSIGN(const auto mailboxes, mailboxes_of(value));
    return mail::mailbox_list_text(name, mailboxes);
}

Result<std::string> write_msg_id(std::string_view, std::string_view value) {
    if (!is_msg_id(value))
        return bad_value(value, "is no message id: write <id@domain>");
    return std::string(value);
}

Result<std::string> write_msg_ids(std::string_view name, std::string_view value) {
    PH_ASSIGN(const auto ids, msg_ids_of(value));
    mail::FieldFolder folder(name);
    for (const auto id : ids)
        folder.add(id);
    return folder.body();
}

// RFC 2919 section 3: a phrase, then "<list-id>".
Result<std::string> write_list_id(std::string_view name, std::string_view value) {
    const auto open = value.rfind('<');
    if (open == std::string_view::npos || !value.ends_with('>') || value.size() - open < 3)
        return bad_value(value, "has no list id between < and >");
    const auto id = value.substr(open);
    if (!std::ranges::all_of(id, [](char c) { return c > ' ' && c <= '~'; }))
        return bad_value(id, "is no list id: ASCII without spaces");
    mail::FieldFolder folder(name);
    if (const auto phrase = trim(value.substr(0, open)); !phrase.empty())
        add_phrase(folder, phrase, "");
    folder.add(id);
    return folder.body();
}

// RFC 8058 section 3.1 has this one value.
Result<std::string> write_one_click(std::string_view, std::string_view value) {
    constexpr std::string_view only = "List-Unsubscribe=One-Click";
    if (value != only)
        return bad_value(value, fmt::format("must be {}", only));
    return std::string(value);
}

// RFC 5322 section 3.6.5: phrases with commas between them, which must not be encoded.
Result<std::string> write_phrases(std::string_view name, std::string_view value) {
    const auto phrases = phrases_of(value);
    mail::FieldFolder folder(name);
    for (const auto& phrase : phrases) {
        if (trim(phrase).empty())
            return bad_value(value, "has nothing between two commas or beside one");
        add_phrase(folder, trim(phrase), &phrase == &phrases.back() ? "" : ",");
    }
    return folder.body();
}

Result<std::string> write_tokens(std::string_view name, std::string_view value) {
    if (!is_ascii(value))
        return bad_value(value, "is not ASCII, and this field cannot be encoded");
    mail::FieldFolder folder(name);
    while (!value.empty()) {
        const auto begin = value.find_first_not_of(white);
        const auto end = std::min(value.find_first_of(white, begin), value.size());
        folder.add(value.substr(begin, end - begin), value.substr(0, begin));
        value.remove_prefix(end);
    }
    return folder.body();
}

} // namespace posthaste::mime
