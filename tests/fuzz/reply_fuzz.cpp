// SPDX-License-Identifier: MIT
// Replies out of any bytes: the same whole and byte by byte, never outside 200 to 599, never larger than they may be;
// and capabilities out of any reply.
#include <posthaste/smtp/reply.hpp>

#include <capabilities.hpp>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace posthaste;

void require(bool holds) {
    if (!holds)
        std::abort();
}

// What came out, as one text: the replies, then "!" for an error or "." for half a reply.
std::string read_all(std::string_view bytes, std::size_t step) {
    smtp::ReplyParser parser;
    std::string seen;
    while (!bytes.empty()) {
        auto piece = bytes.substr(0, step);
        bytes.remove_prefix(piece.size());
        while (!piece.empty()) {
            auto reply = parser.feed(piece);
            if (!reply) {
                require(reply.error().kind == ErrorKind::protocol);
                return seen + "!";
            }
            if (!*reply)
                continue;
            require(parser.idle() && (*reply)->code >= 200 && (*reply)->code <= 599 && !(*reply)->lines.empty());
            require((*reply)->text().size() <= 2000);
            const auto offered = smtp::Capabilities::parse(**reply);
            require(!offered.max_bytes || *offered.max_bytes > 0);
            seen += (*reply)->text() + "\n";
        }
    }
    return seen + (parser.idle() ? "" : ".");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(data, data + size);
    const auto whole = read_all(bytes, bytes.size() + 1);
    require(whole == read_all(bytes, 1));
    require(whole == read_all(bytes, 7));
    return 0;
}
