// SPDX-License-Identifier: MIT
// The body of a header field, put together from pieces that must stay whole: folds stand between them (RFC 5322 section
// 2.2.3), are CRLF and white space, and are made where a line would get too long. What the pieces are is for the
// caller.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace posthaste::mail {

class FieldFolder {
  public:
    explicit FieldFolder(std::string_view field_name) : line_bytes_(field_name.size() + 2) {}

    // space: what stands before the piece, not empty; the first piece has none. The first one always stands beside the
    // field's name, since an empty first line is shown as a space by some; one that no line has room for makes its line
    // longer than it should be.
    void add(std::string_view piece, std::string_view space = " ");
    // Encoded-words as codec/encoded_word.hpp gives them, or anything else without CRLF in it.
    void add_words(std::string_view words);
    // The next piece begins a line, unless it is the first of the body.
    void fold();

    // Whether a piece and a space before it would stand in this line.
    [[nodiscard]] bool has_room(std::string_view piece) const noexcept;
    // What an encoded-word in this line may have.
    [[nodiscard]] std::size_t word_bytes() const noexcept;
    [[nodiscard]] const std::string& body() const noexcept { return body_; }

  private:
    [[nodiscard]] bool fits(std::string_view piece, std::size_t space_bytes) const noexcept;

    std::string body_;
    std::size_t line_bytes_;
    bool line_has_word_ = false;
};

} // namespace posthaste::mail
