// SPDX-License-Identifier: MIT
#include "frame.hpp"

#include <posthaste/spool/queue.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::spool {

namespace {

constexpr std::string_view alphabet = "234567abcdefghijklmnopqrstuvwxyz"; // in the order of ASCII
constexpr std::size_t time_characters = 9; // 45 bits of milliseconds: for a thousand years
constexpr std::size_t random_characters = 7;
constexpr unsigned bits_per_character = 5;

} // namespace

std::string Name::text() const { return fmt::format("{}.{}", id, content_bytes); }

std::optional<Name> parse_name(std::string_view text) {
    const auto id = text.substr(0, text.find('.'));
    if (id.size() != time_characters + random_characters || id.size() == text.size() ||
        id.find_first_not_of(alphabet) != std::string_view::npos)
        return std::nullopt;
    const auto size = read_number(text.substr(id.size() + 1));
    if (!size || *size == 0)
        return std::nullopt;
    Name name{std::string(id), *size};
    return name.text() == text ? std::optional{std::move(name)} : std::nullopt; // no second way to write it
}

std::string Queue::make_id() const {
    const auto since_epoch = std::chrono::duration_cast<std::chrono::milliseconds>(now().time_since_epoch());
    auto left = static_cast<std::uint64_t>(std::max<std::int64_t>(since_epoch.count(), 0));
    std::string id(time_characters, alphabet.front());
    for (auto character = id.rbegin(); character != id.rend(); ++character, left >>= bits_per_character)
        *character = alphabet[left % alphabet.size()];
    return id + ids_.unique_id().substr(0, random_characters);
}

} // namespace posthaste::spool
