// SPDX-License-Identifier: MIT
// The header of a message as an ordered list of fields whose bytes are kept: what is not touched is written out as it
// came.
#pragma once

#include <posthaste/base/error.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace posthaste::mail {

struct HeaderField {
    std::string name; // as written, without space before the colon
    std::string raw;  // the whole field with its folding, ending in CRLF

    [[nodiscard]] std::string_view body() const noexcept; // after the colon, folded as it is, without the last CRLF
};

class HeaderBlock {
  public:
    static constexpr std::size_t max_bytes = 1U << 20U;            // without the fields that name recipients
    static constexpr std::size_t max_recipient_bytes = 16U << 20U; // of those: To, Cc, Bcc and their Resent- forms

    // bytes: whole lines ending in CRLF, without the blank line. ErrorKind::data when a line is neither a field nor a
    // continuation, or holds a bare CR, bare LF or NUL.
    static Result<HeaderBlock> parse(std::string_view bytes);

    [[nodiscard]] const std::vector<HeaderField>& fields() const noexcept { return fields_; }
    [[nodiscard]] bool has(std::string_view name) const noexcept;                   // names without case
    [[nodiscard]] std::vector<const HeaderField*> all(std::string_view name) const; // valid until the block changes
    // name and body: no CR, LF or NUL apart from folding (CRLF followed by SP) in the body; asserted.
    void prepend(std::string_view name, std::string_view body);
    void append(std::string_view name, std::string_view body);
    void set(std::string_view name, std::string_view body); // in the place of the first of that name, or appended
    void set_raw(std::size_t index, std::string raw);       // a field written anew; its name stays
    std::size_t remove(std::string_view name);              // how many were there
    [[nodiscard]] std::string wire() const;                 // every field, each ending in CRLF; no blank line

  private:
    std::vector<HeaderField> fields_;
};

} // namespace posthaste::mail
