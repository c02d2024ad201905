// SPDX-License-Identifier: MIT
// Turns among the processes that send what was taken from others: however many calls there are, a few send, and one
// waits. Whoever has no turn need not wait: the one who does will look for everything that is due by then.
#pragma once

#include <posthaste/base/fd.hpp>
#include <posthaste/base/file_ops.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace posthaste::app {

class SenderTurn {
  public:
    // directory: the queue's. turns: how many may send at a time. nullopt: there is none to be had, and one waits
    // already; or stopped() while we waited. The turn ends with this.
    [[nodiscard]] static std::optional<SenderTurn> take(const std::string& directory, int turns, FileOps& files,
                                                        const std::function<bool()>& stopped);

  private:
    explicit SenderTurn(Fd lock) : lock_(std::move(lock)) {}

    Fd lock_;
};

// Until the other end is closed.
void for_each_line(int fd, const std::function<void(std::string_view line)>& work);

} // namespace posthaste::app
