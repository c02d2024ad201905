// SPDX-License-Identifier: MIT
// A BIO over a Stream, so that OpenSSL reads and writes with the stream's deadline and its errors come back whole.
#pragma once

#include "openssl_handles.hpp"

#include <posthaste/net/stream.hpp>

#include <memory>
#include <optional>
#include <string>

namespace posthaste::net {

struct TlsTransport {
    std::unique_ptr<Stream> plain;
    Deadline deadline = Deadline::in({});
    int reads = 0;              // since that deadline was set
    std::optional<Error> error; // of the last read or write that failed
    bool ended = false;         // the peer closed the connection
    bool handshaking = true;
    bool gathering = false; // what is written waits in gathered until there is enough for a send
    std::string gathered;
    std::string first_octets; // what the peer said first: tells plain text from TLS when the handshake fails
};

// What was gathered goes out.
Status send_gathered(TlsTransport& transport);

// The method must outlive every BIO made of it.
[[nodiscard]] BioMethodHandle make_transport_method();
// transport must outlive the BIO, which does not own it. Null when memory is short.
[[nodiscard]] BIO* make_transport_bio(const BIO_METHOD* method, TlsTransport* transport);

} // namespace posthaste::net
