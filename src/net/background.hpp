// SPDX-License-Identifier: MIT
// For calls of the system that have no deadline of their own: they run in a thread that is left behind when the time
// is up.
#pragma once

#include <posthaste/base/fd.hpp>

#include <functional>

namespace posthaste::net {

// The thread gets one end of a SOCK_SEQPACKET connection, the caller the other; what is sent after the caller's end was
// closed fails. Not valid when no thread is to be had: better to call without a deadline than not at all.
[[nodiscard]] Fd start_in_background(std::function<void(int answer_to)> work);

} // namespace posthaste::net
