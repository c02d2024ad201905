// SPDX-License-Identifier: MIT
#include <posthaste/net/descriptor_stream.hpp>

#include <array>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace posthaste::net {
namespace {

constexpr std::chrono::seconds patience{60};

struct Pipe {
    Pipe() {
        std::array<int, 2> ends{-1, -1};
        EXPECT_EQ(::pipe(ends.data()), 0);
        read = Fd{ends[0]};
        write = Fd{ends[1]};
    }
    Fd read, write;
};

std::string read_from(Stream& stream) {
    std::array<char, 64> buffer;
    const auto count = stream.read_some(buffer, Deadline::in(patience));
    return count ? std::string(buffer.data(), *count) : "error: " + count.error().message;
}

TEST(DescriptorStream, ReadsOneAndWritesTheOther) {
    const Pipe in, out;
    const auto stream = descriptor_stream(in.read.get(), out.write.get());
    ASSERT_EQ(::write(in.write.get(), "hello", 5), 5);
    EXPECT_EQ(read_from(*stream), "hello");
    ASSERT_TRUE(stream->write_all("good day", Deadline::in(patience)));
    std::array<char, 64> buffer;
    EXPECT_EQ(::read(out.read.get(), buffer.data(), buffer.size()), 8);
}

TEST(DescriptorStream, TellsTheEnd) {
    Pipe in;
    const Pipe out;
    const auto stream = descriptor_stream(in.read.get(), out.write.get());
    in.write.reset();
    EXPECT_EQ(read_from(*stream), "");
}

TEST(DescriptorStream, LeavesTheFlagsAsTheyAre) {
    const Pipe in, out;
    const int before = ::fcntl(in.read.get(), F_GETFL);
    const auto stream = descriptor_stream(in.read.get(), out.write.get());
    ASSERT_EQ(::write(in.write.get(), "x", 1), 1);
    EXPECT_EQ(read_from(*stream), "x");
    EXPECT_EQ(::fcntl(in.read.get(), F_GETFL), before);
}

// A pipe that blocks and is full: the deadline counts, not the kernel's patience.
TEST(DescriptorStream, GivesUpWhereNobodyReads) {
    const Pipe in, out;
    const auto stream = descriptor_stream(in.read.get(), out.write.get());
    const auto written = stream->write_all(std::string(1U << 20U, 'x'), Deadline::in(std::chrono::milliseconds{50}));
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::timeout);
    std::array<char, 64> buffer;
    const auto count = stream->read_some(buffer, Deadline::in(std::chrono::milliseconds{1}));
    ASSERT_FALSE(count);
    EXPECT_EQ(count.error().kind, ErrorKind::timeout);
}

TEST(DescriptorStream, WritesAllOfIt) {
    const Pipe in;
    Pipe out;
    const auto stream = descriptor_stream(in.read.get(), out.write.get());
    std::size_t taken = 0;
    std::thread reader([&] {
        std::array<char, 1000> buffer;
        for (ssize_t count = 1; count > 0; taken += static_cast<std::size_t>(count))
            count = ::read(out.read.get(), buffer.data(), buffer.size());
    });
    EXPECT_TRUE(stream->write_all(std::string(1U << 20U, 'x'), Deadline::in(patience)));
    out.write.reset();
    reader.join();
    EXPECT_EQ(taken, 1U << 20U);
}

TEST(SocketStreamOfOurs, IsTakenOver) {
    std::array<int, 2> pair{-1, -1};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()), 0);
    const Fd other{pair[1]};
    {
        const auto stream = socket_stream(Fd{pair[0]});
        ASSERT_TRUE(stream->write_all("x", Deadline::in(patience)));
        EXPECT_NE(::fcntl(pair[0], F_GETFL) & O_NONBLOCK, 0);
    }
    std::array<char, 8> buffer;
    EXPECT_EQ(::read(other.get(), buffer.data(), buffer.size()), 1);
    EXPECT_EQ(::read(other.get(), buffer.data(), buffer.size()), 0);
}

} // namespace
} // namespace posthaste::net
