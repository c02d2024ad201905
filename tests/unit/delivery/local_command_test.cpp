// SPDX-License-Identifier: MIT
#include "local_command.hpp"
#include "local_fakes.hpp"

#include <gmock/gmock.h>

namespace posthaste::delivery {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* content = "Subject: x\r\n\r\nFrom body\r\n";

class RunLocalCommand : public testing::Test {
  protected:
    Status run(const std::string& command) const {
        LocalCommand wanted{command, "x y", "ann", directory_.path()};
        wanted.patience = std::chrono::seconds{patience_};
        auto message = local_message(content);
        message.envelope.sender = mail::Address::make("a$(b)", "x.test").value();
        return run_local_command(wanted, message);
    }
    void expect(const std::string& command, ErrorKind kind, const std::string& words) const {
        const auto status = run(command);
        ASSERT_FALSE(status) << command;
        EXPECT_EQ(status.error().kind, kind) << command;
        EXPECT_THAT(status.error().message, AllOf(HasSubstr(command), HasSubstr(words)));
    }

    int patience_ = 60;
    LocalDirectory directory_;
};

TEST_F(RunLocalCommand, GivesItTheMessage) {
    EXPECT_TRUE(run("cat >$HOME/got"));
    EXPECT_EQ(directory_.text("got"), "Return-Path: <\"a$(b)\"@x.test>\nSubject: x\n\nFrom body\n");
}

TEST_F(RunLocalCommand, GivesItItsOwnEnvironmentAlone) {
    ::setenv("POSTHASTE_PASSWORD", "secret", 1);
    EXPECT_TRUE(run("{ pwd; env; } >$HOME/got"));
    ::unsetenv("POSTHASTE_PASSWORD");
    const auto got = directory_.text("got");
    for (const auto* line : {"SENDER=_a__b__@x.test\n", "RECIPIENT=x_y\n", "USER=ann\n", "LOGNAME=ann\n",
                             "SHELL=/bin/sh\n", "PATH=/usr/local/bin:/usr/bin:/bin\n"})
        EXPECT_THAT(got, HasSubstr(line));
    EXPECT_THAT(got, testing::StartsWith("/\n"));
    EXPECT_THAT(got, Not(HasSubstr("secret")));
}

TEST_F(RunLocalCommand, IsRefusedOrTriedAgainByItsStatus) {
    for (const int status : {64, 65, 67, 69, 77, 78, 1, 2, 255})
        expect(fmt::format("echo because >&2; exit {}", status), ErrorKind::refused,
               fmt::format("ended with status {}: because", status));
    for (const int status : {71, 74, 75, 126, 127})
        expect(fmt::format("exit {}", status), ErrorKind::timeout, fmt::format("ended with status {}", status));
    expect("/nonexistent/command", ErrorKind::timeout, "status 127");
    expect("kill -9 $$", ErrorKind::timeout, "signal 9");
}

TEST_F(RunLocalCommand, DoesNotFailForWhatItPrints) {
    EXPECT_TRUE(run("cat; head -c 300000 /dev/zero"));
    EXPECT_TRUE(run("exit 0")); // without reading
}

TEST_F(RunLocalCommand, EndsOneThatTakesTooLong) {
    patience_ = 0;
    expect("exec cat /dev/zero >/dev/null", ErrorKind::timeout, "did not end within 0 seconds");
}

} // namespace
} // namespace posthaste::delivery
