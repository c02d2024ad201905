// SPDX-License-Identifier: MIT
#include "content_type.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace posthaste::mail {

namespace {

// RFC 2045 section 5.1; octets over 127 are no token either.
bool is_token_char(char c) noexcept {
    return c > ' ' && c <= '~' && std::string_view("()<>@,;:\\\"/[]?=").find(c) == std::string_view::npos;
}

class Scanner {
  public:
    explicit Scanner(std::string_view text) : text_(text) {}

    void skip_space() {
        std::size_t depth = 0;
        for (; !text_.empty(); text_.remove_prefix(1)) {
            const char c = text_.front();
            if (c == '(')
                ++depth;
            else if (depth == 0 && !is_space(c) && c != '\r' && c != '\n')
                return;
            else if (depth > 0 && c == ')')
                --depth;
            else if (depth > 0 && c == '\\' && text_.size() > 1)
                text_.remove_prefix(1);
        }
    }

    bool take(char c) {
        skip_space();
        const bool there = text_.starts_with(c);
        text_.remove_prefix(there ? 1 : 0);
        return there;
    }

    std::string_view token() {
        skip_space();
        const auto end = std::ranges::find_if_not(text_, is_token_char);
        const auto word = text_.substr(0, static_cast<std::size_t>(end - text_.begin()));
        text_.remove_prefix(word.size());
        return word;
    }

    // A token or a quoted-string; nullopt: neither.
    std::optional<std::string> value() {
        if (!take('"')) {
            const auto word = token();
            return word.empty() ? std::nullopt : std::optional<std::string>(word);
        }
        std::string out;
        for (; !text_.empty(); text_.remove_prefix(1)) {
            if (text_.front() == '"') {
                text_.remove_prefix(1);
                return out;
            }
            if (text_.front() == '\\' && text_.size() > 1)
                text_.remove_prefix(1);
            if (text_.front() != '\r' && text_.front() != '\n')
                out += text_.front();
        }
        return std::nullopt;
    }

    bool at_end() {
        skip_space();
        return text_.empty();
    }

  private:
    std::string_view text_;
};

// False: it is malformed, or says for the second time what the boundary is.
bool take_parameter(Scanner& scanner, ContentType& out) {
    const auto name = scanner.token();
    if (name.empty() || !scanner.take('='))
        return false;
    auto value = scanner.value();
    if (!value)
        return false;
    if (!iequals(name, "boundary"))
        return !istarts_with(name, "boundary*"); // RFC 2231 forms: few readers know them here
    const bool first = !out.boundary;
    out.boundary = std::move(value);
    return first;
}

} // namespace

std::optional<ContentType> parse_content_type(std::string_view body) {
    Scanner scanner(body);
    ContentType out;
    out.type = lower(scanner.token());
    if (out.type.empty() || !scanner.take('/'))
        return std::nullopt;
    out.subtype = lower(scanner.token());
    if (out.subtype.empty())
        return std::nullopt;
    while (!scanner.at_end() && out.clear) {
        const bool separated = scanner.take(';');
        if (scanner.at_end()) // QUIRK: many write a semicolon after the last parameter
            break;
        out.clear = separated && take_parameter(scanner, out);
    }
    return out;
}

TransferEncoding parse_transfer_encoding(std::string_view body) {
    using enum TransferEncoding;
    constexpr std::array<std::pair<std::string_view, TransferEncoding>, 8> names = {
        {{"7bit", seven_bit},
         {"8bit", eight_bit},
         {"binary", binary},
         {"quoted-printable", quoted_printable},
         {"base64", base64},
         {"", seven_bit}, // QUIRK: these three are sent too, and nobody takes them for anything else
         {"7-bit", seven_bit},
         {"8-bit", eight_bit}}};
    Scanner scanner(body);
    const auto word = scanner.token();
    for (const auto& [name, encoding] : names)
        if (iequals(word, name) && scanner.at_end())
            return encoding;
    return unknown;
}

} // namespace posthaste::mail
