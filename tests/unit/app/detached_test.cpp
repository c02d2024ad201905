// SPDX-License-Identifier: MIT
#include "detached.hpp"

#include <posthaste/base/fd.hpp>

#include <array>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace posthaste::app {
namespace {

struct Pipe {
    Fd reading, writing;
};

Pipe make_pipe(int flags) {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), flags), 0);
    return {Fd{ends[0]}, Fd{ends[1]}};
}

// A caller reads its pipe to the end, whichever number it has, and a script's flock(1) ends with the script.
TEST(Detached, KeepsNothingOpenThatItWasHanded) {
    auto callers = make_pipe(0); // stays open in whatever we would start
    auto ours = make_pipe(O_CLOEXEC);
    auto answer = make_pipe(O_CLOEXEC);
    ASSERT_TRUE(detach([&] {
        ours.writing.reset();
        char byte = 0;
        const auto count = ::read(ours.reading.get(), &byte, 1); // until the parent is done
        (void)!::write(answer.writing.get(), count == 1 ? "y" : "n", 1);
    }));
    callers.writing.reset();
    pollfd end{callers.reading.get(), POLLIN, 0};
    constexpr int long_enough = 60'000;
    EXPECT_EQ(::poll(&end, 1, long_enough), 1) << "it is still open in the other process";
    EXPECT_EQ(end.revents & POLLIN, 0) << "nothing but the end";
    ASSERT_EQ(::write(ours.writing.get(), "x", 1), 1);
    char heard = 0;
    ASSERT_EQ(::read(answer.reading.get(), &heard, 1), 1);
    EXPECT_EQ(heard, 'y') << "what closes on exec is ours, and stays";
    EXPECT_GT(::waitpid(-1, nullptr, 0), 0);
}

} // namespace
} // namespace posthaste::app
