// SPDX-License-Identifier: MIT
#include "temporary_files.hpp"

#include <posthaste/config/aliases.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <unistd.h>

namespace posthaste::config {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Expand : public testing::Test {
  protected:
    [[nodiscard]] Expansion expanded(const std::string& aliases, const std::vector<std::string>& recipients) const {
        AliasTable table;
        auto file = parse_aliases(aliases, "aliases");
        for (auto& entry : file.entries)
            entry.trusted = trusted_;
        table.add(std::move(file));
        std::vector<mail::Address> addresses;
        for (const auto& recipient : recipients)
            addresses.push_back(mail::Address::parse(recipient).value());
        return expand(table, addresses,
                      {[](const mail::Address& address) { return !address.qualified() || address.domain() == "here"; },
                       commands_});
    }
    [[nodiscard]] std::vector<std::string> reached(const std::string& aliases,
                                                   const std::vector<std::string>& recipients) const {
        const auto expansion = expanded(aliases, recipients);
        EXPECT_THAT(expansion.refused, IsEmpty());
        EXPECT_THAT(expansion.warnings, IsEmpty());
        return texts(expansion.recipients);
    }
    static std::vector<std::string> texts(const std::vector<mail::Address>& addresses) {
        std::vector<std::string> result;
        for (const auto& address : addresses)
            result.push_back(address.text());
        return result;
    }
    static std::vector<std::string> refusals(const Expansion& expansion) {
        std::vector<std::string> result;
        for (const auto& [recipient, error, by_will, for_now] : expansion.refused)
            result.push_back(fmt::format("{}: {}", recipient.text(), error.message));
        return result;
    }

    bool trusted_ = true, commands_ = true;
    TemporaryDirectory directory_;
};

TEST_F(Expand, ReplacesNamesOfThisMachineAlone) {
    EXPECT_THAT(reached("root: ann@example.org\n", {"root", "root@x.test", "bob"}),
                ElementsAre("ann@example.org", "root@x.test", "bob"));
    EXPECT_THAT(reached("root: ann@example.org\n", {"ROOT@here"}), ElementsAre("ann@example.org"));
}

TEST_F(Expand, GoesOnUntilNobodyIsReplacedAndTakesEachOnce) {
    EXPECT_THAT(reached("a: b, c\nb: d@x.test, c@here\nc: d@x.test, e@x.test\n", {"e@x.test", "a"}),
                ElementsAre("e@x.test", "d@x.test"));
}

TEST_F(Expand, TakesANameThatStandsForItselfAsItIs) {
    EXPECT_THAT(reached("ann: ann, bob\nbob: carl\n", {"ann"}), ElementsAre("ann", "carl"));
    EXPECT_THAT(reached("ann: \\ann, \\bob\nbob: carl\n", {"ann"}), ElementsAre("ann", "bob"));
    EXPECT_THAT(reached("ann: Ann@here\n", {"ann"}), ElementsAre("Ann@here"));
}

TEST_F(Expand, RefusesALoop) {
    const auto expansion = expanded("a: b\nb: c\nc: b\n", {"a", "z@x.test"});
    EXPECT_THAT(texts(expansion.recipients), ElementsAre("z@x.test"));
    EXPECT_THAT(refusals(expansion),
                ElementsAre("a: the aliases lead back to where they began: b (aliases:2) -> c (aliases:3) -> b"));
    EXPECT_EQ(expansion.refused.front().error.kind, ErrorKind::refused);
}

TEST_F(Expand, WarnsOfALoopBesideOthers) {
    const auto expansion = expanded("all: ann, staff\nstaff: all, bob\n", {"all"});
    EXPECT_THAT(texts(expansion.recipients), ElementsAre("ann", "bob"));
    EXPECT_THAT(refusals(expansion), IsEmpty());
    EXPECT_THAT(expansion.warnings, ElementsAre(HasSubstr("staff (aliases:2) -> all")));
}

TEST_F(Expand, EndsInTimeWhereEachNameStandsForTwo) {
    std::string aliases;
    for (int i = 0; i < 30; ++i)
        aliases += fmt::format("a{0}: a{1}, b{1}\nb{0}: a{1}, b{1}\n", i, i + 1);
    EXPECT_THAT(reached(aliases, {"a0"}), ElementsAre("a30", "b30"));
}

TEST_F(Expand, IsBoundedInDepth) {
    std::string aliases;
    for (int i = 0; i < 40; ++i)
        aliases += fmt::format("a{}: a{}\n", i, i + 1);
    EXPECT_THAT(refusals(expanded(aliases, {"a0"})), ElementsAre(HasSubstr("over 32 aliases")));
    EXPECT_THAT(reached(aliases, {"a8"}), ElementsAre("a40"));
}

TEST_F(Expand, IsBoundedInNumber) {
    std::string list;
    for (int i = 0; i < 10'001; ++i)
        list += fmt::format("user{}@x.test\n", i);
    const auto path = directory_.file("list", list);
    const auto expansion = expanded("all: :include:" + path + "\n", {"all", "z@x.test"});
    EXPECT_THAT(refusals(expansion), ElementsAre("all: aliases:1: over 10000 addresses"));
    EXPECT_THAT(expansion.recipients, SizeIs(10'001)); // who was named himself is not counted
}

TEST_F(Expand, TakesAddressesFromLists) {
    const auto more = directory_.file("more", "carl@x.test\nann@x.test\n");
    const auto path = directory_.file("list", "ann@x.test, bob\n:include:" + more + "\nlist\n");
    EXPECT_THAT(reached("list: :include:" + path + "\nbob: bob@x.test\n", {"list"}),
                ElementsAre("ann@x.test", "bob@x.test", "carl@x.test", "list"));
}

TEST_F(Expand, EndsWhereAListNamesItself) {
    const auto path = directory_.file("list", "ann@x.test\n:include:" + directory_.path() + "/list\n");
    EXPECT_THAT(reached("list: :include:" + path + "\n", {"list"}), ElementsAre("ann@x.test"));
}

TEST_F(Expand, RefusesForAListThatCannotBeReadAndSendsToTheOthers) {
    const auto expansion = expanded("list: ann@x.test, :include:/nonexistent/list\n", {"list"});
    EXPECT_THAT(texts(expansion.recipients), ElementsAre("ann@x.test"));
    EXPECT_THAT(refusals(expansion), ElementsAre(AllOf(HasSubstr("aliases:1"), HasSubstr("/nonexistent/list"))));
    EXPECT_EQ(expansion.refused.front().error.kind, ErrorKind::config);
}

TEST_F(Expand, RefusesForAListOfNobody) {
    const auto path = directory_.file("list", "# nobody yet\n");
    EXPECT_THAT(refusals(expanded("list: :include:" + path + "\n", {"list"})), ElementsAre(HasSubstr("nobody")));
}

TEST_F(Expand, WarnsOfALineInAList) {
    const auto path = directory_.file("list", "ann@x.test\n@\n");
    const auto expansion = expanded("list: :include:" + path + "\n", {"list"});
    EXPECT_THAT(texts(expansion.recipients), ElementsAre("ann@x.test"));
    EXPECT_THAT(expansion.warnings, ElementsAre(HasSubstr("list:2: ")));
}

TEST_F(Expand, DoesNotQuoteAList) {
    const auto path = directory_.file("list", "root:x:0:0:secret\n:secret:\nann # secret @\n\"|secret\"\n");
    const auto expansion = expanded("list: :include:" + path + "\n", {"list"});
    EXPECT_THAT(expansion.warnings, testing::Each(testing::Not(HasSubstr("secret"))));
    EXPECT_THAT(expansion.warnings, ElementsAre(path + ":1: no address",
                                                path + ":2: a word in colons that is not "
                                                       "known here",
                                                path + ":3: a comment must stand on a line of its own"));
    EXPECT_THAT(refusals(expansion), ElementsAre(testing::Not(HasSubstr("secret"))));
}

TEST_F(Expand, KeepsCommandsAndFilesWithoutADomain) {
    EXPECT_THAT(reached("x: \"|/bin/cat -n\", /var/archive, ann\n", {"x"}),
                ElementsAre("\"|/bin/cat -n\"", "/var/archive", "ann"));
}

TEST_F(Expand, RefusesCommandsThatDoNotCount) {
    commands_ = false;
    const auto off = expanded("x: \"|/bin/cat\", ann\n", {"x"});
    EXPECT_THAT(refusals(off), ElementsAre(AllOf(HasSubstr("aliases:1"), HasSubstr("alias_commands = true"))));
    EXPECT_THAT(texts(off.recipients), ElementsAre("ann"));
    commands_ = true;
    trusted_ = false;
    const auto not_trusted = expanded("x: /var/archive\n", {"x"});
    EXPECT_THAT(refusals(not_trusted), ElementsAre(HasSubstr("root's")));
    EXPECT_THAT(not_trusted.recipients, IsEmpty());
}

TEST_F(Expand, RefusesCommandsInLists) {
    const auto path = directory_.file("list", "\"|/bin/cat\"\nann\n");
    const auto expansion = expanded("list: :include:" + path + "\n", {"list"});
    EXPECT_THAT(refusals(expansion),
                ElementsAre("list: " + path + ":1: a list of addresses cannot name a command or a file"));
    EXPECT_THAT(texts(expansion.recipients), ElementsAre("ann"));
}

TEST_F(Expand, DiscardsAndRefusesByWill) {
    const auto expansion =
        expanded("nil: /dev/null\ngone: :fail: left us\nhalf: /dev/null, ann\n", {"nil", "gone", "half"});
    EXPECT_THAT(texts(expansion.recipients), ElementsAre("ann"));
    EXPECT_THAT(texts(expansion.discarded), ElementsAre("nil"));
    EXPECT_THAT(refusals(expansion), ElementsAre("gone: left us"));
}

TEST_F(Expand, IsBoundedInListsThatNameEachOther) {
    const auto path = [this](int i) { return fmt::format("{}/list{}", directory_.path(), i); };
    for (int i = 0; i < 10; ++i)
        (void)directory_.file(fmt::format("list{}", i), fmt::format("u{}@x.test\n:include:{}\n", i, path(i + 1)));
    (void)directory_.file("list10", "last@x.test\n");
    const auto expansion = expanded("all: :include:" + path(0) + "\nfew: :include:" + path(3) + "\n", {"all", "few"});
    EXPECT_THAT(refusals(expansion), ElementsAre("all: aliases:1: over 8 lists name each other"));
    EXPECT_THAT(texts(expansion.recipients), testing::Contains("last@x.test")); // of few
    EXPECT_THAT(expansion.recipients, SizeIs(11));
}

TEST_F(Expand, EndsInAChainOfListsOfAnyLength) {
    std::string aliases;
    for (int i = 0; i < 30; ++i) {
        (void)directory_.file(fmt::format("l{}", i), fmt::format("a{}\n", i + 1));
        aliases += fmt::format("a{}: :include:{}/l{}\n", i, directory_.path(), i);
    }
    EXPECT_THAT(refusals(expanded(aliases, {"a0"})), ElementsAre(HasSubstr("over 8 lists")));
}

TEST_F(Expand, TakesEqualRecipientsOnce) {
    const auto expansion = expanded("a: :fail: no\n", {"a", "b@X.test", "a", "b@x.test", "B@x.test"});
    EXPECT_THAT(refusals(expansion), ElementsAre("a: no"));
    EXPECT_THAT(texts(expansion.recipients), ElementsAre("b@X.test", "B@x.test"));
}

TEST_F(Expand, ReadsAListOnceForAll) {
    const auto path = directory_.file("list", "ann@x.test\n@\n");
    const auto expansion = expanded("a: :include:" + path + "\nb: :include:" + path + "\n", {"a", "b"});
    EXPECT_THAT(expansion.warnings, ElementsAre(HasSubstr("list:2: "))); // told when it is read
}

TEST_F(Expand, WarnsOfTheLinesThatItUsesAlone) {
    const std::string aliases = "nonsense\nroot: ann, @\nann: bob, :what:\nother: carl, @\n";
    const auto expansion = expanded(aliases, {"ROOT", "root@here", "z@x.test"});
    EXPECT_THAT(texts(expansion.recipients), ElementsAre("bob", "z@x.test"));
    EXPECT_THAT(expansion.warnings, ElementsAre(HasSubstr("aliases:2: "), HasSubstr("aliases:3: ")));
    EXPECT_THAT(expanded("root: @\n", {"root"}).warnings, ElementsAre(HasSubstr("aliases:1: ")));
    EXPECT_THAT(expanded(aliases, {"else"}).warnings, IsEmpty());
}

TEST_F(Expand, TellsItsSteps) {
    const auto expansion = expanded("a: b, x@x.test\nb: \"|cat\", :fail: no\n", {"a"});
    ASSERT_THAT(expansion.steps, SizeIs(2));
    EXPECT_EQ(expansion.steps[1].depth, 1U);
    EXPECT_EQ(expansion.steps[1].name, "b");
    EXPECT_EQ(expansion.steps[1].place, "aliases:2");
    EXPECT_THAT(expansion.steps[0].targets, ElementsAre("b", "x@x.test"));
}

} // namespace
} // namespace posthaste::config
