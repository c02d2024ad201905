// SPDX-License-Identifier: MIT
#include <posthaste/mime/arrange.hpp>

#include <iterator>

namespace posthaste::mime {

namespace {

void move_to(std::vector<Part>& list, std::vector<Part>& more) {
    list.insert(list.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    more.clear();
}

// RFC 2387 section 3.1: the type of the root, which is the first part.
Part with_inlined(Part html, std::vector<Part>& inlined, IdSource& ids) {
    if (inlined.empty())
        return html;
    std::vector<Part> parts;
    parts.push_back(std::move(html));
    move_to(parts, inlined);
    return make_multipart("related", "; type=\"text/html\"", std::move(parts), ids);
}

Part empty_text() {
    Part part;
    part.fields.push_back({"Content-Type", "text/plain; charset=us-ascii"});
    part.fields.push_back({"Content-Transfer-Encoding", "7bit"});
    return part;
}

} // namespace

Part arrange(Pieces pieces, IdSource& ids) {
    std::vector<Part> alternatives;
    if (pieces.text)
        alternatives.push_back(*std::move(pieces.text));
    if (pieces.html)
        alternatives.push_back(with_inlined(*std::move(pieces.html), pieces.inlined, ids));
    if (pieces.calendar)
        alternatives.push_back(*std::move(pieces.calendar));

    std::vector<Part> mixed;
    if (alternatives.size() == 1)
        mixed.push_back(std::move(alternatives.front()));
    else if (!alternatives.empty())
        mixed.push_back(make_multipart("alternative", "", std::move(alternatives), ids));
    const bool has_body = !mixed.empty();
    move_to(mixed, pieces.inlined);
    move_to(mixed, pieces.attached);
    if (mixed.empty())
        return empty_text();
    // An attachment alone is one part of a mixed message all the same: as the message itself, readers show it as text.
    if (has_body && mixed.size() == 1)
        return std::move(mixed.front());
    return make_multipart("mixed", "", std::move(mixed), ids);
}

} // namespace posthaste::mime
