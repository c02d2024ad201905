// SPDX-License-Identifier: MIT
#include <posthaste/mail/canonicalizer.hpp>

#include <algorithm>
#include <array>
#include <gtest/gtest.h>
#include <random>

namespace posthaste::mail {
namespace {

struct Outcome {
    std::string text;
    bool ended, bare_cr, text_after, eight_bit, nul;
    std::size_t longest;
    bool operator==(const Outcome&) const = default;
};

Outcome outcome(const Canonicalizer& canonicalizer, std::string text) {
    return {std::move(text),
            canonicalizer.ended_by_dot(),
            canonicalizer.had_bare_cr(),
            canonicalizer.text_after_dot(),
            canonicalizer.has_eight_bit(),
            canonicalizer.has_nul(),
            canonicalizer.longest_line_bytes()};
}

// The pieces are fed after each other, a cut after each bit of the mask that is set.
Outcome run(std::string_view input, bool dot_ends, unsigned cuts = 0) {
    Canonicalizer canonicalizer(dot_ends);
    std::string out;
    std::size_t from = 0;
    for (std::size_t i = 1; i < input.size(); ++i, cuts >>= 1U) {
        if ((cuts & 1U) == 0)
            continue;
        canonicalizer.feed(input.substr(from, i - from), out);
        from = i;
    }
    canonicalizer.feed(input.substr(from), out);
    canonicalizer.finish(out);
    return outcome(canonicalizer, std::move(out));
}

Outcome run_cut_at(std::string_view input, std::size_t cut, bool dot_ends) {
    Canonicalizer canonicalizer(dot_ends);
    std::string out;
    canonicalizer.feed(input.substr(0, cut), out);
    canonicalizer.feed(input.substr(cut), out);
    canonicalizer.finish(out);
    return outcome(canonicalizer, std::move(out));
}

// The rule once more in the plainest way: lines first, then the dot.
std::string plainly(std::string_view input, bool dot_ends) {
    std::string out, line;
    const auto end_line = [&] {
        const bool ends = dot_ends && line == ".";
        if (!ends)
            out += line + "\r\n";
        line.clear();
        return ends;
    };
    for (std::size_t i = 0; i < input.size(); ++i) {
        if (input[i] == '\n' && i > 0 && input[i - 1] == '\r')
            continue;
        if (input[i] != '\n' && input[i] != '\r')
            line += input[i];
        else if (end_line())
            return out;
    }
    if (!line.empty())
        end_line();
    return out;
}

bool has_bare_line_end(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i)
        if ((text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) ||
            (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n')))
            return true;
    return false;
}

void check_every_cut(const std::string& input, bool dot_ends) {
    const auto whole = run(input, dot_ends);
    ASSERT_EQ(whole.text, plainly(input, dot_ends)) << testing::PrintToString(input);
    ASSERT_FALSE(has_bare_line_end(whole.text)) << testing::PrintToString(input);
    for (unsigned cuts = 1; cuts < 1U << (input.empty() ? 0 : input.size() - 1); ++cuts)
        ASSERT_EQ(run(input, dot_ends, cuts), whole) << testing::PrintToString(input) << " cut " << cuts;
}

TEST(Canonicalizer, IsRightForEveryShortTextHoweverItIsCut) {
    constexpr std::string_view letters = "a.\r\n";
    for (std::size_t length = 0; length <= 7; ++length)
        for (unsigned number = 0; number < 1U << (2 * length); ++number) {
            std::string input;
            for (std::size_t i = 0; i < length; ++i)
                input += letters[number >> (2 * i) & 3U];
            check_every_cut(input, false);
            check_every_cut(input, true);
            if (HasFatalFailure())
                return;
        }
}

std::size_t longest_line(std::string_view text) {
    std::size_t longest = 0;
    for (std::size_t end = 0; (end = text.find("\r\n")) != std::string_view::npos; text.remove_prefix(end + 2))
        longest = std::max(longest, end);
    return longest;
}

// Against the plain rule, and cut once anywhere.
void check_whole_and_cut(const std::string& input, bool dot_ends) {
    const auto whole = run(input, dot_ends);
    ASSERT_EQ(whole.text, plainly(input, dot_ends)) << testing::PrintToString(input);
    ASSERT_EQ(whole.longest, longest_line(whole.text)) << testing::PrintToString(input);
    ASSERT_EQ(whole.nul, whole.text.find('\0') != std::string::npos) << testing::PrintToString(input);
    ASSERT_EQ(whole.eight_bit, std::ranges::any_of(whole.text, [](char c) { return (c & 0x80) != 0; }))
        << testing::PrintToString(input);
    for (std::size_t cut = 1; cut < input.size(); ++cut)
        ASSERT_EQ(run_cut_at(input, cut, dot_ends), whole) << testing::PrintToString(input) << " cut " << cut;
}

// Long texts are canonicalised by blocks: what is found in one must not depend on where it stands.
TEST(Canonicalizer, FindsEverythingAnywhereInABlock) {
    constexpr std::array<std::string_view, 12> finds{"\n",
                                                     "\r\n",
                                                     "\r",
                                                     "\n\n",
                                                     "\r\r\n",
                                                     "\n.\n",
                                                     "\r\n.\r\n",
                                                     "\n..\n",
                                                     "\n.\r\nxx\n",
                                                     "\xE9",
                                                     std::string_view("\0", 1),
                                                     "\n\r\n\n\r\n"};
    for (const bool dot_ends : {false, true})
        for (const auto find : finds)
            for (std::size_t at = 0; at <= 66; ++at) {
                std::string input(220, 'x');
                input.replace(at, find.size(), find);
                check_whole_and_cut(input, dot_ends);
                if (HasFatalFailure())
                    return;
            }
}

TEST(Canonicalizer, IsRightForLinesOfEveryLength) {
    for (const std::string_view end : {"\n", "\r\n", "\r", "\n\r\n", "\n."})
        for (std::size_t length = 0; length <= 130; ++length) {
            std::string input;
            while (input.size() < 300)
                input += std::string(length, 'x') + std::string(end);
            check_whole_and_cut(input, false);
            if (HasFatalFailure())
                return;
        }
}

TEST(Canonicalizer, IsRightForTextsAtRandom) {
    std::mt19937 random(5321); // the same ones each time
    constexpr std::string_view rare("\r\n.\0\xE9", 5);
    for (unsigned number = 0; number < 300; ++number) {
        std::string input(random() % 600, 'x');
        const auto rarity = 1 + random() % 60;
        for (char& c : input)
            if (random() % rarity == 0)
                c = rare[random() % rare.size()];
        check_whole_and_cut(input, number % 2 == 0);
        if (HasFatalFailure())
            return;
    }
}

TEST(Canonicalizer, MakesEveryLineEndCrlf) {
    struct Case {
        std::string_view in, out;
    };
    for (const auto& c : {Case{"", ""},
                          {"a\nb\n", "a\r\nb\r\n"},
                          {"a\r\nb\r\n", "a\r\nb\r\n"},
                          {"a\rb", "a\r\nb\r\n"},
                          {"a\r\r\nb", "a\r\n\r\nb\r\n"},
                          {"a\n\rb", "a\r\n\r\nb\r\n"},
                          {"a\r", "a\r\n"},
                          {"no end", "no end\r\n"},
                          {"\n\n", "\r\n\r\n"}})
        EXPECT_EQ(run(c.in, false).text, c.out);
}

TEST(Canonicalizer, EndsAtALoneDotOnlyWhenAsked) {
    EXPECT_EQ(run("a\n.\nb\n", false).text, "a\r\n.\r\nb\r\n");
    for (const std::string_view input : {"a\n.\nb\n", "a\r\n.\r\nb\n", "a\n.\rb\n"}) {
        const auto result = run(input, true);
        EXPECT_EQ(result.text, "a\r\n");
        EXPECT_TRUE(result.ended);
        EXPECT_TRUE(result.text_after);
    }
    EXPECT_EQ(run("a\n..\n. \n.b\n", true).text, "a\r\n..\r\n. \r\n.b\r\n");
}

TEST(Canonicalizer, TakesALoneDotWithoutLineEndForTheEnd) {
    const auto result = run("a\n.", true);
    EXPECT_EQ(result.text, "a\r\n");
    EXPECT_TRUE(result.ended);
    EXPECT_FALSE(result.text_after);
}

TEST(Canonicalizer, DoesNotCallBlankLinesAfterTheDotText) {
    EXPECT_FALSE(run("a\n.\r\n \n\t\r\n", true).text_after);
    EXPECT_TRUE(run("a\n.\n\n\nx", true).text_after);
}

TEST(Canonicalizer, NotesBareCrs) {
    EXPECT_FALSE(run("a\r\nb\n", false).bare_cr);
    EXPECT_TRUE(run("a\rb\n", false).bare_cr);
    EXPECT_TRUE(run("a\r", false).bare_cr);
    EXPECT_TRUE(run("a\r\r\n", false).bare_cr);
}

TEST(Canonicalizer, MeasuresTheLongestLine) {
    EXPECT_EQ(run("", false).longest, 0U);
    EXPECT_EQ(run("ab\nabcd\r\nabc\n", false).longest, 4U);
    EXPECT_EQ(run("ab\nabcd", false).longest, 4U);
    EXPECT_EQ(run("ab\n.\nabcd", true).longest, 2U);
    EXPECT_EQ(run(std::string(70000, 'x'), false, 0x5555).longest, 70000U);
}

} // namespace
} // namespace posthaste::mail
