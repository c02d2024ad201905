// SPDX-License-Identifier: MIT
// HTML out of any bytes: nothing is read outside, the plain text has no controls, is UTF-8 if the HTML was, and is not
// much longer than that; each reference to a part is told once.
#include <posthaste/base/text.hpp>
#include <posthaste/codec/utf8.hpp>
#include <posthaste/mime/html.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

void require(bool holds) {
    if (!holds)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace posthaste;
    const std::string html(data, data + size);
    const auto text = mime::html_to_text(html);
    require(std::ranges::none_of(text, [](char c) { return is_control(c) && c != '\n' && c != '\t'; }));
    require(!codec::is_utf8(html) || codec::is_utf8(text));
    require(text.size() <= 32 * html.size() && !text.contains(" \n") && (text.empty() || text.ends_with('\n')));

    auto ids = mime::look_at_html(html).content_ids;
    std::ranges::sort(ids);
    require(std::ranges::adjacent_find(ids) == ids.end());

    MemorySource source(html);
    const auto read = mime::read_html(source, {});
    require(read.has_value() && (codec::is_utf8(*read) || *read == html));
    return 0;
}
