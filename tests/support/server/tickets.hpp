// SPDX-License-Identifier: MIT
// Session tickets that every server of the tests takes, whichever gave them: each connection has a context of its own.
#pragma once

#include <openssl/ssl.h>

namespace posthaste::test {

void share_tickets(SSL_CTX* context);

} // namespace posthaste::test
