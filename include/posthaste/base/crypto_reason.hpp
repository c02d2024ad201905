// SPDX-License-Identifier: MIT
// What OpenSSL says about its last failure on this thread. Only the files that may know OpenSSL have a use for it.
#pragma once

#include <string>

namespace posthaste {

// The oldest reason in the error queue, which is emptied. The texts are loaded for it, a million instructions' worth,
// except those of libssl.
[[nodiscard]] std::string drained_crypto_reason();

} // namespace posthaste
