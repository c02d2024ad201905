// SPDX-License-Identifier: MIT
#include "tickets.hpp"

#include <array>

namespace posthaste::test {

void share_tickets(SSL_CTX* context) {
    std::array<unsigned char, 80> keys{}; // OpenSSL's name, HMAC key and AES key
    SSL_CTX_set_tlsext_ticket_keys(context, keys.data(), keys.size());
    constexpr unsigned char same[] = "posthaste tests";
    SSL_CTX_set_session_id_context(context, same, sizeof same);
}

} // namespace posthaste::test
