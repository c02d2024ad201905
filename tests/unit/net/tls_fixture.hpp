// SPDX-License-Identifier: MIT
// What the TLS tests share: certificates made once, and a client at a peer on the loopback interface.
#pragma once

#include "support/server/test_ca.hpp"
#include "support/server/tls_peer.hpp"

#include <posthaste/net/connect.hpp>
#include <posthaste/net/tls.hpp>

#include <array>
#include <chrono>
#include <gtest/gtest.h>
#include <memory>
#include <span>
#include <string>

namespace posthaste::net {

inline Deadline soon() { return Deadline::in(std::chrono::seconds{20}); } // far beyond what any step here takes

inline test::TestCa& certificates() {
    static test::TestCa ca;
    return ca;
}

inline TlsSettings trusting_test_root() {
    TlsSettings settings;
    settings.ca = certificates().ca_file();
    return settings;
}

inline std::unique_ptr<Stream> plain_stream_to(std::uint16_t port) {
    auto connected = connect({"127.0.0.1", port, {}}, soon());
    EXPECT_TRUE(connected) << connected.error().message;
    return connected ? std::move(connected->stream) : nullptr;
}

// Reads until the end or an error; the error, if any, is left in `error`.
inline std::string read_all(Stream& stream, Error* error = nullptr) {
    std::string text;
    std::array<char, 4096> buffer;
    for (;;) {
        auto count = stream.read_some(buffer, soon());
        if (!count && error != nullptr)
            *error = count.error();
        if (!count || *count == 0)
            return text;
        text.append(buffer.data(), *count);
    }
}

inline std::string read_exactly(Stream& stream, std::size_t size) {
    std::string text(size, '\0');
    std::size_t done = 0;
    while (done < size) {
        auto count = stream.read_some(std::span{text}.subspan(done), soon());
        if (!count || *count == 0)
            break;
        done += *count;
    }
    text.resize(done);
    return text;
}

} // namespace posthaste::net
