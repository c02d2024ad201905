// SPDX-License-Identifier: MIT
#include "local_fakes.hpp"
#include "mbox_text.hpp"

namespace posthaste::delivery {
namespace {

TEST(MboxFromLine, HasSenderAndDateInUtc) {
    mail::Envelope envelope;
    envelope.sender = mail::Address::parse("ann@a.test").value();
    EXPECT_EQ(mbox_from_line(envelope, LocalClock().now()), "From ann@a.test Mon Nov  2 01:01:01 2026\n");
}

TEST(MboxFromLine, CallsTheNullSenderMailerDaemon) {
    EXPECT_EQ(mbox_from_line({}, LocalClock().now()), "From MAILER-DAEMON Mon Nov  2 01:01:01 2026\n");
}

TEST(MboxFromLine, HasNoSpaceWithinTheSender) {
    mail::Envelope envelope;
    envelope.sender = mail::Address::parse("\"a b\"@a.test").value();
    EXPECT_EQ(mbox_from_line(envelope, LocalClock().now()), "From \"a-b\"@a.test Mon Nov  2 01:01:01 2026\n");
}

struct Case {
    const char* name;
    const char* text;
    const char* quoted;
};

class MboxQuoterTable : public testing::TestWithParam<Case> {};

TEST_P(MboxQuoterTable, QuotesWhereverTheTextIsCut) {
    const std::string_view text = GetParam().text;
    for (std::size_t step = 1; step <= text.size() + 1; ++step) {
        StringSink sink;
        MboxQuoter quoter(sink);
        for (std::size_t at = 0; at < text.size(); at += step)
            ASSERT_TRUE(quoter.write(text.substr(at, step)));
        ASSERT_TRUE(quoter.finish());
        EXPECT_EQ(sink.text, GetParam().quoted) << "in steps of " << step;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Table, MboxQuoterTable,
    testing::Values(Case{"nothing", "", "\n"}, Case{"plain", "a\n\nb\n", "a\n\nb\n\n"},
                    Case{"from", "From a\n", ">From a\n\n"},
                    Case{"from_in_the_text", "x\n\nFrom a\nFrom b\n", "x\n\n>From a\n>From b\n\n"},
                    Case{"quoted_already", ">From a\n>>>From b\n", ">>From a\n>>>>From b\n\n"},
                    Case{"not_at_the_start", "a From b\n From c\n", "a From b\n From c\n\n"},
                    Case{"without_space", "From: a\nFromage\nFrom\n", "From: a\nFromage\nFrom\n\n"},
                    Case{"from_and_nothing", "From \n", ">From \n\n"},
                    Case{"other_case", "from a\nFROM b\n", "from a\nFROM b\n\n"},
                    Case{"quote_within", "F>From a\nFr>om \n", "F>From a\nFr>om \n\n"},
                    Case{"open_last_line", "a", "a\n\n"}, Case{"half_a_from", "Fro", "Fro\n\n"},
                    Case{"open_from", "From ", ">From \n\n"}, Case{"only_quotes", ">>\n", ">>\n\n"}),
    [](const auto& each) { return each.param.name; });

} // namespace
} // namespace posthaste::delivery
