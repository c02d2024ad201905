// SPDX-License-Identifier: MIT
// What the sink and the cases of the command line say about a server, and how a message taken is written down.
#pragma once

#include "support/server/receiver.hpp"

#include <string>
#include <string_view>

namespace posthaste::test {

// --tls MODE, --auth USER:PASSWORD, --reply KEY=LINE, --refuse ADDRESS=LINE, --without EXTENSION. False for another
// option or a value that will not do.
[[nodiscard]] bool take_server_argument(ServerOptions& options, std::string_view option, std::string_view value);

// "from <a@b> SIZE=1", a "to" line for each recipient, a blank line, the message with LF.
[[nodiscard]] std::string text_of(const ReceivedMessage& message);

} // namespace posthaste::test
