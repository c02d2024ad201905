// SPDX-License-Identifier: MIT
#include "key_table.hpp"

namespace posthaste::config {

namespace {

// nearest() counts two neighbours that changed places as two edits, too many for a word as short as "tsl".
std::string_view with_neighbours_swapped(std::string word, const std::vector<std::string_view>& known) {
    for (std::size_t i = 1; i < word.size(); ++i) {
        std::swap(word[i - 1], word[i]);
        if (const auto found = std::ranges::find(known, std::string_view(word)); found != known.end())
            return *found;
        std::swap(word[i - 1], word[i]);
    }
    return {};
}

} // namespace

std::string unknown_key_message(std::string_view key, const std::vector<std::string_view>& known) {
    auto near = with_neighbours_swapped(std::string(key), known);
    if (near.empty())
        near = nearest(key, known);
    if (near.empty())
        return fmt::format("unknown key \"{}\"", key);
    return fmt::format("unknown key \"{}\" (did you mean \"{}\"?)", key, near);
}

KeyStatus check_text(const TomlValue& value) {
    if (value.kind != TomlKind::string)
        return {};
    if (value.text.empty())
        return fail_at(value.at, fmt::format("\"{}\" is empty", value.key));
    if (has_control(value.text)) // the value may be a password: only the key is named
        return fail_at(value.at, fmt::format("the value of \"{}\" holds a control character", value.key));
    return {};
}

} // namespace posthaste::config
