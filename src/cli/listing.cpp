// SPDX-License-Identifier: MIT
#include "commands.hpp"
#include "long_options.hpp"
#include "sendmail_flags.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/cli/listing.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace posthaste::cli {

namespace {

struct KnownName {
    std::string_view name;
    ValueKind kind;
};
constexpr std::array known_names{
    KnownName{"FILE", ValueKind::file},
    KnownName{"SOCKET", ValueKind::file},
    KnownName{"ACCOUNT", ValueKind::account},
    KnownName{"ACCOUNT|URL", ValueKind::account},
};

bool is_word(std::string_view text) noexcept {
    return !text.empty() &&
           std::ranges::all_of(text, [](char c) { return c == '-' || is_digit(c) || (c >= 'a' && c <= 'z'); });
}

std::vector<std::string> words_of(std::string_view name) {
    std::vector<std::string> words(1);
    for (const char c : name) {
        if (c == '|' || c == ',')
            words.emplace_back();
        else
            words.back() += c;
    }
    return words;
}

} // namespace

ListedValue listed_value(std::string_view name) {
    ListedValue value;
    value.glued = name.starts_with('[');
    name = value.glued ? name.substr(1, name.find(']') - 1) : name;
    name = name.substr(0, name.find("..."));
    name.remove_prefix(name.starts_with('=') ? 1 : 0);
    value.name = name;
    if (name.empty())
        return value;
    const auto* known = std::ranges::find(known_names, name, &KnownName::name);
    value.kind = known == known_names.end() ? ValueKind::text : known->kind;
    if (auto words = words_of(name); std::ranges::all_of(words, is_word)) {
        value.kind = ValueKind::choice;
        value.choices = std::move(words);
    }
    return value;
}

ListedValue listed_operand(std::string_view name) {
    auto value = listed_value(name);
    value.glued = false;
    if (value.name == "ID")
        value.kind = ValueKind::message_id;
    return value;
}

ListedCommand listing() {
    auto root = root_listing();
    auto flags = sendmail_flags_listing();
    root.options.insert(root.options.end(), std::move_iterator(flags.begin()), std::move_iterator(flags.end()));
    root.commands = command_listings();
    return root;
}

} // namespace posthaste::cli
