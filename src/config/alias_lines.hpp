// SPDX-License-Identifier: MIT
// The lines of an alias file as they are meant: continued ones put together, comments and empty ones left out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::config {

struct AliasLine {
    std::size_t number; // of its first physical line, from 1
    std::string text;
    bool continues = false; // it begins with a space, and there is nothing that it could continue
};

// joined: a line that begins with a space belongs to the one before it, comments between them or not (aliases(5) of
// Postfix). A backslash at the end of a line joins the next one to it, as in sendmail.
[[nodiscard]] std::vector<AliasLine> alias_lines(std::string_view text, bool joined);

// At the commas that are in no quotes, parentheses or angle brackets; empty pieces are left out.
[[nodiscard]] std::vector<std::string_view> split_targets(std::string_view text);

} // namespace posthaste::config
