// SPDX-License-Identifier: MIT
#include "app_fakes.hpp"
#include "dry_run.hpp"
#include "unit/delivery/local_fakes.hpp"

#include <gmock/gmock.h>

namespace posthaste::app {
namespace {

using delivery::local_message;
using testing::HasSubstr;

class BrokenSink final : public ByteSink {
  public:
    Status write(std::string_view /*bytes*/) override { return fail(ErrorKind::io, "the sink is broken"); }
};

std::string printed(const std::string& content, bool for_terminal = false) {
    StringSink sink;
    EXPECT_TRUE(print_message(sink, local_message(content), for_terminal));
    return sink.text;
}

TEST(DryRun, PrintsTheEnvelope) {
    const auto message = local_message("\r\n", {"a@x.test", "\"b c\"@x.test"});
    EXPECT_EQ(envelope_text(message.envelope, {"mx.test:587", "mx2.test:25"}),
              "server mx.test:587\nserver mx2.test:25\nfrom <sender@a.test>\nto <a@x.test>\nto <\"b c\"@x.test>\n");
}

TEST(DryRun, PrintsTheNullSender) {
    auto message = local_message("\r\n");
    message.envelope.sender.reset();
    EXPECT_EQ(envelope_text(message.envelope, {}), "from <>\nto <ann>\n");
}

TEST(DryRun, PrintsWhatWasAskedFor) {
    auto message = local_message("\r\n");
    auto& envelope = message.envelope;
    envelope.notify = "SUCCESS,FAILURE";
    envelope.dsn_return = mail::DsnReturn::headers;
    envelope.envelope_id = "id 1";
    envelope.require_tls = true;
    envelope.deliver_by = mail::DeliverBy{std::chrono::seconds{120}, false, true};
    envelope.priority = -3;
    envelope.hold = std::chrono::seconds{3600};
    EXPECT_EQ(envelope_text(envelope, {}),
              "from <sender@a.test>\nto <ann>\nnotify SUCCESS,FAILURE\nreturn hdrs\nenvid id 1\nrequire-tls\n"
              "deliver-by 120;NT\nmt-priority -3\nhold-for 3600\n");
    message = local_message("\r\n");
    envelope.dsn_return = mail::DsnReturn::full;
    envelope.hold = std::chrono::sys_seconds{std::chrono::seconds{1795306488}};
    EXPECT_EQ(envelope_text(envelope, {}), "from <sender@a.test>\nto <ann>\nreturn full\nhold-until 2026-11-22T00:14:48Z\n");
}

TEST(DryRun, EscapesForATerminalOnly) {
    EXPECT_EQ(printed("a\x1b[2J\xff\r\n", false), "a\x1b[2J\xff\n");
    EXPECT_EQ(printed("a\x1b[2J\xff\r\n", true), "a\\x1b[2J\\xff\n");
    EXPECT_EQ(printed("J\xc3\xbcrgen\r\n", true), "J\xc3\xbcrgen\n");
}

// The file is read in windows of 64 KiB, and long lines are printed in pieces.
TEST(DryRun, PrintsLinesOfAnyLength) {
    constexpr std::size_t window = 65536;
    for (const std::size_t length : {window - 2, window - 1, window, window + 1, 2 * window - 2, 2 * window - 1,
                                     2 * window, 2 * window + 1, 3 * window - 1, 4 * window - 1}) {
        const std::string line(length, 'x');
        EXPECT_TRUE(printed(line + "\r\nend\r\n") == line + "\nend\n") << length;
    }
}

TEST(DryRun, PrintsManyShortLines) {
    std::string content, expected;
    for (int i = 0; i < 50000; ++i) {
        content += "line\r\n";
        expected += "line\n";
    }
    EXPECT_TRUE(printed(content) == expected);
}

TEST(DryRun, TellsWhenThereIsLessThanThereShouldBe) {
    auto message = local_message("a\r\n");
    message.facts.size_bytes += 1;
    StringSink sink;
    const auto status = print_message(sink, message, false);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().kind, ErrorKind::io);
    EXPECT_THAT(status.error().message, HasSubstr("ends after 3 bytes"));
}

TEST(DryRun, GivesUpWithTheSink) {
    BrokenSink sink;
    const auto status = print_message(sink, local_message("a\r\n"), false);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().message, "the sink is broken");
}

} // namespace
} // namespace posthaste::app
