// SPDX-License-Identifier: MIT
// A pipe in the place of a signalfd.
#pragma once

#include <posthaste/base/fd.hpp>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

namespace posthaste::test {

class Interrupt {
  public:
    Interrupt() {
        int ends[2];
        EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
        out_ = Fd{ends[0]};
        in_ = Fd{ends[1]};
    }
    [[nodiscard]] int descriptor() const { return out_.get(); }
    void come() const { EXPECT_EQ(::write(in_.get(), "x", 1), 1); }
    [[nodiscard]] bool is_there() const { // it was not read
        pollfd entry{out_.get(), POLLIN, 0};
        return ::poll(&entry, 1, 0) == 1;
    }

  private:
    Fd out_, in_;
};

} // namespace posthaste::test
