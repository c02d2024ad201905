// SPDX-License-Identifier: MIT
// HTML cut into tags and text the way browsers do it (HTML standard section 13.2.5), as far as mail needs it. Nothing
// is an error; no input takes more than linear time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace posthaste::mime {

enum class HtmlTokenKind : std::uint8_t {
    text,     // with its character references
    raw_text, // of an element that holds no tags: script, style, title, textarea ...
    start_tag,
    end_tag,
    comment,
    end,
};

// Views into the HTML.
struct HtmlToken {
    HtmlTokenKind kind = HtmlTokenKind::end;
    std::string_view text;       // of texts and comments
    std::string name;            // of a tag, and of the element that raw text is in; in lower case
    std::string_view attributes; // of a start tag, as they stand
};

class HtmlTokenizer {
  public:
    // html must outlive it.
    explicit HtmlTokenizer(std::string_view html) noexcept : rest_(html) {}
    [[nodiscard]] HtmlToken next();

  private:
    HtmlToken take(HtmlTokenKind kind, std::size_t bytes);
    HtmlToken tag(HtmlTokenKind kind, std::size_t name_at);
    HtmlToken comment();
    HtmlToken raw_text();

    std::string_view rest_;
    std::string raw_element_; // its text comes next
};

struct HtmlAttribute {
    std::string name;       // in lower case
    std::string_view value; // with its character references
};

class HtmlAttributes {
  public:
    explicit HtmlAttributes(std::string_view attributes) noexcept : rest_(attributes) {}
    [[nodiscard]] std::optional<HtmlAttribute> next();

  private:
    std::string_view value();

    std::string_view rest_;
};

// The decoded value of the first attribute of that name.
[[nodiscard]] std::optional<std::string> html_attribute(const HtmlToken& tag, std::string_view name);

} // namespace posthaste::mime
