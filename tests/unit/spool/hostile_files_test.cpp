// SPDX-License-Identifier: MIT
// What does not belong into a queue: nothing is followed, waited for, or believed.
#include "entry_file.hpp"
#include "spool_fakes.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <utime.h>

namespace posthaste::spool {
namespace {

const std::string message = "Subject: x\r\n\r\ntext\r\n";
const Name name{"3aaaaaaaa2222222", message.size()};

class HostileFiles : public testing::Test {
  protected:
    HostileFiles() { EXPECT_TRUE(queue_.prepare()); }
    [[nodiscard]] std::string file() const { return directory_.queue() + "/queue/" + name.text(); }
    // An entry that is good wherever else it lies.
    std::string good_entry() {
        auto entry = entry_of(message, {"bob@b.test"});
        auto claim = queue_.put(entry, content_in(queue_.draft_directory(), message));
        const auto elsewhere = directory_.path() + "/elsewhere";
        std::filesystem::rename(directory_.queue() + "/queue/" + claim->name.text(), elsewhere);
        return elsewhere;
    }
    void fill(const std::string& bytes) { std::ofstream(file(), std::ios::binary) << bytes; }
    void expect_damaged() {
        const auto seen = queue_.look(Place::queue, name);
        ASSERT_FALSE(seen);
        EXPECT_EQ(seen.error().kind, ErrorKind::data) << seen.error().message;
        const auto claim = queue_.claim(Place::queue, name);
        ASSERT_FALSE(claim);
        EXPECT_EQ(claim.error().kind, ErrorKind::data) << claim.error().message;
        ASSERT_TRUE(queue_.set_aside(name.text(), claim.error().message));
        EXPECT_THAT(queue_.names(Place::queue).value(), testing::IsEmpty());
        EXPECT_THAT(files_.names(directory_.queue() + "/corrupt").value(),
                    testing::UnorderedElementsAre(name.text(), name.text() + ".why"));
    }

    SpoolDirectory directory_;
    SystemFileOps files_;
    ManualClock clock_;
    CountingIds ids_;
    Queue queue_{directory_.queue(), files_, clock_, ids_};
};

TEST_F(HostileFiles, Link) {
    const auto elsewhere = good_entry();
    std::filesystem::create_symlink(elsewhere, file());
    expect_damaged();
    EXPECT_TRUE(std::filesystem::exists(elsewhere));
}

TEST_F(HostileFiles, LinkToNothing) {
    std::filesystem::create_symlink(directory_.path() + "/nothing", file());
    expect_damaged();
}

TEST_F(HostileFiles, Fifo) {
    ASSERT_EQ(::mkfifo(file().c_str(), 0600), 0);
    expect_damaged();
}

TEST_F(HostileFiles, Directory) {
    std::filesystem::create_directory(file());
    std::ofstream(file() + "/inside") << "x";
    expect_damaged();
}

TEST_F(HostileFiles, Socket) {
    const Fd socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    const Fd queue{::open((directory_.queue() + "/queue").c_str(), O_PATH | O_CLOEXEC)};
    sockaddr_un where{};
    where.sun_family = AF_UNIX;
    fmt::format_to_n(where.sun_path, sizeof where.sun_path - 1, "/proc/self/fd/{}/{}", queue.get(), name.text());
    ASSERT_EQ(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&where), sizeof where), 0);
    expect_damaged();
}

TEST_F(HostileFiles, Empty) {
    fill("");
    expect_damaged();
}

TEST_F(HostileFiles, Short) {
    fill(message.substr(1));
    expect_damaged();
}

TEST_F(HostileFiles, WithoutEnvelope) {
    fill(message);
    expect_damaged();
}

TEST_F(HostileFiles, Garbage) {
    std::string garbage(100000, '\0');
    for (std::size_t i = 0; i < garbage.size(); ++i)
        garbage[i] = static_cast<char>((i * 2654435761U) >> 13U);
    fill(garbage);
    expect_damaged();
}

TEST_F(HostileFiles, CutAnywhereInTheEnvelope) {
    const auto bytes = read_file(good_entry(), 1UZ << 20).value();
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        fill(bytes.substr(0, size));
        const auto claim = queue_.claim(Place::queue, name);
        ASSERT_FALSE(claim) << size;
        EXPECT_EQ(claim.error().kind, ErrorKind::data);
    }
    fill(bytes);
    EXPECT_TRUE(queue_.claim(Place::queue, name).value());
}

// Whoever has the lock cuts off a torn end between our fstat and our read.
TEST_F(HostileFiles, NoneThatBecomesShorterWhileItIsRead) {
    const auto path = good_entry();
    const Fd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    const auto bytes = std::filesystem::file_size(path);
    const auto tail = read_tail(fd.get(), message.size(), bytes + 1000);
    ASSERT_TRUE(tail) << tail.error().message;
    EXPECT_EQ(tail->journal_end, bytes);
}

TEST_F(HostileFiles, OfAnotherSize) {
    const auto bytes = read_file(good_entry(), 1UZ << 20).value();
    fill("x" + bytes.substr(0, message.size() - 1) + bytes.substr(message.size()));
    EXPECT_EQ(queue_.verify(queue_.claim(Place::queue, name).value().value()).error().kind, ErrorKind::data)
        << "its content is another";
    const Name longer{name.id, message.size() + 1};
    std::filesystem::rename(file(), directory_.queue() + "/queue/" + longer.text());
    EXPECT_EQ(queue_.claim(Place::queue, longer).error().kind, ErrorKind::data);
}

TEST_F(HostileFiles, LargeAndSparse) {
    fill(message);
    std::filesystem::resize_file(file(), 1ULL << 30);
    expect_damaged();
    const Name large{name.id, (1ULL << 30) - 100};
    std::ofstream(directory_.queue() + "/queue/" + large.text()) << "";
    std::filesystem::resize_file(directory_.queue() + "/queue/" + large.text(), 1ULL << 30);
    EXPECT_EQ(queue_.claim(Place::queue, large).error().kind, ErrorKind::data);
    const Name largest{name.id, 18446744073709551615ULL};
    ASSERT_EQ(parse_name(largest.text()), largest);
    std::ofstream(directory_.queue() + "/queue/" + largest.text()) << message;
    EXPECT_EQ(queue_.claim(Place::queue, largest).error().kind, ErrorKind::data);
}

TEST_F(HostileFiles, NamesThatLeadElsewhere) {
    std::ofstream(directory_.queue() + "/victim") << "x";
    for (const std::string bad : {"../victim", "..", ".", "", "/etc/passwd", "a/b"}) {
        EXPECT_FALSE(parse_name(bad)) << bad;
        EXPECT_EQ(queue_.set_aside(bad, "hostile").error().kind, ErrorKind::data) << bad;
    }
    EXPECT_TRUE(std::filesystem::exists(directory_.queue() + "/victim"));
    EXPECT_THAT(files_.names(directory_.queue() + "/corrupt").value(), testing::IsEmpty());
}

TEST_F(HostileFiles, NamesOfAnyLengthAreSetAsideTwice) {
    const std::string longest(255, 'n');
    for (int i = 0; i < 2; ++i) {
        std::ofstream(directory_.queue() + "/queue/" + longest) << "x";
        ASSERT_TRUE(queue_.set_aside(longest, "foreign"));
    }
    EXPECT_THAT(files_.names(directory_.queue() + "/corrupt").value(), testing::SizeIs(4));
    EXPECT_TRUE(queue_.set_aside(longest, "foreign")) << "it is gone: another was faster";
}

TEST_F(HostileFiles, DoNotHideTheOthers) {
    std::filesystem::rename(good_entry(), file());
    ASSERT_EQ(::mkfifo((directory_.queue() + "/queue/fifo").c_str(), 0600), 0);
    std::ofstream(directory_.queue() + "/queue/3aaaaaaaa2222222.0") << "x";
    EXPECT_THAT(queue_.names(Place::queue).value(), testing::ElementsAre(name));
    EXPECT_THAT(queue_.foreign_names().value(), testing::UnorderedElementsAre("fifo", "3aaaaaaaa2222222.0"));
    EXPECT_TRUE(queue_.claim(Place::queue, name).value());
}

// A part that is a file stands in the way: said so, instead of failing at every message.
TEST_F(HostileFiles, InPlaceOfADirectory) {
    std::filesystem::remove(directory_.queue() + "/failed");
    std::ofstream(directory_.queue() + "/failed") << "x";
    const auto prepared = queue_.prepare();
    ASSERT_FALSE(prepared);
    EXPECT_EQ(prepared.error().kind, ErrorKind::config);
    EXPECT_THAT(prepared.error().message, testing::HasSubstr("/failed"));
}

TEST_F(HostileFiles, ADirectoryThatWasTakenAwayIsMadeAgain) {
    for (const auto* part : {"/queue", "/tmp", "/failed", "/corrupt", "/accounts"}) {
        std::filesystem::remove(directory_.queue() + part);
        ASSERT_TRUE(queue_.prepare()) << part;
        EXPECT_TRUE(std::filesystem::is_directory(directory_.queue() + part)) << part;
    }
}

class Leftovers : public HostileFiles {
  protected:
    std::string leftover(const std::string& what, std::int64_t modified) {
        auto path = queue_.draft_directory() + "/" + what;
        std::ofstream(path) << "x";
        const timespec times[2] = {{modified, 0}, {modified, 0}};
        EXPECT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
        return path;
    }
    [[nodiscard]] std::int64_t now() const { return std::chrono::system_clock::to_time_t(clock_.at); }
    static constexpr std::int64_t hour = 3600;
};

TEST_F(Leftovers, AreSweptWhenOldAndUnlocked) {
    leftover("old", now() - 37 * hour);
    const auto young = leftover("young", now() - 35 * hour);
    const auto locked = leftover("locked", now() - 37 * hour);
    const Fd holder{::open(locked.c_str(), O_RDWR | O_CLOEXEC)};
    ASSERT_TRUE(files_.lock(holder.get()).value());
    queue_.sweep();
    EXPECT_THAT(files_.names(queue_.draft_directory()).value(), testing::UnorderedElementsAre("young", "locked"));
}

// The clock was wrong when it was written, or is now.
TEST_F(Leftovers, AreSweptWhenTheyAreOfTheFuture) {
    leftover("future", now() + 37 * hour);
    leftover("far future", 253402300799);
    leftover("beginning", 0);
    leftover("soon", now() + hour);
    queue_.sweep();
    EXPECT_THAT(files_.names(queue_.draft_directory()).value(), testing::ElementsAre("soon"));
}

TEST_F(Leftovers, AreNotFollowed) {
    const auto victim = directory_.path() + "/victim";
    std::ofstream(victim) << "x";
    std::filesystem::create_symlink(victim, queue_.draft_directory() + "/link");
    ASSERT_EQ(::mkfifo((queue_.draft_directory() + "/fifo").c_str(), 0600), 0);
    clock_.at += std::chrono::years{1};
    queue_.sweep();
    EXPECT_TRUE(std::filesystem::exists(victim));
}

} // namespace
} // namespace posthaste::spool
