// SPDX-License-Identifier: MIT
// Streams over descriptors that somebody else connected: stdin and stdout of a server that was started for one client,
// and sockets that were accepted.
#pragma once

#include <posthaste/base/fd.hpp>
#include <posthaste/net/stream.hpp>

#include <memory>

namespace posthaste::net {

// Reads one and writes the other, which may be the same: pipes, sockets, files, a terminal. They stay the caller's, and
// as they are: whether they block belongs to whoever else has them open. Errors name stdin and stdout.
[[nodiscard]] std::unique_ptr<Stream> descriptor_stream(int input, int output);

// Takes the socket over, and makes it non-blocking.
[[nodiscard]] std::unique_ptr<Stream> socket_stream(Fd socket);

} // namespace posthaste::net
