// SPDX-License-Identifier: MIT
#include <posthaste/cli/listing.hpp>

#include <algorithm>
#include <gmock/gmock.h>

namespace posthaste::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

const ListedCommand& command(const ListedCommand& of, std::string_view name) {
    const auto found = std::ranges::find(of.commands, name, &ListedCommand::name);
    EXPECT_NE(found, of.commands.end()) << name;
    return *found;
}

const ListedOption* option(const ListedCommand& of, const std::string& name) {
    const auto found = std::ranges::find_if(
        of.options, [&](const ListedOption& each) { return std::ranges::find(each.names, name) != each.names.end(); });
    return found == of.options.end() ? nullptr : &*found;
}

TEST(Listing, TellsTheKindOfAValueByItsName) {
    EXPECT_EQ(listed_value("").kind, ValueKind::none);
    EXPECT_EQ(listed_value("ADDRESS[,...]").kind, ValueKind::text);
    EXPECT_EQ(listed_value("NAME=VALUE").kind, ValueKind::text);
    EXPECT_EQ(listed_value("FILE").kind, ValueKind::file);
    EXPECT_EQ(listed_value("FILE...").kind, ValueKind::file);
    EXPECT_EQ(listed_value("[ACCOUNT|URL]").kind, ValueKind::account);
    EXPECT_EQ(listed_value("ID").kind, ValueKind::text);
    EXPECT_EQ(listed_operand("[ID]...").kind, ValueKind::message_id);
    EXPECT_THAT(listed_value("never|success,failure").choices, ElementsAre("never", "success", "failure"));
    EXPECT_EQ(listed_value("aes-256-gcm|aes-256-cbc").kind, ValueKind::choice);
}

TEST(Listing, TellsAValueThatIsGluedOn) {
    const auto trace = listed_value("[=tls]");
    EXPECT_TRUE(trace.glued);
    EXPECT_THAT(trace.choices, ElementsAre("tls"));
    EXPECT_TRUE(listed_value("[INTERVAL]").glued);
    EXPECT_FALSE(listed_value("FILE").glued);
    EXPECT_FALSE(listed_operand("[ID]...").glued);
}

TEST(Listing, HasEveryOptionWithAllItsNames) {
    const auto root = listing();
    ASSERT_NE(option(root, "--tls"), nullptr);
    EXPECT_THAT(option(root, "--tls")->value.choices, ElementsAre("none", "starttls", "implicit"));
    ASSERT_NE(option(root, "-f"), nullptr);
    EXPECT_EQ(option(root, "-f")->value.name, "ADDRESS");
    ASSERT_NE(option(root, "-q"), nullptr);
    EXPECT_TRUE(option(root, "-q")->value.glued);
    const auto& send = command(root, "send");
    ASSERT_NE(option(send, "--subject"), nullptr);
    EXPECT_THAT(option(send, "--subject")->names, ElementsAre("--subject", "-s"));
    EXPECT_THAT(option(send, "--no-check-content")->names, Contains("--check-content"));
    EXPECT_EQ(option(send, "--no-such"), nullptr);
}

TEST(Listing, GivesACommandOnlyWhatItTakes) {
    const auto root = listing();
    const auto& queue = command(root, "queue");
    EXPECT_NE(option(command(queue, "list"), "--failed"), nullptr);
    EXPECT_EQ(option(command(queue, "run"), "--failed"), nullptr);
    EXPECT_EQ(command(queue, "run").operand.kind, ValueKind::none);
    EXPECT_EQ(command(queue, "show").operand.kind, ValueKind::message_id);
}

void expect_complete(const ListedCommand& command) {
    EXPECT_THAT(command.help, Not(IsEmpty())) << command.name;
    EXPECT_NE(option(command, "--help"), nullptr) << command.name;
    for (const auto& each : command.options)
        EXPECT_THAT(each.names, Not(IsEmpty())) << command.name;
    for (const auto& each : command.commands)
        expect_complete(each);
}

TEST(Listing, HasNothingWithoutHelp) { expect_complete(listing()); }

} // namespace
} // namespace posthaste::cli
