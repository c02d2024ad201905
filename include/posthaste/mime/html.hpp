// SPDX-License-Identifier: MIT
// What the composer has to know of an HTML text, and the plain text that stands beside it. No input takes more than
// linear time, or a stack that grows.
#pragma once

#include <posthaste/base/byte_source.hpp>
#include <posthaste/base/error.hpp>
#include <posthaste/mime/text.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::mime {

inline constexpr std::size_t max_html_bytes = 32UZ * 1024 * 1024;

// As UTF-8, without its byte order mark; line ends stay. The character set is that of the options, or what a mark says;
// of a text that is no UTF-8 then, what its <meta> says. Octets that do not decode are returned as they came, for
// stage_text to label. ErrorKind::data: over max_html_bytes. usage: a character set that is not known.
[[nodiscard]] Result<std::string> read_html(ByteSource& source, const TextOptions& options);

struct HtmlFacts {
    std::vector<std::string> content_ids; // of "cid:" references (RFC 2392), decoded, each once, in their order
    bool remote_images = false;           // from http or https
    bool other_images = false;            // from parts of the message, or in the HTML itself
    bool text = false;                    // anything to read
};
[[nodiscard]] HtmlFacts look_at_html(std::string_view html);

// A plain text for readers without HTML: paragraphs, lists, quotations, links with their targets, alternatives of
// images, tables row by row. Lines end in LF and are as long as they are; UTF-8 if html is. What style sheets hide is
// not hidden.
[[nodiscard]] std::string html_to_text(std::string_view html);

} // namespace posthaste::mime
