// SPDX-License-Identifier: MIT
#include "handover.hpp"
#include "unit/spool/spool_fakes.hpp"

#include <gmock/gmock.h>

namespace posthaste::app {
namespace {

using config::QueueUse;
using testing::HasSubstr;

using namespace std::chrono_literals;

// One thing that is said, and what becomes of the message.
struct Row {
    const char* what;
    std::string variable;
    std::optional<QueueUse> account; // none: the mailboxes of this machine
    DeliveryMode delivery = DeliveryMode::interactive;
    bool no_queue = false;
    HandoverKind kind;
    const char* warning = "";
};

class HandoverTest : public testing::Test {
  protected:
    Result<Handover> decide(const SubmitOptions& options, const std::string& variable = {},
                            const config::Account* account = nullptr) {
        return decide_handover({options, variable, account, clock_.now()}, has_place_ ? &queue_ : nullptr);
    }
    void expect_error(const SubmitOptions& options, const std::string& variable, ErrorKind kind, const char* words) {
        const auto handover = decide(options, variable);
        ASSERT_FALSE(handover) << words;
        EXPECT_EQ(handover.error().kind, kind) << handover.error().message;
        EXPECT_THAT(handover.error().message, HasSubstr(words));
    }
    void expect_row(const Row& row) {
        SubmitOptions options;
        options.delivery = row.delivery;
        options.no_queue = row.no_queue;
        config::Account account;
        account.queue = row.account.value_or(QueueUse::on_failure);
        const auto handover = decide(options, row.variable, row.account ? &account : nullptr);
        ASSERT_TRUE(handover) << row.what << ": " << handover.error().message;
        EXPECT_EQ(handover->kind, row.kind) << row.what;
        EXPECT_THAT(handover->warning, HasSubstr(row.warning)) << row.what;
        EXPECT_EQ(handover->warning.empty(), std::string_view(row.warning).empty()) << row.what;
        const bool queue_is_used = row.kind != HandoverKind::direct;
        EXPECT_EQ(handover->directories.front() == queue_.draft_directory(), queue_is_used)
            << row.what << ": the draft is where it can be kept";
    }

    spool::SpoolDirectory directory_;
    SystemFileOps files_;
    spool::ManualClock clock_;
    spool::CountingIds ids_;
    spool::Queue queue_{directory_.queue(), files_, clock_, ids_};
    bool has_place_ = true;
};

TEST_F(HandoverTest, PutsTheCommandLineBeforeTheVariableBeforeTheAccount) {
    ASSERT_TRUE(queue_.prepare());
    constexpr auto interactive = DeliveryMode::interactive;
    constexpr auto background = DeliveryMode::background;
    constexpr auto queue_only = DeliveryMode::queue_only;
    for (const auto& row : {
             Row{"nothing is said", "", {}, interactive, false, HandoverKind::try_now},
             Row{"the account says never", "", QueueUse::never, interactive, false, HandoverKind::direct},
             Row{"the account says always", "", QueueUse::always, interactive, false, HandoverKind::background},
             Row{"the account says on-failure", "", QueueUse::on_failure, interactive, false, HandoverKind::try_now},
             Row{"the variable says never", "never", QueueUse::always, interactive, false, HandoverKind::direct},
             Row{"the variable says always", "always", QueueUse::never, interactive, false, HandoverKind::background},
             Row{"the variable says on-failure", "on-failure", QueueUse::never, interactive, false,
                 HandoverKind::try_now},
             Row{"--no-queue", "always", QueueUse::always, interactive, true, HandoverKind::direct},
             Row{"-odb", "", {}, background, false, HandoverKind::background},
             Row{"-odb with --no-queue", "", {}, background, true, HandoverKind::direct},
             Row{"-odb without a queue", "never", {}, background, false, HandoverKind::direct},
             Row{"-odq", "", {}, queue_only, false, HandoverKind::queue_only},
             Row{"-odq of an account that is always queued", "", QueueUse::always, queue_only, false,
                 HandoverKind::queue_only},
             Row{"-odq without a queue", "never", {}, queue_only, false, HandoverKind::direct, "-odq is left out"},
         })
        expect_row(row);
}

TEST_F(HandoverTest, RefusesAVariableItDoesNotKnow) {
    expect_error({}, "sometimes", ErrorKind::config,
                 "POSTHASTE_QUEUE=\"sometimes\": must be never, on-failure or always");
}

TEST_F(HandoverTest, RefusesWishesThatExcludeEachOther) {
    SubmitOptions options;
    options.delivery = DeliveryMode::queue_only;
    options.no_queue = true;
    expect_error(options, "", ErrorKind::usage, "-odq and --no-queue exclude each other");
    options = {};
    options.at = "tomorrow 8:00";
    options.in = "1h";
    expect_error(options, "", ErrorKind::usage, "--at and --in exclude each other");
    options.in.reset();
    options.no_queue = true;
    expect_error(options, "", ErrorKind::usage, "needs the queue, which is switched off");
    options.no_queue = false;
    expect_error(options, "never", ErrorKind::usage, "needs the queue, which is switched off");
    options.at = "soon";
    expect_error(options, "", ErrorKind::usage, "--at: ");
    options.at.reset();
    options.in = "soon";
    expect_error(options, "", ErrorKind::usage, "--in: ");
}

TEST_F(HandoverTest, KeepsWhatIsToGoLater) {
    SubmitOptions options;
    options.in = "90m";
    auto handover = decide(options, "always");
    ASSERT_TRUE(handover);
    EXPECT_EQ(handover->kind, HandoverKind::queue_only);
    EXPECT_EQ(handover->not_before, queue_.now() + 90min);
    options.in.reset();
    options.at = "2026-12-24T18:00:00Z";
    handover = decide(options);
    ASSERT_TRUE(handover);
    EXPECT_EQ(handover->not_before, std::chrono::sys_days{std::chrono::year{2026} / 12 / 24} + 18h);
}

TEST_F(HandoverTest, SendsAtOnceWhereThereIsNoQueue) {
    has_place_ = false;
    const auto handover = decide({});
    ASSERT_TRUE(handover);
    EXPECT_EQ(handover->kind, HandoverKind::direct);
    ASSERT_TRUE(handover->queue_problem);
    EXPECT_THAT(handover->queue_problem->message, HasSubstr("no place for a queue"));
}

TEST_F(HandoverTest, SendsAtOnceInsteadOfInTheBackgroundWhereThereIsNoQueue) {
    has_place_ = false;
    SubmitOptions options;
    options.delivery = DeliveryMode::background;
    for (const auto& variable : {"", "always"}) {
        const auto handover = decide(options, variable);
        ASSERT_TRUE(handover);
        EXPECT_EQ(handover->kind, HandoverKind::direct);
        EXPECT_TRUE(handover->queue_problem);
        options.delivery = DeliveryMode::interactive;
    }
}

TEST_F(HandoverTest, RefusesWhatNeedsAQueueWhereThereIsNone) {
    has_place_ = false;
    SubmitOptions options;
    options.delivery = DeliveryMode::queue_only;
    expect_error(options, "", ErrorKind::cannot_create, "the message cannot be kept: there is no place for a queue");
    options.delivery = DeliveryMode::interactive;
    options.in = "1h";
    expect_error(options, "", ErrorKind::cannot_create, "the message cannot be kept: there is no place for a queue");
}

TEST_F(HandoverTest, MakesNothingBeforeThereIsSomethingToKeep) {
    ASSERT_TRUE(decide({}));
    SubmitOptions options;
    options.dry_run = true;
    options.in = "1h";
    ASSERT_TRUE(decide(options));
    EXPECT_FALSE(std::filesystem::exists(directory_.queue()));
}

} // namespace
} // namespace posthaste::app
