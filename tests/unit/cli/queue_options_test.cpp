// SPDX-License-Identifier: MIT
#include "queue_options.hpp"

#include <gmock/gmock.h>
#include <set>

namespace posthaste::cli {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

using Words = std::vector<std::string>;

QueueRequest parse(const Words& words) {
    QueueRequest request;
    const auto taken = take_queue_options(words, request);
    EXPECT_TRUE(taken) << taken.error().message;
    return request;
}

void expect_usage(const Words& words, const std::string& message) {
    QueueRequest request;
    const auto taken = take_queue_options(words, request);
    ASSERT_FALSE(taken) << message;
    EXPECT_EQ(taken.error().kind, ErrorKind::usage);
    EXPECT_THAT(taken.error().message, HasSubstr(message));
}

TEST(QueueOptions, ListWithoutACommand) {
    const auto list = parse({"list"}).command;
    EXPECT_EQ(parse({}).command, list);
    EXPECT_EQ(parse({"--json", "--failed"}).command, list);
    EXPECT_EQ(parse({"--config=/dev/null"}).command, list);
    EXPECT_THAT(parse({"list", "3ocd"}).queue.ids, ElementsAre("3ocd"));
}

TEST(QueueOptions, HaveACommandForEachName) {
    std::set<decltype(QueueRequest::command)> commands;
    for (const auto* name : {"list", "show", "hold", "release", "retry", "remove", "reschedule"}) {
        const auto request = parse({name, "3ocd"});
        EXPECT_THAT(request.queue.ids, ElementsAre("3ocd")) << name;
        EXPECT_TRUE(commands.insert(request.command).second) << name;
    }
}

TEST(QueueOptions, NameTheCommandAnywhereBeforeTheIds) {
    const auto request = parse({"--json", "--older-than", "2d", "remove", "--yes", "3ocd", "3ocf"});
    EXPECT_EQ(request.command, parse({"remove"}).command);
    EXPECT_EQ(request.queue.older_than, "2d");
    EXPECT_TRUE(request.queue.json);
    EXPECT_TRUE(request.queue.yes);
    EXPECT_THAT(request.queue.ids, ElementsAre("3ocd", "3ocf"));
}

TEST(QueueOptions, TakeWhatIsSelected) {
    const auto queue = parse({"retry", "--recipient", "*@a.test", "--recipient=b@b.test", "--newer-than", "4h",
                              "--failed", "--quiet", "--all"})
                           .queue;
    EXPECT_THAT(queue.recipients, ElementsAre("*@a.test", "b@b.test"));
    EXPECT_EQ(queue.newer_than, "4h");
    EXPECT_TRUE(queue.failed && queue.quiet && queue.all);
    EXPECT_THAT(queue.ids, IsEmpty());
    EXPECT_EQ(parse({"reschedule", "3ocd", "--at", "tomorrow 8:00"}).queue.at, "tomorrow 8:00");
    EXPECT_EQ(parse({"reschedule", "--all", "--in=2h"}).queue.in, "2h");
    EXPECT_EQ(parse({"hold", "--account", "work", "--config", "/dev/null"}).queue.account, "work");
    EXPECT_TRUE(parse({"show", "--message", "3ocd"}).queue.message);
}

TEST(QueueOptions, RefuseWhatTheCommandDoesNotHave) {
    expect_usage({"hold", "--yes", "3ocd"}, "queue hold has no --yes; see posthaste queue --help");
    expect_usage({"--message"}, "queue list has no --message");
    expect_usage({"list", "--all"}, "queue list has no --all");
    expect_usage({"show", "3ocd", "--recipient", "a@b"}, "queue show has no --recipient");
    expect_usage({"hold", "3ocd", "--failed"}, "queue hold has no --failed");
    expect_usage({"retry", "3ocd", "--in", "2h"}, "queue retry has no --in");
    expect_usage({"remove", "--account", "work"}, "queue remove has no --account");
    expect_usage({"run", "3ocd"}, "queue run takes no \"3ocd\"; posthaste queue retry makes a message due");
    expect_usage({"install", "3ocd"}, "queue install takes no \"3ocd\"; see posthaste queue --help");
}

TEST(QueueOptions, RefuseAnIntervalOfNothing) {
    expect_usage({"run", "--interval", "5m"}, "--interval is how often --watch looks: give both");
    EXPECT_EQ(parse({"run", "--watch", "--interval", "5m"}).run.interval, "5m");
}

TEST(QueueOptions, RefuseWhatTheyDoNotKnow) {
    expect_usage({"lst"}, "unknown command queue lst; did you mean list?");
    expect_usage({"3ocddbhk2aaaaaab"}, "unknown command queue 3ocddbhk2aaaaaab; see posthaste queue --help");
    expect_usage({"list", "--jsn"}, "unknown option --jsn; did you mean --json?");
    expect_usage({"list", "-x"}, "unknown option -x");
    expect_usage({"retry", "--older-than"}, "--older-than needs a value");
}

// A variable that is not set must not come to mean everything.
TEST(QueueOptions, RefuseEmptyValues) {
    expect_usage({"remove", "--recipient", ""}, "--recipient has an empty value");
    expect_usage({"remove", "--recipient="}, "--recipient has an empty value");
    expect_usage({"remove", "--older-than=", "--yes"}, "--older-than has an empty value");
    expect_usage({"release", "--account", ""}, "--account has an empty value");
    expect_usage({"reschedule", "--in", ""}, "--in has an empty value");
}

TEST(QueueOptions, HelpWhateverElseIsSaid) {
    EXPECT_TRUE(parse({"--help"}).help);
    EXPECT_TRUE(parse({"show", "--help"}).help);
    EXPECT_TRUE(parse({"nonsense", "--help"}).help);
    EXPECT_EQ(parse({"nonsense", "--help"}).help_about, "");
    for (const auto* word : {"list [ID]...", "reschedule [ID]...", "--older-than DURATION", "--recipient PATTERN"})
        EXPECT_THAT(queue_help_text(), HasSubstr(word));
}

TEST(QueueOptions, HelpWithOneCommand) {
    EXPECT_EQ(parse({"remove", "--yes", "--help"}).help_about, "remove");
    const auto remove = queue_help_text("remove");
    EXPECT_THAT(
        remove,
        AllOf(StartsWith("usage: posthaste queue remove [OPTION]... [ID]...\n\nGone for good; nobody is told.\n"),
              HasSubstr("--yes "), HasSubstr("--recipient PATTERN"), Not(HasSubstr("--watch")),
              Not(HasSubstr("--account NAME")), Not(HasSubstr("Commands:"))));
    EXPECT_THAT(queue_help_text("run"), AllOf(StartsWith("usage: posthaste queue run [OPTION]...\n"),
                                              HasSubstr("--watch"), Not(HasSubstr("--recipient"))));
}

} // namespace
} // namespace posthaste::cli
