// SPDX-License-Identifier: MIT
// A TOML document as plain values in the order of the text. The parser library is seen by toml_value.cpp alone.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::config {

struct TextPosition {
    std::uint32_t line = 1, column = 1;
};

// What is wrong and where; config_file.cpp puts the file's name before it.
struct KeyError {
    TextPosition at;
    std::string message;
};
using KeyStatus = std::expected<void, KeyError>;

[[nodiscard]] inline std::unexpected<KeyError> fail_at(TextPosition at, std::string message) {
    return std::unexpected(KeyError{at, std::move(message)});
}

enum class TomlKind : std::uint8_t { string, integer, boolean, table, array, other };

struct TomlValue {
    std::string key; // empty for the document and in arrays
    TextPosition key_at, at;
    TomlKind kind = TomlKind::other;
    std::string text;
    std::int64_t number = 0;
    bool flag = false;
    std::vector<TomlValue> children; // of a table or an array

    [[nodiscard]] const TomlValue* find(std::string_view name) const noexcept;
};

[[nodiscard]] std::string_view describe(TomlKind kind) noexcept; // "a string"

[[nodiscard]] std::expected<TomlValue, KeyError> parse_toml(std::string_view text);

} // namespace posthaste::config
