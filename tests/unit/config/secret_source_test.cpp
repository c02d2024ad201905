// SPDX-License-Identifier: MIT
#include "temporary_files.hpp"

#include <posthaste/config/secret_source.hpp>

#include <csignal>
#include <fstream>
#include <gmock/gmock.h>

namespace posthaste::config {
namespace {

using testing::HasSubstr;
using testing::Not;

Result<Secret> fetch(const SecretSource& source, const std::string& home = "/nonexistent") {
    return fetch_secret(source, "a.test", "ann", home);
}

SecretSource from(std::string SecretSource::* member, std::string value) {
    SecretSource source;
    source.*member = std::move(value);
    return source;
}

void expect_secret(const Result<Secret>& secret, std::string_view expected) {
    ASSERT_TRUE(secret) << secret.error().message;
    EXPECT_EQ(secret->reveal(), expected);
}

void expect_refused(const Result<Secret>& secret, const std::string& message) {
    ASSERT_FALSE(secret);
    EXPECT_EQ(secret.error().kind, ErrorKind::config);
    EXPECT_THAT(secret.error().message, HasSubstr(message));
    EXPECT_THAT(secret.error().message, Not(HasSubstr("hunter2")));
}

Result<Secret> by_command(const std::string& command) { return fetch(from(&SecretSource::command, command)); }

TEST(SecretCommand, GivesTheFirstLine) {
    expect_secret(by_command("printf 'hunter2\\nuser: ann\\n'"), "hunter2");
    expect_secret(by_command("printf 'hunter2\\r\\n'"), "hunter2");
    expect_secret(by_command("printf ' h 2 '"), " h 2 ");
}

// Without it, this never ends: what is left behind holds the pipe.
TEST(SecretCommand, DoesNotWaitForWhatItLeavesRunning) {
    const TemporaryDirectory directory;
    const auto note = directory.file("pid", "");
    expect_secret(by_command("tail -f /dev/null 2>/dev/null & echo $! > " + note + "; echo hunter2"), "hunter2");
    pid_t left = 0;
    std::ifstream(note) >> left;
    ASSERT_GT(left, 1);
    EXPECT_EQ(::kill(left, SIGKILL), 0);
}

TEST(SecretCommand, ReadsNothingFromStandardInput) { expect_secret(by_command("cat; echo end"), "end"); }

TEST(SecretCommand, TellsTheExitStatus) {
    expect_refused(by_command("echo hunter; exit 3"), "failed with exit status 3");
    expect_refused(by_command("posthaste-no-such-command 2>/dev/null"), "exit status 127");
}

TEST(SecretCommand, TellsTheSignal) { expect_refused(by_command("kill -9 $$"), "ended by signal 9"); }

TEST(SecretCommand, RefusesTooMuchOutput) {
    expect_refused(by_command("head -c 70000 /dev/zero"), "wrote more than 64 KiB");
    expect_refused(by_command("exec yes"), "wrote more than 64 KiB");
}

TEST(SecretCommand, RefusesAnEmptyPassword) { expect_refused(by_command("true"), "is empty"); }

TEST(SecretCommand, RefusesANulInThePassword) {
    expect_refused(by_command("printf 'a\\000b\\n'"), "holds a line end or a NUL");
}

TEST(SecretCommand, KnowsTheExitStatusWhereChildrenAreIgnored) {
    const auto old = std::signal(SIGCHLD, SIG_IGN);
    expect_refused(by_command("exit 4"), "exit status 4");
    EXPECT_EQ(std::signal(SIGCHLD, old), SIG_IGN);
}

TEST(SecretFile, GivesTheFirstLine) {
    const TemporaryDirectory directory;
    expect_secret(fetch(from(&SecretSource::file, directory.file("pw", "hunter2\r\nmore\n"))), "hunter2");
}

TEST(SecretFile, IsRefusedWhenOthersCanReadIt) {
    const TemporaryDirectory directory;
    for (const mode_t mode : {0640U, 0604U}) {
        const auto path = directory.file("pw", "hunter2\n", mode);
        expect_refused(fetch(from(&SecretSource::file, path)), "run \"chmod 600 " + path + "\"");
    }
}

TEST(SecretFile, IsNamedWhenItIsMissing) {
    expect_refused(fetch(from(&SecretSource::file, "/nonexistent/pw")), "cannot open /nonexistent/pw: No such file");
}

TEST(SecretFile, IsRefusedWhenItIsADirectory) {
    const TemporaryDirectory directory;
    expect_refused(fetch(from(&SecretSource::file, directory.path())), "Is a directory");
}

TEST(SecretVariable, GivesItsValueAndLeavesItAlone) {
    const Variable variable("POSTHASTE_TEST_SECRET", "hunter2\n");
    expect_secret(fetch(from(&SecretSource::environment, "POSTHASTE_TEST_SECRET")), "hunter2");
    EXPECT_STREQ(std::getenv("POSTHASTE_TEST_SECRET"), "hunter2\n");
}

TEST(SecretVariable, IsNamedWhenItIsNotSet) {
    const Variable variable("POSTHASTE_TEST_SECRET", std::nullopt);
    expect_refused(fetch(from(&SecretSource::environment, "POSTHASTE_TEST_SECRET")),
                   "variable POSTHASTE_TEST_SECRET for the password is not set");
}

TEST(SecretVariable, IsRefusedWithALineEndWithin) {
    const Variable variable("POSTHASTE_TEST_SECRET", "hunter2\r\nQUIT");
    expect_refused(fetch(from(&SecretSource::environment, "POSTHASTE_TEST_SECRET")), "holds a line end");
}

TEST(SecretCredential, IsReadFromTheServicesDirectory) {
    const TemporaryDirectory directory;
    static_cast<void>(directory.file("smtp", "hunter2\n", 0440));
    const Variable variable("CREDENTIALS_DIRECTORY", directory.path());
    expect_secret(fetch(from(&SecretSource::credential, "smtp")), "hunter2");
    expect_refused(fetch(from(&SecretSource::credential, "other")), directory.path() + "/other");
}

TEST(SecretCredential, NeedsTheDirectory) {
    const Variable variable("CREDENTIALS_DIRECTORY", std::nullopt);
    expect_refused(fetch(from(&SecretSource::credential, "smtp")), "CREDENTIALS_DIRECTORY is not set");
}

SecretSource netrc() {
    SecretSource source;
    source.netrc = true;
    return source;
}

TEST(SecretNetrc, GivesThePasswordOfHostAndUser) {
    const TemporaryDirectory home;
    static_cast<void>(home.file(".netrc", "machine a.test login ann password hunter2\n"));
    expect_secret(fetch(netrc(), home.path()), "hunter2");
}

TEST(SecretNetrc, IsRefusedWhenOthersCanReadAPasswordInIt) {
    const TemporaryDirectory home;
    const auto path = home.file(".netrc", "machine b.test login ann password hunter2\n", 0644);
    expect_refused(fetch(netrc(), home.path()), "run \"chmod 600 " + path + "\"");
}

TEST(SecretNetrc, SaysForWhomThereIsNoPassword) {
    const TemporaryDirectory home;
    static_cast<void>(home.file(".netrc", "machine a.test login bob\n", 0644));
    expect_refused(fetch(netrc(), home.path()), "no password for host \"a.test\" and user \"ann\"");
}

TEST(SecretNetrc, IsNamedWhenItIsMissing) { expect_refused(fetch(netrc()), "cannot open /nonexistent/.netrc"); }

TEST(SecretLiteral, IsGivenAsItIs) {
    expect_secret(fetch(from(&SecretSource::literal, "p\"q' \\ #=%,;")), "p\"q' \\ #=%,;");
}

TEST(SecretSource, IsRefusedWhenThereIsNone) {
    EXPECT_FALSE(SecretSource{}.given());
    expect_refused(fetch(SecretSource{}), "no password is configured for host \"a.test\"");
}

} // namespace
} // namespace posthaste::config
