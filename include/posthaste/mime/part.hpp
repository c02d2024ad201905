// SPDX-License-Identifier: MIT
// The tree of a composed message (RFC 2045, 2046): leaves that hold encoded octets, multiparts that hold parts. A
// value; nothing is read or written before it is flattened and streamed.
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/base/random.hpp>
#include <posthaste/mime/segment.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::mime {

// body: folded, the folds being CRLF and a space.
struct Field {
    std::string name, body;
};

struct Part {
    std::vector<Field> fields;    // Content-Type and what else describes the part; no MIME-Version
    std::vector<Segment> content; // of a leaf
    std::vector<Part> children;   // of a multipart, whose content stays empty
    std::string boundary;         // of a multipart
};

// "multipart/<subtype>" with a boundary of its own. parameters: what Content-Type says besides, each with its "; "
// before it. Content-Transfer-Encoding: 8bit where a child has it, which only a
// message that is forwarded can; else without, since composed parts are 7bit.
[[nodiscard]] Part make_multipart(std::string_view subtype, std::string_view parameters, std::vector<Part> children,
                                  IdSource& ids);

// The part's fields, a blank line, its content: what a signature signs, and what stands between boundaries.
[[nodiscard]] std::vector<Segment> flatten(Part part);
// Without the fields and the blank line: the body of a message whose header has the fields.
[[nodiscard]] std::vector<Segment> flatten_content(Part part);

// A flattened part in a file without a name, as it will be sent. For what must be read twice: once to sign or encrypt
// it, once to send it.
struct Entity {
    Fd file;
    std::uint64_t size_bytes = 0;
};
[[nodiscard]] Result<Entity> write_entity(Part part);

} // namespace posthaste::mime
