// SPDX-License-Identifier: MIT
#include "app_fakes.hpp"
#include "background_run.hpp"
#include "unit/spool/spool_fakes.hpp"

#include <posthaste/base/clock.hpp>

#include <gtest/gtest.h>
#include <sys/wait.h>

namespace posthaste::app {
namespace {

// systemd sends it to whatever a unit leaves behind. Here the entry's own password command does, in the midst of a try.
TEST(BackgroundRun, EndsItsTryWhenItIsTerminated) {
    const World world;
    const spool::SpoolDirectory directory;
    SystemFileOps files;
    SystemClock clock;
    SystemIdSource ids;
    spool::Queue queue{directory.queue(), files, clock, ids};
    spool::AccountStates accounts{directory.queue(), files, ids};
    ASSERT_TRUE(queue.prepare());
    const std::string content = "Subject: x\r\n\r\ntext\r\n";
    auto entry = spool::entry_of(content, {"bob@b.test"});
    entry.route = "ann@127.0.0.1:9";
    entry.settings = {{"server", "smtp://ann@127.0.0.1:9"},
                      {"tls", "none"},
                      {"auth", "plain"},
                      {"password-command", "kill -s TERM $PPID; echo secret"}};
    auto claim = queue.put(entry, spool::content_in(directory.path(), content));
    ASSERT_TRUE(claim) << claim.error().message;
    const auto name = claim->name;
    const auto caller = ann();
    const config::QueueSettings settings;
    send_in_background({caller, queue, accounts, files, ids, settings, entry.route}, *std::move(claim));
    int status = 0;
    ASSERT_GT(::waitpid(-1, &status, 0), 0);
    EXPECT_TRUE(WIFEXITED(status)) << "it was ended in the middle";
    const auto seen = queue.look(spool::Place::queue, name).value();
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->state.tries, 1U);
    EXPECT_EQ(seen->state.unfinished, 0U) << "three of them would hold it";
    EXPECT_TRUE(accounts.read(entry.route).well()) << "it is nobody's fault";
}

} // namespace
} // namespace posthaste::app
