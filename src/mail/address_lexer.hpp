// SPDX-License-Identifier: MIT
// The words of an address field (RFC 5322 section 3.2). Comments and folding are passed over; depth is counted, so
// that nesting costs no stack.
#pragma once

#include <posthaste/base/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace posthaste::mail {

// atext of RFC 5322 section 3.2.3; octets over 127 are UTF-8 (RFC 6532 section 3.2), judged where it matters.
[[nodiscard]] bool is_atom_char(char c) noexcept;

enum class TokenKind : std::uint8_t {
    atom,
    quoted,  // text without its quotes
    literal, // "[...]" with its brackets
    special, // one of < > @ , ; : .
    end,
};

struct Token {
    TokenKind kind = TokenKind::end;
    std::string text;
    bool after_space = false; // space or a comment stood before it
    std::size_t begin = 0;    // where it stands in the text
    std::size_t end = 0;

    [[nodiscard]] bool is(char special) const noexcept { return kind == TokenKind::special && text.front() == special; }
    [[nodiscard]] bool is_word() const noexcept { return kind == TokenKind::atom || kind == TokenKind::quoted; }
};

class AddressLexer {
  public:
    explicit AddressLexer(std::string_view text) : text_(text) {}

    // ErrorKind::data says what is wrong, without the text it is wrong in.
    Result<Token> next();
    [[nodiscard]] std::string_view text() const noexcept { return text_; }

  private:
    Result<bool> skip_space(); // true: something was there
    void skip_white() noexcept;
    Status skip_comment();
    Result<Token> quoted_string();
    Result<Token> literal();
    Token atom();
    [[nodiscard]] std::size_t line_end_bytes() const noexcept;

    std::string_view text_;
    std::size_t at_ = 0;
};

} // namespace posthaste::mail
