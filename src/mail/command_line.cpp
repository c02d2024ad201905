// SPDX-License-Identifier: MIT
#include "command_line.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <array>

namespace posthaste::mail {

namespace {

// RFC 5321, its extensions, and what mail servers added to it.
constexpr std::array<std::string_view, 23> verbs{
    "AUTH", "BDAT", "BURL", "DATA", "EHLO", "ETRN", "EXPN",     "HELO", "HELP", "LHLO",    "MAIL",    "NOOP",
    "QUIT", "RCPT", "RSET", "SAML", "SEND", "SOML", "STARTTLS", "TURN", "VRFY", "XCLIENT", "XFORWARD"};

bool begins_with_verb(std::string_view line) {
    return std::ranges::any_of(verbs, [line](std::string_view verb) {
        if (!istarts_with(line, verb))
            return false;
        const char next = line.size() > verb.size() ? to_lower(line[verb.size()]) : ' ';
        return next != '-' && (next < 'a' || next > 'z'); // "Mailing-List", "Send-After"
    });
}

} // namespace

bool has_command_line(std::string_view text) {
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
        if (begins_with_verb(text.substr(0, end)))
            return true;
        text.remove_prefix(end);
    }
    return false;
}

} // namespace posthaste::mail
