// SPDX-License-Identifier: MIT
#include "socket_stream.hpp"
#include "support/interrupt.hpp"
#include "wait.hpp"

#include <array>
#include <cerrno>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace posthaste::net {
namespace {

using testing::HasSubstr;

Deadline soon() { return Deadline::in(std::chrono::seconds{20}); }
Deadline at_once() { return Deadline::in(std::chrono::milliseconds{30}); }

struct Pair {
    Pair() {
        int ends[2];
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
        stream = std::make_unique<SocketStream>(Fd{ends[0]});
        other = Fd{ends[1]};
    }
    std::unique_ptr<SocketStream> stream;
    Fd other;
};

TEST(SocketStream, CarriesBytesBothWaysAndThenTheEnd) {
    Pair pair;
    ASSERT_TRUE(pair.stream->write_all("EHLO x\r\n", soon()));
    std::array<char, 64> buffer;
    EXPECT_EQ(::read(pair.other.get(), buffer.data(), buffer.size()), 8);
    ASSERT_EQ(::write(pair.other.get(), "250 y\r\n", 7), 7);
    EXPECT_EQ(pair.stream->read_some(buffer, soon()).value(), 7U);
    pair.other.reset();
    EXPECT_EQ(pair.stream->read_some(buffer, soon()).value(), 0U);
}

Deadline interrupted_by(const test::Interrupt& signal) {
    return Deadline::in(std::chrono::seconds{20}, signal.descriptor());
}

TEST(SocketStream, GivesUpWaitingWhenInterrupted) {
    Pair pair;
    const test::Interrupt signal;
    signal.come();
    std::array<char, 64> buffer;
    const auto count = pair.stream->read_some(buffer, interrupted_by(signal));
    ASSERT_FALSE(count);
    EXPECT_EQ(count.error().kind, ErrorKind::interrupted);
    const auto written = pair.stream->write_all(std::string(8U << 20U, 'x'), interrupted_by(signal));
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::interrupted);
    EXPECT_TRUE(signal.is_there()); // for who asks next
}

TEST(SocketStream, ReadsWhatIsThereThoughInterrupted) {
    Pair pair;
    const test::Interrupt signal;
    signal.come();
    ASSERT_EQ(::write(pair.other.get(), "250 y\r\n", 7), 7);
    std::array<char, 64> buffer;
    EXPECT_EQ(pair.stream->read_some(buffer, interrupted_by(signal)).value(), 7U);
}

TEST(WaitUntil, ReadsRatherThanEndsAndEndsRatherThanWrites) {
    Pair pair;
    const test::Interrupt signal;
    const int fd = pair.stream->descriptor();
    EXPECT_EQ(wait_until(fd, POLLOUT, interrupted_by(signal)), Waited::ready);
    EXPECT_EQ(wait_until(fd, POLLIN, Deadline::in({}, signal.descriptor())), Waited::late);
    signal.come();
    EXPECT_EQ(wait_until(fd, POLLOUT, interrupted_by(signal)), Waited::interrupted);
    EXPECT_EQ(wait_until(fd, POLLIN, interrupted_by(signal)), Waited::interrupted);
    ASSERT_EQ(::write(pair.other.get(), "x", 1), 1);
    EXPECT_EQ(wait_until(fd, POLLIN, interrupted_by(signal)), Waited::ready);
    EXPECT_EQ(wait_until(fd, POLLIN, Deadline::in(std::chrono::seconds{20})), Waited::ready);
}

TEST(SocketStream, GivesUpReadingAtTheDeadline) {
    Pair pair;
    std::array<char, 64> buffer;
    const auto count = pair.stream->read_some(buffer, at_once());
    ASSERT_FALSE(count);
    EXPECT_EQ(count.error().kind, ErrorKind::timeout);
    EXPECT_THAT(count.error().message, HasSubstr("no answer in time"));
}

TEST(SocketStream, GivesUpWritingToAPeerThatDoesNotRead) {
    Pair pair;
    const auto written = pair.stream->write_all(std::string(8U << 20U, 'x'), at_once());
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::timeout);
    EXPECT_THAT(written.error().message, HasSubstr("stopped reading"));
}

TEST(SocketStream, WritesMoreThanTheKernelHolds) {
    Pair pair;
    const std::string sent(8U << 20U, 'x');
    std::size_t received = 0;
    std::thread reader{[&] {
        std::array<char, 65536> buffer;
        for (ssize_t count = 1; received < sent.size() && count > 0; received += static_cast<std::size_t>(count))
            count = ::read(pair.other.get(), buffer.data(), buffer.size());
    }};
    EXPECT_TRUE(pair.stream->write_all(sent, soon()));
    reader.join();
    EXPECT_EQ(received, sent.size());
}

TEST(SocketStream, SurvivesWritingToAPeerThatIsGone) {
    Pair pair;
    pair.other.reset();
    const auto written = pair.stream->write_all("QUIT\r\n", soon());
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::connection);
    EXPECT_EQ(written.error().os_errno, EPIPE);
}

TEST(SocketStream, EndsItsSideOnly) {
    Pair pair;
    pair.stream->shut_down();
    std::array<char, 8> buffer;
    EXPECT_EQ(::read(pair.other.get(), buffer.data(), buffer.size()), 0);
    ASSERT_EQ(::write(pair.other.get(), "221", 3), 3);
    EXPECT_EQ(pair.stream->read_some(buffer, soon()).value(), 3U);
}

} // namespace
} // namespace posthaste::net
