// SPDX-License-Identifier: MIT
// Where each part of a composed message stands: mixed > alternative > related, each only where it is needed (RFC 2046
// sections 5.1.3 and 5.1.4, RFC 2387). Every reader that was tried shows this order right.
#pragma once

#include <posthaste/mime/part.hpp>

#include <optional>
#include <vector>

namespace posthaste::mime {

struct Pieces {
    std::optional<Part> text, html, calendar; // in the order in which they are alternatives
    std::vector<Part> inlined;                // what the HTML shows; attached where there is no HTML
    std::vector<Part> attached;
};

// Of nothing at all: an empty text.
[[nodiscard]] Part arrange(Pieces pieces, IdSource& ids);

} // namespace posthaste::mime
