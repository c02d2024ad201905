// SPDX-License-Identifier: MIT
#include "alias_use.hpp"
#include "app_fakes.hpp"

#include <posthaste/config/config_file.hpp>

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

namespace posthaste::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* server = "[account.work]\nserver = \"smtp://mx.test\"\n";

class AliasUse : public testing::Test {
  protected:
    AliasUse() { (void)world_.file("aliases", "root: carl@example.net\n"); }

    [[nodiscard]] config::Expansion expansion_of(const std::string& recipient, const std::string& toml = server) const {
        const auto text = "aliases = \"" + world_.home() + "/" + file_ + "\"\n" + toml;
        const auto config = config::parse_config(text, "test");
        EXPECT_TRUE(config) << config.error().message;
        const auto caller = ann();
        return expand_aliases({options_, environment_, *config, caller}, {address(recipient)});
    }
    [[nodiscard]] std::string expanded(const std::string& recipient, const std::string& toml = server) const {
        const auto expansion = expansion_of(recipient, toml);
        EXPECT_THAT(expansion.recipients, testing::SizeIs(1));
        return expansion.recipients.empty() ? std::string() : expansion.recipients.front().text();
    }

    World world_;
    SubmitOptions options_;
    Environment environment_;
    std::string file_ = "aliases";
};

TEST_F(AliasUse, IsForNamesOfThisMachine) {
    for (const auto* name : {"root", "ROOT", "root@localhost", "root@localhost.localdomain", "root@Box.Example.Org"})
        EXPECT_EQ(expanded(name), "carl@example.net") << name;
    EXPECT_EQ(expanded("root@example.org"), "root@example.org");
    EXPECT_EQ(expanded("bob"), "bob");
}

TEST_F(AliasUse, IsNotForNamesOfTheOrganisation) {
    const std::string domain = "domain = \"box.example.org\"\n";
    EXPECT_EQ(expanded("root@box.example.org", domain + server), "root@box.example.org");
    EXPECT_EQ(expanded("root", domain + server), "carl@example.net");
    EXPECT_EQ(expanded("root@box.example.org", server + domain), "root@box.example.org"); // the account's
}

TEST_F(AliasUse, IsForTheDomainWhereNoServerCanBeMeant) {
    const std::string domain = "domain = \"example.org\"\n";
    EXPECT_EQ(expanded("root@example.org", domain), "carl@example.net");
    EXPECT_EQ(expanded("root@example.net", domain), "root@example.net");
    options_.server = "smtp://mx.test";
    EXPECT_EQ(expanded("root@example.org", domain), "root@example.org");
    options_.server.reset();
    environment_.server = "smtp://mx.test";
    EXPECT_EQ(expanded("root@example.org", domain), "root@example.org");
}

TEST_F(AliasUse, FindsCommandsAnewWhereTheyMayBe) {
    if (::geteuid() != 0)
        GTEST_SKIP() << "only root's files may name commands";
    const auto file = world_.file("commands", "x: \"|cat\", /var/archive, ann\n", 0644);
    const auto found = [&](const std::string& toml) {
        const auto config = config::parse_config("aliases = \"" + file + "\"\n" + toml, "test");
        std::vector<std::string> texts;
        const auto commands = alias_commands(config.value(), ann());
        if (!commands)
            return std::vector<std::string>{commands.error().message};
        for (const auto& command : *commands)
            texts.push_back(command.alias + " " + command.text);
        return texts;
    };
    EXPECT_THAT(found("alias_commands = true"), ElementsAre("x |cat", "x /var/archive"));
    EXPECT_THAT(found(""), IsEmpty());
    ASSERT_EQ(::chmod(file.c_str(), 0664), 0);
    EXPECT_THAT(found("alias_commands = true"), ElementsAre(HasSubstr("chmod go-w"))); // what waits is not given up
}

TEST_F(AliasUse, OpensNoFileForOthers) {
    file_ = "config/.."; // a directory, which nobody can read
    (void)world_.file("config/x", "");
    EXPECT_THAT(expansion_of("root@example.net").refused, IsEmpty());
    const auto refused = expansion_of("root").refused;
    ASSERT_THAT(refused, testing::SizeIs(1));
    EXPECT_THAT(refused.front().error.message, HasSubstr("is not a regular file"));
}

TEST_F(AliasUse, WarnsOfFewThings) {
    (void)world_.file("aliases", "root: bob@example.net, @, @, @\n");
    EXPECT_THAT(expansion_of("root").warnings, testing::SizeIs(3));
    (void)world_.file("aliases", "root: bob@example.net, @, @, @, @, @\n");
    const auto warnings = expansion_of("root").warnings;
    EXPECT_THAT(warnings, testing::SizeIs(4));
    EXPECT_EQ(warnings.back(), "and 2 more in the aliases: newaliases shows them");
}

} // namespace
} // namespace posthaste::app
