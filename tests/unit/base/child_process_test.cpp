// SPDX-License-Identifier: MIT
#include <posthaste/base/child_process.hpp>
#include <posthaste/base/io.hpp>
#include <posthaste/base/unnamed_file.hpp>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <gmock/gmock.h>
#include <optional>
#include <string>
#include <unistd.h>

namespace posthaste {
namespace {

using testing::HasSubstr;

ChildProcess shell(const std::string& script) {
    ChildProcess process;
    process.arguments = {"sh", "-c", script, "sh", "two words"};
    return process;
}

ChildEnd run(const ChildProcess& process) {
    auto end = run_child(process);
    EXPECT_TRUE(end) << end.error().message;
    return end.value_or(ChildEnd{});
}

Fd file_of(std::string_view bytes) {
    auto file = open_unnamed_file(temporary_directories()).value();
    EXPECT_TRUE(write_all(file.get(), bytes));
    EXPECT_EQ(::lseek(file.get(), 0, SEEK_SET), 0);
    return file;
}

std::string text_of(const Fd& file) {
    std::string text(1000, '\0');
    text.resize(pread_some(file.get(), text, 0).value());
    return text;
}

TEST(ChildProcess, KeepsWhatItPrints) {
    const auto end = run(shell("printf '%s|' \"$@\"; cat; echo end"));
    EXPECT_EQ(end.kept, "two words|end\n");
    EXPECT_TRUE(end.succeeded());
}

TEST(ChildProcess, CanBeEndedBySignalsThatAreBlockedHere) {
    sigset_t blocked, before;
    ::sigemptyset(&blocked);
    ::sigaddset(&blocked, SIGTERM);
    ASSERT_EQ(::pthread_sigmask(SIG_BLOCK, &blocked, &before), 0);
    const auto end = run(shell("kill -TERM $$; echo still here"));
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    EXPECT_EQ(end.signal, SIGTERM);
    EXPECT_EQ(end.kept, "");
}

TEST(ChildProcess, ReadsAndWritesFiles) {
    const Fd input = file_of("in\n");
    const Fd output = file_of("");
    auto process = shell("cat; echo complaint >&2; exit 3");
    process.input = input.get();
    process.output = output.get();
    const auto end = run(process);
    EXPECT_EQ(text_of(output), "in\n");
    EXPECT_EQ(end.kept, "complaint\n");
    EXPECT_EQ(end.exit_status, 3);
    EXPECT_FALSE(end.succeeded());
}

TEST(ChildProcess, CutsOffWhatIsTooMuch) {
    auto process = shell("exec yes");
    process.kept_bytes = 5;
    const auto end = run(process);
    EXPECT_EQ(end.kept, "y\ny\ny");
    EXPECT_TRUE(end.too_much);
    EXPECT_EQ(end.signal, SIGPIPE);
    process = shell("printf 12345");
    process.kept_bytes = 5;
    EXPECT_TRUE(run(process).succeeded());
}

TEST(ChildProcess, ReadsOnWhereItIsToldTo) {
    auto process = shell("head -c 200000 /dev/zero | tr '\\0' x; echo end >&2; exit 3");
    process.kept_bytes = 10;
    process.reads_on = true;
    process.with_errors = true;
    const auto end = run(process);
    EXPECT_EQ(end.kept, "xxxxxxxxxx");
    EXPECT_FALSE(end.too_much);
    EXPECT_EQ(end.exit_status, 3);
}

// Of this process so far; nullopt: the kernel does not count.
std::optional<long> count_of_reads() {
    std::ifstream file("/proc/self/io");
    std::string name;
    long count = 0;
    while (file >> name >> count)
        if (name == "syscr:")
            return count;
    return std::nullopt;
}

TEST(ChildProcess, ReadsOnInLargePieces) {
    auto process = shell("head -c 200000 /dev/zero");
    process.kept_bytes = 10;
    process.reads_on = true;
    const auto before = count_of_reads();
    if (!before)
        GTEST_SKIP() << "/proc/self/io does not count reads here";
    EXPECT_EQ(run(process).kept.size(), 10U);
    EXPECT_LT(count_of_reads().value() - *before, 2000);
}

TEST(ChildProcess, KeepsBothOutputs) {
    auto process = shell("echo out; echo error >&2");
    process.with_errors = true;
    EXPECT_EQ(run(process).kept, "out\nerror\n");
}

TEST(ChildProcess, HasTheEnvironmentAndDirectoryItIsGiven) {
    auto process = shell("pwd; env");
    process.environment = std::vector<std::string>{"PATH=/usr/bin:/bin", "X=1"};
    process.directory = "/";
    const auto end = run(process);
    EXPECT_THAT(end.kept, testing::StartsWith("/\n"));
    EXPECT_THAT(end.kept, testing::HasSubstr("\nX=1\n"));
    EXPECT_THAT(end.kept, testing::Not(testing::HasSubstr("HOME=")));
}

TEST(ChildProcess, TellsTheSignal) { EXPECT_EQ(run(shell("kill -9 $$")).signal, SIGKILL); }

TEST(ChildProcess, EndsOneThatTakesTooLong) {
    auto process = shell("exec tail -f /dev/null");
    process.patience = std::chrono::seconds(0);
    const auto end = run(process);
    EXPECT_TRUE(end.late);
    EXPECT_FALSE(end.succeeded());
    EXPECT_EQ(end.signal, SIGTERM);
}

TEST(ChildProcess, KillsOneThatDoesNotWantToEnd) {
    auto process = shell("trap '' TERM; echo ready; exec tail -f /dev/null >/dev/null");
    process.patience = std::chrono::seconds(1);
    const auto end = run(process);
    EXPECT_EQ(end.kept, "ready\n");
    EXPECT_TRUE(end.late);
    EXPECT_EQ(end.signal, SIGKILL);
}

TEST(ChildProcess, DoesNotWaitForWhatItLeavesBehind) {
    const auto end = run(shell("tail -f /dev/null 2>/dev/null & echo $!"));
    EXPECT_TRUE(end.succeeded());
    ASSERT_EQ(::kill(std::stoi(end.kept), SIGKILL), 0);
}

TEST(ChildProcess, SaysThatThereIsNoSuchProgram) {
    ChildProcess process;
    process.arguments = {"posthaste-no-such-program"};
    const auto end = run_child(process);
    ASSERT_FALSE(end);
    EXPECT_EQ(end.error().kind, ErrorKind::config);
    EXPECT_EQ(end.error().os_errno, ENOENT);
    EXPECT_THAT(end.error().message, HasSubstr("cannot run posthaste-no-such-program"));
}

} // namespace
} // namespace posthaste
