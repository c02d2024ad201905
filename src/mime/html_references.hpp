// SPDX-License-Identifier: MIT
// Character references of HTML: "&amp;", "&#252;", "&#xFC;".
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace posthaste::mime {

struct HtmlReference {
    char32_t value = 0;
    std::size_t bytes = 0; // 0: the text does not begin with one
};
[[nodiscard]] HtmlReference html_reference(std::string_view text, bool in_attribute) noexcept;
// What is no reference stays.
[[nodiscard]] std::string decode_references(std::string_view text, bool in_attribute);

} // namespace posthaste::mime
