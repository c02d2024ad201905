// SPDX-License-Identifier: MIT
#include "address_lexer.hpp"

#include <posthaste/base/text.hpp>

#include <fmt/format.h>

namespace posthaste::mail {

namespace {

constexpr std::string_view specials = "<>@,;:.";

auto control_character(char c) {
    return fail(ErrorKind::data, fmt::format("control character \\x{:02X}", static_cast<unsigned char>(c)));
}

} // namespace

bool is_atom_char(char c) noexcept {
    constexpr std::string_view no_atext = "()<>[]:;@\\,.\" ";
    return !is_control(c) && no_atext.find(c) == std::string_view::npos;
}

Result<Token> AddressLexer::next() {
    PH_ASSIGN(const bool after_space, skip_space());
    Token token;
    const std::size_t begin = at_;
    if (at_ == text_.size()) {
        // stays TokenKind::end
    } else if (text_[at_] == '"') {
        PH_ASSIGN(token, quoted_string());
    } else if (text_[at_] == '[') {
        PH_ASSIGN(token, literal());
    } else if (specials.find(text_[at_]) != std::string_view::npos) {
        token = {TokenKind::special, std::string(1, text_[at_++])};
    } else if (is_atom_char(text_[at_])) {
        token = atom();
    } else if (is_control(text_[at_])) {
        return control_character(text_[at_]);
    } else {
        return fail(ErrorKind::data, fmt::format("stray '{}'", text_[at_]));
    }
    token.after_space = after_space;
    token.begin = begin;
    token.end = at_;
    return token;
}

// A line end counts as space where folding put it, or at the very end (RFC 5322 section 2.2.3); else 0.
std::size_t AddressLexer::line_end_bytes() const noexcept {
    const auto rest = text_.substr(at_);
    const std::size_t length = rest.starts_with("\r\n") ? 2 : rest.starts_with('\n') ? 1 : 0;
    return rest.size() == length || is_space(rest[length]) ? length : 0;
}

Result<bool> AddressLexer::skip_space() {
    const std::size_t begin = at_;
    for (;;) {
        skip_white();
        if (at_ == text_.size() || text_[at_] != '(')
            return at_ != begin;
        PH_TRY(skip_comment());
    }
}

void AddressLexer::skip_white() noexcept {
    while (at_ < text_.size()) {
        const std::size_t length = is_space(text_[at_]) ? 1 : line_end_bytes();
        if (length == 0)
            return;
        at_ += length;
    }
}

Status AddressLexer::skip_comment() {
    std::size_t depth = 0;
    while (at_ < text_.size()) {
        if (const auto length = line_end_bytes(); length != 0) {
            at_ += length;
            continue;
        }
        const char c = text_[at_++];
        if (is_control(c) && c != '\t')
            return control_character(c);
        if (c == '\\' && at_ < text_.size() && !is_control(text_[at_]))
            ++at_;
        if (c == '(')
            ++depth;
        if (c == ')' && --depth == 0)
            return {};
    }
    return fail(ErrorKind::data, "a comment is not closed: ')' is missing");
}

Result<Token> AddressLexer::quoted_string() {
    Token token{TokenKind::quoted, {}};
    for (++at_; at_ < text_.size();) {
        if (const auto length = line_end_bytes(); length != 0) {
            at_ += length; // the space after it stays (RFC 5322 section 2.2.3)
            continue;
        }
        char c = text_[at_++];
        if (c == '"')
            return token;
        if (c == '\\' && at_ < text_.size())
            c = text_[at_++];
        if (is_control(c) && c != '\t')
            return control_character(c);
        token.text += c == '\t' ? ' ' : c;
    }
    return fail(ErrorKind::data, "a quoted string is not closed: '\"' is missing");
}

// RFC 5321 section 4.1.3: no space in it, and no bracket or backslash.
Result<Token> AddressLexer::literal() {
    const std::size_t begin = at_++;
    while (at_ < text_.size() && (is_atom_char(text_[at_]) || specials.find(text_[at_]) != std::string_view::npos))
        ++at_;
    if (at_ == text_.size() || text_[at_] != ']')
        return fail(ErrorKind::data, "a domain literal is not closed: ']' is missing");
    ++at_;
    return Token{TokenKind::literal, std::string(text_.substr(begin, at_ - begin))};
}

Token AddressLexer::atom() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_atom_char(text_[at_]))
        ++at_;
    return {TokenKind::atom, std::string(text_.substr(begin, at_ - begin))};
}

} // namespace posthaste::mail
