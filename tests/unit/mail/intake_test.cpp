// SPDX-License-Identifier: MIT
#include "unit/mail/mail_fakes.hpp"

#include <posthaste/mail/intake.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace posthaste::mail {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

const std::string header_in = "Date: d\nFrom: f@x.test\nMessage-ID: <m@x>\nSubject: s\n";
const std::string header_out = "Date: d\r\nFrom: f@x.test\r\nMessage-ID: <m@x>\r\nSubject: s\r\n";

struct Outcome {
    Result<Taken> taken;
    std::string text;
};

Outcome take(std::string_view input, std::size_t step = 65536, LoneDot dot = LoneDot::is_text) {
    MemorySource source(input, step);
    StringSink sink;
    auto taken = take_message(source, sink, dot);
    return {std::move(taken), std::move(sink.text)};
}

TEST(Intake, ComesOutTheSameInPiecesOfAnySize) {
    struct Case {
        const char* name;
        std::string input, output;
    };
    const Case cases[] = {
        {"plain", header_in + "\nbody\n", header_out + "\r\nbody\r\n"},
        {"dots and mixed line ends", header_in + "\n.\na\r\nb\rc\r\r\nend",
         header_out + "\r\n.\r\na\r\nb\r\nc\r\n\r\nend\r\n"},
        {"header only", header_in, header_out + "\r\n"},
        {"header without its last line end", header_in.substr(0, header_in.size() - 1), header_out + "\r\n"},
        {"empty body", header_in + "\n", header_out + "\r\n"},
        {"no blank line", header_in + "hello world\nsecond\n", header_out + "\r\nhello world\r\nsecond\r\n"},
        {"colon after a space", header_in + "Note to all: hi\n", header_out + "\r\nNote to all: hi\r\n"},
        {"postmark", "From a Thu Jan  1 00:00:00 2026\n" + header_in + "\nFrom y\n", header_out + "\r\nFrom y\r\n"},
        {"two postmarks", "From a Thu Jan  1 00:00:00 2026\n>From b Thu Jan  1 00:00:00 2026\n" + header_in + "\nx\n",
         header_out + "\r\nx\r\n"},
        {"byte order mark", "\xEF\xBB\xBF" + header_in + "\nx\n", header_out + "\r\nx\r\n"},
        {"bcc", header_in + "Bcc: a@x.test,\n b@x.test\n\nBcc: c\n", header_out + "\r\nBcc: c\r\n"},
    };
    for (const auto& c : cases)
        for (std::size_t step = 1; step <= c.input.size(); ++step)
            EXPECT_EQ(take(c.input, step).text, c.output) << c.name << " in steps of " << step;
}

TEST(Intake, MakesAHeaderWhereThereIsNone) {
    const std::string made = std::string("Date: ") + fixed_date +
                             "\r\nFrom: MAILER-DAEMON@example.org\r\nMessage-ID: <id1@example.org>\r\n\r\n";
    EXPECT_EQ(take("").text, made);
    EXPECT_EQ(take("\n").text, made);
    EXPECT_EQ(take("hello\nworld\n").text, made + "hello\r\nworld\r\n");
    EXPECT_EQ(take("\r\nBcc: no@x.test\r\n").text, made + "Bcc: no@x.test\r\n");
    EXPECT_EQ(take(" folded: x\nA: b\n").text, made + " folded: x\r\nA: b\r\n");
}

TEST(Intake, EndsAtALoneDotOnlyWhenAsked) {
    const auto ended = take(header_in + "\na\n.\nlost\n", 1, LoneDot::ends_message);
    EXPECT_EQ(ended.text, header_out + "\r\na\r\n");
    ASSERT_THAT(ended.taken->warnings, SizeIs(1));
    EXPECT_THAT(ended.taken->warnings[0], HasSubstr("use -i"));
    EXPECT_TRUE(ended.taken->facts.text_after_dot);

    const auto in_header = take(header_in + ".\nX: y\n\nbody\n", 1, LoneDot::ends_message);
    EXPECT_EQ(in_header.text, header_out + "\r\n");
    EXPECT_TRUE(in_header.taken->facts.text_after_dot);

    const std::string typed = header_in + "\na\n.\nnot read\n";
    MemorySource terminal(typed, 1);
    StringSink sink;
    Intake intake(terminal, LoneDot::ends_input);
    ASSERT_TRUE(intake.write(intake.read_header().value(), sink));
    EXPECT_EQ(sink.text, header_out + "\r\na\r\n");
    std::array<char, 100> rest{};
    EXPECT_EQ(terminal.read(rest).value(), 1U);
    EXPECT_EQ(rest[0], 'n');

    const auto kept = take(header_in + "\na\n.\nkept\n", 1, LoneDot::is_text);
    EXPECT_EQ(kept.text, header_out + "\r\na\r\n.\r\nkept\r\n");
    EXPECT_THAT(kept.taken->warnings, SizeIs(0));
}

TEST(Intake, MeasuresWhatItWrites) {
    const auto outcome = take(header_in + "X: " + std::string(100, 'x') + "\n\nshort\n", 7);
    const auto& facts = outcome.taken->facts;
    EXPECT_EQ(facts.size_bytes, outcome.text.size());
    EXPECT_EQ(facts.header_bytes, outcome.text.find("short"));
    EXPECT_EQ(facts.longest_line_bytes, 103U);
    EXPECT_FALSE(facts.header_eight_bit || facts.body_eight_bit || facts.has_nul || facts.had_bare_cr);
    EXPECT_TRUE(facts.header_is_utf8);
    EXPECT_EQ(take(header_in + "\n" + std::string(200000, 'y')).taken->facts.longest_line_bytes, 200000U);
}

TEST(Intake, NotesWhatMayGoAheadOfAnswers) {
    EXPECT_TRUE(take(header_in + "\nbody\n").taken->facts.harmless_ahead);
    EXPECT_FALSE(take(header_in + "\nquit\n").taken->facts.harmless_ahead);
    EXPECT_FALSE(take(header_in + "\n" + std::string(100000, 'x') + "\nx\n").taken->facts.harmless_ahead);
    EXPECT_FALSE(take(header_in + "\n" + std::string(100000, 'x') + "\nx\n", 100).taken->facts.harmless_ahead);
}

TEST(Intake, NotesOctetsThatNotEveryServerTakes) {
    const auto utf8 = take(header_in + "X: ü\n\nbody\n").taken->facts;
    EXPECT_TRUE(utf8.header_eight_bit && utf8.header_is_utf8 && !utf8.body_eight_bit);
    const auto latin = take(header_in + "X: \xfc\n\nbody\n").taken->facts;
    EXPECT_TRUE(latin.header_eight_bit && !latin.header_is_utf8);
    const auto bcc = take(header_in + "Bcc: \xfc <a@x.test>\n\nbody\n").taken->facts;
    EXPECT_FALSE(bcc.header_eight_bit); // it is gone
    for (std::size_t before = 0; before < 20; ++before) {
        const auto body = take(header_in + "\n" + std::string(before, 'x') + "ü\n").taken->facts;
        EXPECT_TRUE(body.body_eight_bit && !body.header_eight_bit) << before;
    }
    const auto nul = take(header_in + std::string("\na\0b\n", 5)).taken->facts;
    EXPECT_TRUE(nul.has_nul);
    EXPECT_TRUE(take(header_in + "\na\rb\n").taken->facts.had_bare_cr);
}

TEST(Intake, RefusesWhatNoHeaderMayHold) {
    struct Case {
        std::string input;
        const char* why;
    };
    for (const auto& c : {Case{"A: b\rc\n\nrest", "CR"},
                          {std::string("A: \0b\n\nrest", 11), "NUL"},
                          {"A: " + std::string(HeaderBlock::max_bytes, 'x') + "\n\nrest", "over 1048576"}}) {
        const auto taken = take(c.input, 1000).taken;
        ASSERT_FALSE(taken) << c.why;
        EXPECT_EQ(taken.error().kind, ErrorKind::data);
        EXPECT_THAT(taken.error().message, HasSubstr(c.why));
    }
}

TEST(Intake, DrainsWhatItHasNotRead) {
    const std::string input = "A: b\rc\n\n" + std::string(300000, 'x');
    MemorySource source(input, 1000);
    Intake intake(source, LoneDot::is_text);
    ASSERT_FALSE(intake.read_header());
    intake.drain();
    std::array<char, 1> left{};
    EXPECT_EQ(source.read(left).value(), 0U);
}

class FailingSink final : public ByteSink {
  public:
    Status write(std::string_view) override { return fail(ErrorKind::no_space, "disk full"); }
};

TEST(Intake, SaysSoWhenItCannotWrite) {
    const std::string input = header_in + "\n" + std::string(500000, 'x');
    MemorySource source(input);
    FailingSink sink;
    const auto taken = take_message(source, sink);
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().kind, ErrorKind::no_space);
}

class BrokenSource final : public ByteSource {
  public:
    Result<std::size_t> read(std::span<char> buffer) override {
        if (std::exchange(read_, true))
            return fail(ErrorKind::io, "stdin: connection reset");
        buffer[0] = 'x';
        return 1;
    }

  private:
    bool read_ = false;
};

TEST(Intake, SaysSoWhenReadingFails) {
    BrokenSource source;
    StringSink sink;
    const auto taken = take_message(source, sink);
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().kind, ErrorKind::io);
    EXPECT_THAT(taken.error().message, HasSubstr("connection reset"));
}

class MeasuringSink final : public ByteSink {
  public:
    Status write(std::string_view bytes) override {
        sizes.push_back(bytes.size());
        return {};
    }
    std::vector<std::size_t> sizes;
};

// Of whole pages, so that the file is kept in large ones.
TEST(Intake, WritesWholeBlocksHoweverItIsGiven) {
    constexpr std::size_t block = 262144;
    std::string input = header_in + "\n";
    while (input.size() < 5 * block)
        input += std::string(75, 'x') + '\n';
    for (const std::size_t step : {100UZ, 4096UZ, input.size()}) {
        MemorySource source(input, step);
        MeasuringSink sink;
        ASSERT_TRUE(take_message(source, sink));
        ASSERT_EQ(sink.sizes.size(), 6U);
        for (std::size_t i = 0; i + 1 < sink.sizes.size(); ++i)
            EXPECT_EQ(sink.sizes[i], block);
        EXPECT_LT(sink.sizes.back(), block);
    }
}

TEST(Intake, TellsWhetherTheBodyIsUtf8HoweverItIsCut) {
    struct Case {
        std::string body;
        bool eight_bit, utf8;
    };
    for (const auto& c :
         {Case{"plain\n", false, true}, Case{"ascii first\n\xE2\x82\xAC\xF0\x9F\x93\xAC\n", true, true},
          Case{"\xE2\x82\n", true, false}, Case{"caf\xE9\n", true, false}, Case{"\xC3\xBC\nlater\xFF\n", true, false}})
        for (std::size_t step = 1; step < 12; ++step) {
            const auto facts = take(header_in + "\n" + c.body, step).taken.value().facts;
            EXPECT_EQ(facts.body_eight_bit, c.eight_bit) << c.body;
            EXPECT_EQ(facts.body_is_utf8, c.utf8) << c.body;
        }
}

TEST(Intake, TellsTheHeadersUtf8FromTheBodys) {
    const auto facts = take("Subject: caf\xE9\n\n\xC3\xBC\n").taken.value().facts;
    EXPECT_FALSE(facts.header_is_utf8);
    EXPECT_TRUE(facts.body_is_utf8);
}

} // namespace
} // namespace posthaste::mail
