// SPDX-License-Identifier: MIT
// Many processes at one queue, and files that change between a look and a lock.
#include "spool_fakes.hpp"

#include <algorithm>
#include <functional>
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

namespace posthaste::spool {
namespace {

const std::string message = "Subject: x\r\n\r\ntext\r\n";

// Does something once, right before the lock is asked for.
class BeforeLock final : public FileOps {
  public:
    std::function<void()> act;

    Result<Fd> open(const std::string& path, int flags, mode_t mode) override { return real_.open(path, flags, mode); }
    Status write(int fd, std::string_view bytes) override { return real_.write(fd, bytes); }
    Status sync(int) override { return {}; }
    Status close(Fd fd) override { return real_.close(std::move(fd)); }
    Status sync_directory(const std::string&) override { return {}; }
    Status make_directory(const std::string& path, mode_t mode) override { return real_.make_directory(path, mode); }
    Status link(const std::string& from, const std::string& to) override { return real_.link(from, to); }
    Status rename(const std::string& from, const std::string& to) override { return real_.rename(from, to); }
    Status unlink(const std::string& path) override { return real_.unlink(path); }
    Status truncate(int fd, off_t length) override { return real_.truncate(fd, length); }
    Result<struct stat> status(int fd) override { return real_.status(fd); }
    Status write_at(int fd, std::uint64_t offset, std::string_view bytes) override {
        return real_.write_at(fd, offset, bytes);
    }
    Status link_unnamed(int fd, const std::string& to) override { return real_.link_unnamed(fd, to); }
    Result<bool> lock(int fd) override {
        if (auto once = std::exchange(act, nullptr))
            once();
        return real_.lock(fd);
    }
    Result<struct stat> status_of(const std::string& path) override { return real_.status_of(path); }
    Result<std::vector<std::string>> names(const std::string& directory) override { return real_.names(directory); }

  private:
    SystemFileOps real_;
};

class Claims : public testing::Test {
  protected:
    Claims() { EXPECT_TRUE(queue_.prepare()); }
    Name put() {
        auto entry = entry_of(message, {"bob@b.test"});
        auto claim = queue_.put(entry, content_in(queue_.draft_directory(), message));
        EXPECT_TRUE(claim);
        return claim->name;
    }
    [[nodiscard]] std::string file(const Name& name) const { return directory_.queue() + "/queue/" + name.text(); }

    SpoolDirectory directory_;
    BeforeLock files_;
    ManualClock clock_;
    CountingIds ids_;
    Queue queue_{directory_.queue(), files_, clock_, ids_};
};

// One process: works on whatever it gets until nothing is left. A name is told before it is removed.
void work(Queue& queue, int told) {
    for (;;) {
        const auto names = queue.names(Place::queue);
        if (!names || names->empty())
            ::_exit(names ? 0 : 1);
        for (const auto& name : *names) {
            auto claim = queue.claim(Place::queue, name);
            if (!claim)
                ::_exit(2);
            if (!*claim)
                continue;
            const Event event{EventKind::delivered, queue.now(), {0}, "250 ok", "", "", true};
            if ((*claim)->state.settled() || !queue.append(**claim, {event}, true) ||
                !write_all(told, name.text() + "\n") || !queue.remove(Place::queue, **claim))
                ::_exit(3);
        }
    }
}

TEST_F(Claims, EachEntryIsDoneOnceByMany) {
    constexpr int entries = 200;
    constexpr int workers = 8;
    std::vector<std::string> expected;
    for (int i = 0; i < entries; ++i)
        expected.push_back(put().text());
    const auto log = directory_.path() + "/told";
    const Fd told{::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)};
    std::vector<pid_t> children;
    for (int i = 0; i < workers; ++i) {
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0)
            work(queue_, told.get());
        children.push_back(child);
    }
    for (const pid_t child : children) {
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
    }
    std::vector<std::string> done;
    const auto text = read_file(log, 1UZ << 20).value();
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
        done.push_back(text.substr(at, text.find('\n', at) - at));
    EXPECT_THAT(done, testing::UnorderedElementsAreArray(expected));
    EXPECT_THAT(queue_.names(Place::queue).value(), testing::IsEmpty());
}

TEST_F(Claims, RefusesANameThatIsGoneMeanwhile) {
    const auto name = put();
    files_.act = [&] { std::filesystem::remove(file(name)); };
    const auto claim = queue_.claim(Place::queue, name);
    ASSERT_TRUE(claim);
    EXPECT_FALSE(*claim);
}

TEST_F(Claims, RefusesANameThatIsAnotherFileMeanwhile) {
    const auto name = put();
    files_.act = [&] {
        std::filesystem::copy_file(file(name), file(name) + "x");
        std::filesystem::rename(file(name) + "x", file(name));
    };
    const auto first = queue_.claim(Place::queue, name);
    ASSERT_TRUE(first);
    EXPECT_FALSE(*first) << "it would be done twice";
    EXPECT_TRUE(queue_.claim(Place::queue, name).value());
}

TEST_F(Claims, RefusesANameThatIsALinkMeanwhile) {
    const auto name = put();
    files_.act = [&] {
        std::filesystem::rename(file(name), file(name) + "x");
        std::filesystem::create_symlink(file(name) + "x", file(name));
    };
    const auto claim = queue_.claim(Place::queue, name);
    ASSERT_TRUE(claim);
    EXPECT_FALSE(*claim);
}

// Whoever waits for nothing gets nothing: the entry that moved to failed/ is claimed there.
TEST_F(Claims, SeesAMoveMeanwhile) {
    const auto name = put();
    files_.act = [&] {
        auto other = queue_.claim(Place::queue, name).value().value();
        ASSERT_TRUE(queue_.move(other, Place::queue, Place::failed));
    };
    EXPECT_FALSE(queue_.claim(Place::queue, name).value());
    EXPECT_TRUE(queue_.claim(Place::failed, name).value());
}

TEST_F(Claims, DoesNotMoveOverAnother) {
    const auto name = put();
    std::filesystem::copy_file(file(name), directory_.queue() + "/failed/" + name.text());
    auto claim = queue_.claim(Place::queue, name).value().value();
    const auto moved = queue_.move(claim, Place::queue, Place::failed);
    ASSERT_FALSE(moved);
    EXPECT_EQ(moved.error().os_errno, EEXIST);
    EXPECT_TRUE(queue_.look(Place::queue, name).value());
}

} // namespace
} // namespace posthaste::spool
