// SPDX-License-Identifier: MIT
// The arguments of MAIL and RCPT taken apart (RFC 5321 sections 4.1.1.2, 4.1.1.3 and 4.1.2), without a judgement about
// addresses or about what parameters mean.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::smtp {

struct ServerParameter {
    std::string_view keyword;
    std::optional<std::string_view> value; // of "KEYWORD=VALUE"
};

struct ServerPath {
    std::string_view address; // between '<' and '>', or the word that stands in their place; may be empty
    std::vector<ServerParameter> parameters;
};

// arguments: what follows "MAIL" or "RCPT"; label: "FROM:" or "TO:". Views into arguments. nullopt: no path, more than
// one, or something beside it that is no parameter.
[[nodiscard]] std::optional<ServerPath> parse_path(std::string_view arguments, std::string_view label);

} // namespace posthaste::smtp
