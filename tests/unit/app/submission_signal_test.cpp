// SPDX-License-Identifier: MIT
// A signal that comes when the message is already in the queue: whoever called must not take it for lost.
#include "app_fakes.hpp"
#include "unit/spool/spool_fakes.hpp"

#include <posthaste/app/submit.hpp>
#include <posthaste/base/fd.hpp>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/inotify.h>
#include <sys/wait.h>
#include <unistd.h>

namespace posthaste::app {
namespace {

struct Pipe {
    Fd reading, writing;
};

Pipe make_full_pipe() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    Pipe pipe{Fd{ends[0]}, Fd{ends[1]}};
    const auto flags = ::fcntl(pipe.writing.get(), F_GETFL);
    ::fcntl(pipe.writing.get(), F_SETFL, flags | O_NONBLOCK);
    const std::string page(4096, 'x');
    while (::write(pipe.writing.get(), page.data(), page.size()) > 0) {
    }
    ::fcntl(pipe.writing.get(), F_SETFL, flags);
    return pipe;
}

// No server is there; what it has to say of that does not get through for a while.
pid_t start_submission(int message, int full) {
    const pid_t child = ::fork();
    if (child != 0)
        return child;
    ::dup2(message, STDIN_FILENO);
    ::dup2(full, STDERR_FILENO);
    ::close(full);
    SubmitOptions options;
    options.server = "smtp://127.0.0.1:1";
    options.tls = "none";
    options.sender = "ann@a.test";
    options.recipients = {"bob@b.test"};
    std::_Exit(static_cast<int>(submit(options)));
}

class SubmissionSignal : public testing::TestWithParam<int> {};

TEST_P(SubmissionSignal, DoesNotEndUsOnceTheMessageIsKept) {
    const World world;
    const spool::SpoolDirectory directory;
    const config::Variable state("XDG_STATE_HOME", directory.path());
    const config::Variable use("POSTHASTE_QUEUE", "on-failure");
    SystemFileOps files;
    spool::ManualClock clock;
    spool::CountingIds ids;
    spool::Queue queue{directory.path() + "/posthaste/queue", files, clock, ids};
    ASSERT_TRUE(queue.prepare());
    const Fd watch{::inotify_init1(IN_CLOEXEC)};
    ASSERT_GE(::inotify_add_watch(watch.get(), (queue.directory() + "/queue").c_str(), IN_CREATE), 0);
    const auto message = spool::content_in(directory.path(), "Subject: x\r\n\r\ntext\r\n");
    ASSERT_EQ(::lseek(message.get(), 0, SEEK_SET), 0);
    auto errors = make_full_pipe();
    const pid_t child = start_submission(message.get(), errors.writing.get());
    ASSERT_GT(child, 0);
    errors.writing.reset();
    std::array<char, 4096> bytes{};
    ASSERT_GT(::read(watch.get(), bytes.data(), bytes.size()), 0);
    ASSERT_EQ(::kill(child, GetParam()), 0);
    while (::read(errors.reading.get(), bytes.data(), bytes.size()) > 0) {
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0) << "the message is in the queue, and that is what counts";
    EXPECT_EQ(queue.names(spool::Place::queue).value().size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Both, SubmissionSignal, testing::Values(SIGTERM, SIGHUP));

} // namespace
} // namespace posthaste::app
