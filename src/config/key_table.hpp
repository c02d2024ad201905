// SPDX-License-Identifier: MIT
// One scope of the configuration: its keys with type and setter, and the walk that applies a TOML table to a value.
#pragma once

#include "toml_value.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <cassert>
#include <fmt/format.h>
#include <span>
#include <string>
#include <vector>

namespace posthaste::config {

template <typename Target> struct Key {
    std::string_view name;
    TomlKind kind; // TomlKind::other: the setter judges
    KeyStatus (*set)(Target& target, const TomlValue& value);
    std::vector<std::string> (*below)() = nullptr; // of a table: the names of its keys
};

// With those below them: "password", "password.command".
template <typename Target> std::vector<std::string> key_names(std::span<const Key<Target>> keys) {
    std::vector<std::string> names;
    for (const auto& key : keys) {
        assert(key.kind != TomlKind::table || key.below != nullptr);
        names.emplace_back(key.name);
        for (const auto& name : key.below == nullptr ? std::vector<std::string>{} : key.below())
            names.push_back(fmt::format("{}.{}", key.name, name));
    }
    return names;
}

[[nodiscard]] std::string unknown_key_message(std::string_view key, const std::vector<std::string_view>& known);
// A string that is neither empty nor holds a control character: CR LF in a value would start a new command on the
// wire. Other kinds are fine.
[[nodiscard]] KeyStatus check_text(const TomlValue& value);

template <typename Target> KeyStatus apply_key(Target& target, const TomlValue& value, const Key<Target>& key) {
    if (key.kind != TomlKind::other && key.kind != value.kind) {
        return fail_at(value.at,
                       fmt::format("\"{}\" must be {}, not {}", key.name, describe(key.kind), describe(value.kind)));
    }
    if (auto checked = check_text(value); !checked)
        return checked;
    return key.set(target, value);
}

template <typename Target>
KeyStatus apply_table(Target& target, const TomlValue& table, std::span<const Key<Target>> keys) {
    for (const auto& child : table.children) {
        const auto key = std::ranges::find(keys, std::string_view(child.key), &Key<Target>::name);
        if (key == keys.end()) {
            std::vector<std::string_view> known;
            std::ranges::transform(keys, std::back_inserter(known), &Key<Target>::name);
            return fail_at(child.key_at, unknown_key_message(child.key, known));
        }
        if (auto applied = apply_key(target, child, *key); !applied)
            return applied;
    }
    return {};
}

} // namespace posthaste::config
