// SPDX-License-Identifier: MIT
#include <posthaste/config/aliases.hpp>

#include <gmock/gmock.h>

namespace posthaste::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// "kind:text", and "plain" before a name that stands for itself.
std::vector<std::string> told(const std::vector<AliasTarget>& targets) {
    constexpr std::array<const char*, 6> kinds{"address:", "command:", "file:", "include:", "discard:", "refusal:"};
    std::vector<std::string> result;
    for (const auto& target : targets)
        result.push_back((target.plain ? "plain " : "") + std::string(kinds.at(static_cast<std::size_t>(target.kind))) +
                         (target.address ? target.address->text() : target.text));
    return result;
}

std::vector<std::string> names(const AliasFile& file) {
    std::vector<std::string> result;
    for (const auto& entry : file.entries)
        result.push_back(entry.name);
    return result;
}

AliasFile parsed(const std::string& text) {
    auto file = parse_aliases(text, "aliases");
    EXPECT_THAT(file.problems, IsEmpty());
    return file;
}

struct Right {
    std::string targets;
    std::vector<std::string> told;
};

class AliasTargets : public testing::TestWithParam<Right> {};

TEST_P(AliasTargets, AreRead) {
    const auto file = parsed("x: " + GetParam().targets + "\n");
    ASSERT_THAT(file.entries, SizeIs(1));
    EXPECT_EQ(told(file.entries.front().targets), GetParam().told);
}

INSTANTIATE_TEST_SUITE_P(
    All, AliasTargets,
    testing::Values(
        Right{"ann", {"address:ann"}}, Right{"ann,bob@example.org", {"address:ann", "address:bob@example.org"}},
        Right{"Ann Example <ann@example.org> , bob", {"address:ann@example.org", "address:bob"}},
        Right{"ann@example.org (Ann, of sales), bob", {"address:ann@example.org", "address:bob"}},
        Right{"\"Example, Ann\" <ann@x.test>", {"address:ann@x.test"}},
        Right{"\"ann b\"@x.test", {"address:\"ann b\"@x.test"}}, Right{"\"ann b\"", {"address:\"ann b\""}},
        Right{"\\ann", {"plain address:ann"}}, Right{"\"\\\\ann\", bob", {"plain address:ann", "address:bob"}},
        Right{"|/bin/cat", {"command:/bin/cat"}}, Right{"\"|/bin/cat -n, x\"", {"command:/bin/cat -n, x"}},
        Right{"|\"/bin/cat -n, x\"", {"command:/bin/cat -n, x"}},
        Right{R"("|sh -c \"a \\ b\"", c)", {R"(command:sh -c "a \ b")", "address:c"}},
        Right{"\"|/bin/a\tb\"", {"command:/bin/a b"}}, Right{"/var/mail/all", {"file:/var/mail/all"}},
        Right{"\"/var/mail/the archive\"", {"file:/var/mail/the archive"}}, Right{"/dev/null", {"discard:/dev/null"}},
        Right{"\"/dev/null\"", {"discard:/dev/null"}}, Right{":BlackHole:", {"discard::BlackHole:"}},
        Right{"/C=DE/S=Example/@gw.example.org", {"address:/C=DE/S=Example/@gw.example.org"}},
        Right{":include:/etc/list", {"include:/etc/list"}},
        Right{"\":include:/etc/the list\"", {"include:/etc/the list"}},
        Right{":fail: gone, for ever", {"refusal:gone, for ever"}}, Right{":FAIL:", {"refusal:"}}));

struct Wrong {
    std::string line, why;
};

class WrongAliases : public testing::TestWithParam<Wrong> {};

TEST_P(WrongAliases, AreToldWithTheirLineAndHarmNothingElse) {
    const auto file = parse_aliases("# first\n\n" + GetParam().line + "\nlast: ann\n", "dir/aliases");
    ASSERT_THAT(file.problems, SizeIs(1));
    EXPECT_THAT(file.problems.front(), testing::StartsWith("dir/aliases:3: "));
    EXPECT_THAT(file.problems.front(), HasSubstr(GetParam().why));
    EXPECT_THAT(names(file), ElementsAre("last"));
}

INSTANTIATE_TEST_SUITE_P(
    All, WrongAliases,
    testing::Values(Wrong{"nonsense", "\"nonsense\" is no alias"}, Wrong{": ann", "no name"},
                    Wrong{"ann@x.test: bob", "no domain"}, Wrong{"x:", "has no address"},
                    Wrong{"x: ,", "has no address"}, Wrong{"x: ann bob@", "ann bob@"},
                    Wrong{"x: :defer: later", ":defer: later"}, Wrong{"x: :include:list", "begin with a slash"},
                    Wrong{"x: :unknown:", ":unknown:"}, Wrong{"x: \"|\"", "without a command"},
                    Wrong{"x: | ", "without a command"}, Wrong{"x: ann # the boss", "a line of its own"},
                    Wrong{"x: Ann <|cat>", "stands alone"}, Wrong{"x: |cat \x01", "control"},
                    Wrong{"x: /var/\x01", "control"}, Wrong{"x: |" + std::string(1000, 'x'), "too long"},
                    Wrong{"x\x01y: ann", "control"}, Wrong{"\"x: ann", "is no alias"}));

TEST(ParseAliases, KeepsTheOtherTargetsOfALine) {
    const auto file = parse_aliases("x: ann, bob@, carl\n", "aliases");
    EXPECT_THAT(file.problems, ElementsAre(HasSubstr("aliases:1: ")));
    ASSERT_THAT(file.entries, SizeIs(1));
    EXPECT_THAT(told(file.entries.front().targets), ElementsAre("address:ann", "address:carl"));
}

TEST(ParseAliases, TakesNamesWithoutCaseAndWithQuotes) {
    const auto file = parsed("Root: a\n\"Mailer Daemon\" : b\n\"a:b\": c\nMAILER-DAEMON:d\n");
    EXPECT_THAT(names(file), ElementsAre("root", "mailer daemon", "a:b", "mailer-daemon"));
}

TEST(ParseAliases, PutsContinuedLinesTogether) {
    const auto file = parsed("root: ann,\n  bob,\n# a comment\n\n\tcarl\ny: dora, \\\n erik,\\\nfred\r\nz: ann\r\n");
    EXPECT_THAT(names(file), ElementsAre("root", "y", "z"));
    EXPECT_THAT(told(file.entries[0].targets), ElementsAre("address:ann", "address:bob", "address:carl"));
    EXPECT_THAT(told(file.entries[1].targets), ElementsAre("address:dora", "address:erik", "address:fred"));
    EXPECT_EQ(file.entries[1].place, "aliases:6");
    EXPECT_EQ(file.entries[2].place, "aliases:9");
}

TEST(ParseAliases, RefusesALineThatContinuesNothing) {
    const auto file = parse_aliases(" root: ann\nbob: ann\n", "aliases");
    EXPECT_THAT(file.problems, ElementsAre(HasSubstr("aliases:1: the line begins with a space")));
    EXPECT_THAT(names(file), ElementsAre("bob"));
}

TEST(ParseAliases, TakesTheFirstOfTwo) {
    const auto file = parsed("root: ann\nROOT: bob\n");
    EXPECT_THAT(told(file.entries.at(0).targets), ElementsAre("address:ann"));
    EXPECT_THAT(names(file), ElementsAre("root"));
    EXPECT_THAT(file.doubles, ElementsAre("aliases:2: \"root\" stands at aliases:1 already, which counts"));
}

TEST(ParseAliasList, TakesOneOrSeveralALine) {
    const auto list = parse_alias_list("# list\nann@x.test, bob@x.test\n\n  carl\n:include:/more\n@\n", "list");
    EXPECT_THAT(told(list.targets),
                ElementsAre("address:ann@x.test", "address:bob@x.test", "address:carl", "include:/more"));
    EXPECT_THAT(list.problems, ElementsAre(testing::StartsWith("list:6: ")));
}

TEST(AliasParser, PassesOverAByteOrderMark) {
    EXPECT_THAT(names(parsed("\xEF\xBB\xBFroot: ann\nbob: carl\n")), ElementsAre("root", "bob"));
    const auto list = parse_alias_list("\xEF\xBB\xBF"
                                       "ann@x.test\n",
                                       "list");
    EXPECT_THAT(list.problems, IsEmpty());
    ASSERT_THAT(list.targets, SizeIs(1));
    EXPECT_EQ(list.targets.front().text, "ann@x.test");
}

} // namespace
} // namespace posthaste::config
