// SPDX-License-Identifier: MIT
#include <posthaste/base/byte_source.hpp>
#include <posthaste/base/fd.hpp>

#include <array>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>
#include <unistd.h>

namespace posthaste {
namespace {

using testing::StartsWith;

std::string drain(ByteSource& source) {
    std::string text;
    std::array<char, 4> buffer;
    for (;;) {
        const auto count = source.read(buffer).value();
        if (count == 0)
            return text;
        text.append(buffer.data(), count);
    }
}

TEST(MemorySource, GivesItsTextInSteps) {
    for (std::size_t step = 1; step < 8; ++step) {
        MemorySource source("hello world", step);
        EXPECT_EQ(drain(source), "hello world");
    }
    MemorySource source("hello", 2);
    std::array<char, 16> buffer;
    EXPECT_EQ(source.read(buffer).value(), 2U);
}

TEST(FdSource, ReadsAPipeToItsEnd) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    const Fd reader{ends[0]};
    Fd writer{ends[1]};
    FdSink sink(writer.get(), "pipe");
    ASSERT_TRUE(sink.write("through "));
    ASSERT_TRUE(sink.write("a pipe"));
    writer.reset();
    FdSource source(reader.get(), "pipe");
    EXPECT_EQ(drain(source), "through a pipe");
}

TEST(FdSource, NamesItselfWhenItFails) {
    FdSource source(-1, "stdin");
    std::array<char, 4> buffer;
    const auto result = source.read(buffer);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::io);
    EXPECT_THAT(result.error().message, StartsWith("stdin: cannot read: "));
}

TEST(FdSink, SaysThatTheDiskIsFull) {
    const Fd full{::open("/dev/full", O_WRONLY | O_CLOEXEC)};
    ASSERT_TRUE(full.valid());
    FdSink sink(full.get(), "spool");
    const auto status = sink.write("x");
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().kind, ErrorKind::no_space);
    EXPECT_THAT(status.error().message, StartsWith("spool: cannot write: "));
}

TEST(StringSink, KeepsWhatIsWritten) {
    StringSink sink;
    ASSERT_TRUE(sink.write("a"));
    ASSERT_TRUE(sink.write("b"));
    EXPECT_EQ(sink.text, "ab");
}

TEST(FdSource, WaitsWhereTheDescriptorDoesNotBlock) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe2(ends.data(), O_NONBLOCK), 0);
    const Fd reading{ends[0]};
    std::thread writer([fd = ends[1]] {
        const std::string much(1'000'000, 'x'); // more than a pipe holds: the sink has to wait too
        FdSink sink(fd, "pipe");
        EXPECT_TRUE(sink.write(much));
        ::close(fd);
    });
    FdSource source(reading.get(), "pipe");
    std::size_t total = 0;
    std::array<char, 4096> buffer{};
    for (auto count = source.read(buffer); count && *count > 0; count = source.read(buffer))
        total += *count;
    writer.join();
    EXPECT_EQ(total, 1'000'000U);
}

} // namespace
} // namespace posthaste
