// SPDX-License-Identifier: MIT
// poll(2) for one descriptor with a deadline.
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/net/deadline.hpp>

#include <cstdint>
#include <string>

namespace posthaste::net {

enum class Waited : std::uint8_t { ready, late, interrupted };

// late: the deadline passed. Errors and hang-ups count as ready: the call that follows says which it is. A signal does
// not end the wait, but the deadline's interrupt does. Where both have come, what there is to read is read: it may be
// the answer that everything depends on; nothing more is written.
[[nodiscard]] Waited wait_until(int fd, short events, Deadline deadline);

// When it is not ready. late: what to say then.
[[nodiscard]] std::unexpected<Error> not_ready(Waited waited, std::string late);

[[nodiscard]] std::unexpected<Error> interrupted();

} // namespace posthaste::net
