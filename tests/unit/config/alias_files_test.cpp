// SPDX-License-Identifier: MIT
#include "temporary_files.hpp"

#include <posthaste/config/aliases.hpp>
#include <posthaste/config/config_file.hpp>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

namespace posthaste::config {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class AliasFiles : public testing::Test {
  protected:
    [[nodiscard]] AliasTable load(const std::vector<AliasPath>& paths) const {
        return AliasTable::load(paths, ::geteuid());
    }
    [[nodiscard]] static std::string first_target(const AliasTable& table, std::string_view name) {
        const auto* entry = table.find(name);
        return entry == nullptr ? "none" : entry->targets.front().text;
    }
    // The error of a table that has lost a file.
    [[nodiscard]] static Error lost(const AliasTable& table) {
        EXPECT_TRUE(table.lost());
        return table.lost().value_or(Error{});
    }
    TemporaryDirectory directory_;
};

TEST_F(AliasFiles, LaterOnesWin) {
    const auto one = directory_.file("one", "root: a\nbob: b\n");
    const auto two = directory_.file("two", "Root: c\n");
    const auto table = load({{one}, {two}});
    EXPECT_EQ(first_target(table, "ROOT"), "c");
    EXPECT_EQ(first_target(table, "bob"), "b");
    EXPECT_FALSE(table.lost());
}

TEST_F(AliasFiles, OnesThatAreMissingAreNothing) {
    const auto table = load({{directory_.path() + "/none"}, {directory_.file("file", "") + "/none"}});
    EXPECT_FALSE(table.lost());
    EXPECT_THAT(table.entries(), IsEmpty());
}

TEST_F(AliasFiles, OnesThatCannotBeReadLeaveNamesUnknown) {
    const auto good = directory_.file("good", "root: ann\nwrong\n");
    const auto fifo = directory_.path() + "/fifo";
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    const auto large = directory_.file("large", std::string(4UZ * 1024 * 1024 + 1, '#'));
    for (const auto& [path, why] : {std::pair{directory_.path(), "is not a regular file"},
                                    {fifo, "is not a regular file"},
                                    {large, "is larger than"}}) {
        const auto table = load({{good}, {path}});
        EXPECT_EQ(lost(table).kind, ErrorKind::timeout);
        EXPECT_THAT(lost(table).message, AllOf(HasSubstr(path), HasSubstr(why)));
        EXPECT_EQ(first_target(table, "root"), "none"); // it may say something else of root
        EXPECT_EQ(first_target(load({{path}, {good}}), "root"), "ann");
    }
}

TEST_F(AliasFiles, OneThatIsNamedMustBeThere) {
    const auto table = load({{directory_.path() + "/none", true}});
    EXPECT_EQ(lost(table).kind, ErrorKind::config);
    EXPECT_THAT(lost(table).message, HasSubstr("/none: No such file"));
}

TEST_F(AliasFiles, OnesThatOthersMayWriteAreNotUsed) {
    for (const mode_t mode : {0664U, 0646U, 0602U}) {
        const auto table = load({{directory_.file("file", "root: ann\n", mode)}});
        EXPECT_THAT(lost(table).message, HasSubstr("run \"chmod go-w " + directory_.path() + "/file\""));
        EXPECT_EQ(lost(table).kind, ErrorKind::timeout);
        EXPECT_THAT(table.entries(), IsEmpty());
    }
}

TEST_F(AliasFiles, OnesOfStrangersAreNotUsed) {
    if (::geteuid() != 0)
        GTEST_SKIP() << "only root can give a file away";
    const auto file = directory_.file("file", "root: ann\n");
    ASSERT_EQ(::chown(file.c_str(), 12345, 0), 0);
    EXPECT_THAT(lost(load({{file}})).message, HasSubstr("belongs to uid 12345, who is neither root nor you"));
    const auto own = load({{directory_.file("system", "root: bob\n")}, {file, false, true}}); // by sudo -E
    EXPECT_FALSE(own.lost());
    EXPECT_EQ(first_target(own, "root"), "bob");
    const auto read = read_alias_file({file, false, true});
    ASSERT_TRUE(read);
    EXPECT_THAT(read->value_or(AliasFile{}).problems, ElementsAre(HasSubstr("not to you")));
}

TEST_F(AliasFiles, LeaveNamesWaitingThatAreNotKnown) {
    const auto good = directory_.file("good", "all: a@x.test, b\none: c@x.test\nlate: a@x.test\n");
    const auto table = load({{directory_.path()}, {good}});
    std::vector<mail::Address> names;
    for (const auto* name : {"z@x.test", "all", "one", "else", "late"})
        names.push_back(mail::Address::parse(name).value());
    const auto expansion = expand(table, names, {[](const auto& address) { return !address.qualified(); }, true});
    std::vector<std::string> reached, refused;
    for (const auto& recipient : expansion.recipients)
        reached.push_back(recipient.text());
    for (const auto& each : expansion.refused) {
        refused.push_back(each.recipient.text());
        EXPECT_TRUE(each.for_now);
        EXPECT_EQ(each.error.kind, ErrorKind::timeout);
    }
    EXPECT_THAT(reached, ElementsAre("z@x.test", "c@x.test", "a@x.test")); // nobody of "all", of whom one is unknown
    EXPECT_THAT(refused, ElementsAre("all", "else"));
}

TEST_F(AliasFiles, AreFollowedWhereTheyAreLinks) {
    const auto link = directory_.path() + "/link";
    ASSERT_EQ(::symlink(directory_.file("file", "root: ann\n").c_str(), link.c_str()), 0);
    EXPECT_EQ(first_target(load({{link}}), "root"), "ann");
}

TEST_F(AliasFiles, AreTrustedByOwnerAndMode) {
    const auto trusted = [&](const std::string& name, mode_t mode, bool own, unsigned owner) {
        const auto table = AliasTable::load({{directory_.file(name, "x: \"|cat\"\n", mode), true, own}}, owner);
        const auto* entry = table.find("x");
        return entry != nullptr && entry->trusted;
    };
    EXPECT_TRUE(trusted("a", 0644, false, ::geteuid()));
    EXPECT_FALSE(trusted("b", 0664, false, ::geteuid()));
    EXPECT_FALSE(trusted("c", 0646, false, ::geteuid()));
    EXPECT_FALSE(trusted("d", 0644, true, ::geteuid()));
    EXPECT_FALSE(trusted("e", 0644, false, ::geteuid() + 1));
}

TEST_F(AliasFiles, AListMustBeAFileOfItsOwnersAlone) {
    const auto good = directory_.file("good", "ann\n", 0644);
    EXPECT_TRUE(read_alias_list(good));
    const auto error = [](const std::string& path) {
        const auto list = read_alias_list(path);
        EXPECT_FALSE(list) << path;
        return list ? std::string() : list.error().message;
    };
    EXPECT_THAT(error(directory_.file("group", "ann\n", 0664)), HasSubstr("chmod go-w"));
    EXPECT_THAT(error(directory_.file("others", "ann\n", 0646)), HasSubstr("chmod go-w"));
    const auto link = directory_.path() + "/link";
    ASSERT_EQ(::symlink(good.c_str(), link.c_str()), 0);
    EXPECT_THAT(error(link), HasSubstr("symbolic link"));
    const auto fifo = directory_.path() + "/fifo";
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    EXPECT_THAT(error(fifo), HasSubstr("regular file"));
    EXPECT_THAT(error("/dev/zero"), HasSubstr("regular file"));
    EXPECT_THAT(error(directory_.path() + "/good/"), HasSubstr("regular file"));
    EXPECT_THAT(error(directory_.path() + "/good/x"), HasSubstr("Not a directory"));
    EXPECT_THAT(error("/"), HasSubstr("regular file"));
    EXPECT_TRUE(read_alias_list("/" + directory_.path() + "//./good"));
}

TEST_F(AliasFiles, NoLinkLeadsToAList) {
    (void)directory_.file("inner/list", "ann\n");
    ASSERT_EQ(::symlink("inner", (directory_.path() + "/way").c_str()), 0);
    EXPECT_TRUE(read_alias_list(directory_.path() + "/inner/list"));
    const auto list = read_alias_list(directory_.path() + "/way/list");
    ASSERT_FALSE(list);
    EXPECT_THAT(list.error().message, HasSubstr(directory_.path() + "/way is a symbolic link"));
}

std::vector<std::string> paths(const std::string& toml, const std::string& home) {
    const auto config = parse_config(toml, "test");
    EXPECT_TRUE(config) << config.error().message;
    std::vector<std::string> result;
    for (const auto& path : alias_paths(*config, home))
        result.push_back(path.path + (path.named ? " named" : "") + (path.own ? " own" : ""));
    return result;
}

TEST(AliasPaths, AreTheSystemsAndTheUsersUnlessNamed) {
    const Variable xdg("XDG_CONFIG_HOME", std::nullopt);
    EXPECT_THAT(paths("", "/home/ann"), ElementsAre("/etc/aliases", "/home/ann/.config/posthaste/aliases own"));
    EXPECT_THAT(paths("", ""), ElementsAre("/etc/aliases"));
    EXPECT_THAT(paths("aliases = \"/a\"", "/home/ann"), ElementsAre("/a named"));
    EXPECT_THAT(paths("aliases = [\"/a\", \"/b\"]", "/home/ann"), ElementsAre("/a named", "/b named"));
    EXPECT_THAT(paths("aliases = []", "/home/ann"), IsEmpty());
    const Variable other("XDG_CONFIG_HOME", "/conf");
    EXPECT_THAT(paths("", "/home/ann"), ElementsAre("/etc/aliases", "/conf/posthaste/aliases own"));
}

TEST(AliasPaths, MustBeWholePaths) {
    for (const auto* toml : {"aliases = \"a\"", "aliases = [\"/a\", \"b\"]", "aliases = 3", "aliases = [3]",
                             "aliases = \"\"", "aliases = [\"\"]"}) {
        const auto config = parse_config(toml, "test");
        ASSERT_FALSE(config) << toml;
        EXPECT_THAT(config.error().message, AllOf(HasSubstr("test:1:"), HasSubstr("aliases"))) << toml;
    }
}

TEST(AliasPaths, MayBeginAtHome) {
    const TemporaryDirectory directory;
    const auto config = load_config(directory.file("config.toml", "aliases = [\"~/a\"]\n"), "/home/ann");
    ASSERT_TRUE(config);
    EXPECT_THAT(config->aliases.value(), ElementsAre("/home/ann/a"));
}

} // namespace
} // namespace posthaste::config
