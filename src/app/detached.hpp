// SPDX-License-Identifier: MIT
// Work that outlives us: in a process of its own, without our terminal, our pipes, our directory and whatever else was
// handed to us open, so that nobody who waits for us waits for it. What does close on exec stays open.
#pragma once

#include <functional>
#include <span>

namespace posthaste::app {

// False: no process can be made, and nothing was done. The work must not return into what the caller was doing: the
// process ends after it. closed: descriptors of ours that it shall not have.
[[nodiscard]] bool detach(const std::function<void()>& work, std::span<const int> closed = {});

} // namespace posthaste::app
