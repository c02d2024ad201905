// SPDX-License-Identifier: MIT
// format=flowed of any octets in CRLF lines. What a reader joins is the text that went in, but for spaces at the ends
// of lines; no line begins with "From "; and nothing depends on how the input was cut.
#include "support/unflow.hpp"

#include <posthaste/codec/flowed.hpp>
#include <posthaste/mail/canonicalizer.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace posthaste;

void require(bool holds) {
    if (!holds)
        std::abort();
}

struct Flowed {
    std::string text;
    bool needs_delsp = false;
};

Flowed flow(std::string_view text, std::size_t step, bool always_delsp) {
    codec::FlowedScan scan;
    for (std::size_t at = 0; at < text.size(); at += step)
        scan.feed(text.substr(at, step));
    scan.finish();
    require(scan.possible());
    Flowed flowed{{}, scan.needs_delsp()};
    codec::FlowedEncoder encoder(flowed.needs_delsp || always_delsp);
    for (std::size_t at = 0; at < text.size(); at += step)
        encoder.feed(text.substr(at, step), flowed.text);
    encoder.finish(flowed.text);
    return flowed;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string input(data, data + size);
    std::string text;
    mail::Canonicalizer canonicalizer(false);
    canonicalizer.feed(std::string_view(input).substr(std::min<std::size_t>(1, size)), text);
    const bool always_delsp = size != 0 && (data[0] & 1U) != 0;
    const auto whole = flow(text, text.size() + 1, always_delsp);
    const auto bytewise = flow(text, 1, always_delsp);
    require(whole.text == bytewise.text && whole.needs_delsp == bytewise.needs_delsp);
    require(test::unflow(whole.text, whole.needs_delsp || always_delsp) == test::without_trailing_spaces(text));
    require(!whole.text.starts_with("From ") && !whole.text.contains("\r\nFrom "));
    return 0;
}
