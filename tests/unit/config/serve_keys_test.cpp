// SPDX-License-Identifier: MIT
#include <posthaste/config/config_file.hpp>

#include <gmock/gmock.h>

namespace posthaste::config {
namespace {

using testing::StartsWith;

ServeSettings serve(const std::string& lines) {
    const auto config = parse_config("[serve]\n" + lines + "\n", "c");
    EXPECT_TRUE(config) << config.error().message;
    return config ? config->serve : ServeSettings{};
}

TEST(ServeKeys, HaveDefaults) {
    for (const auto& settings : {ServeSettings{}, parse_config("", "c").value().serve, serve("")}) {
        EXPECT_EQ(settings.sender, SenderRule::any);
        EXPECT_FALSE(settings.received);
        EXPECT_EQ(settings.max_message_bytes, 104857600U);
        EXPECT_EQ(settings.max_recipients, 1000U);
        EXPECT_EQ(settings.max_connections, 64U);
    }
}

TEST(ServeKeys, SetWhatTheyName) {
    const auto settings = serve("sender = \"rewrite\"\ntrusted = [\"www-data\", \"list\"]\nreceived = true\n"
                                "max_message = \"20M\"\nmax_recipients = 100\nmax_connections = 8\n"
                                "[serve.senders]\nann = [\"ann@example.net\", \"*@ann.example\"]\nbob = []");
    EXPECT_EQ(settings.sender, SenderRule::rewrite);
    EXPECT_THAT(settings.trusted, testing::ElementsAre("www-data", "list"));
    EXPECT_TRUE(settings.received);
    EXPECT_EQ(settings.max_message_bytes, 20U << 20U);
    EXPECT_EQ(settings.max_recipients, 100U);
    EXPECT_EQ(settings.max_connections, 8U);
    ASSERT_EQ(settings.senders.size(), 2U);
    EXPECT_EQ(settings.senders[0].user, "ann");
    EXPECT_THAT(settings.senders[0].patterns, testing::ElementsAre("ann@example.net", "*@ann.example"));
    EXPECT_EQ(serve("sender = \"own\"").sender, SenderRule::own);
    EXPECT_EQ(serve("sender = \"any\"").sender, SenderRule::any);
}

struct Bad {
    const char* name;
    const char* lines;
    const char* message;
};

class ServeKeysBad : public testing::TestWithParam<Bad> {};

TEST_P(ServeKeysBad, IsRefused) {
    const auto config = parse_config(std::string("[serve]\n") + GetParam().lines + "\n", "c");
    ASSERT_FALSE(config);
    EXPECT_EQ(config.error().kind, ErrorKind::config);
    EXPECT_THAT(config.error().message, StartsWith(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Lines, ServeKeysBad,
    testing::Values(Bad{"rule", "sender = \"mine\"", "c:2:10: sender = \"mine\": must be any, own or rewrite"},
                    Bad{"kind", "sender = true", "c:2:10: \"sender\" must be a string, not true or false"},
                    Bad{"trusted", "trusted = [1]",
                        "c:2:12: \"trusted\" must be a list of strings, and a whole number is in it"},
                    Bad{"senders", "senders = { ann = \"a@b\" }", "c:2:19: who ann may be besides must be a list"},
                    Bad{"size", "max_message = \"much\"", "c:2:15: max_message = much: must be a number of octets"},
                    Bad{"recipients", "max_recipients = 99", "c:2:18: max_recipients = 99: must be between 100 and"},
                    Bad{"connections", "max_connections = 0", "c:2:19: max_connections = 0: must be between 1 and"},
                    Bad{"unknown", "recieved = true", "c:2:1: unknown key \"recieved\" (did you mean \"received\"?)"}),
    [](const auto& tested) { return tested.param.name; });

bool permits(const std::string& user, const char* wanted) {
    ServeSettings settings;
    settings.trusted = {"list"};
    settings.senders = {{"ann", {"sales@example.net", "*@ann.example"}}};
    return settings.permits(user, mail::Address::parse(wanted).value(), "example.org");
}

TEST(ServeSettings, AUserIsHimself) {
    EXPECT_TRUE(permits("ann", "ann@example.org"));
    EXPECT_TRUE(permits("ann", "ann@EXAMPLE.org"));
    EXPECT_TRUE(permits("ann", "ann")); // which is given the domain
    EXPECT_FALSE(permits("ann", "bob@example.org"));
    EXPECT_FALSE(permits("ann", "bob"));
    EXPECT_FALSE(permits("ann", "Ann@example.org")); // local parts are compared exactly
    EXPECT_FALSE(permits("ann", "ann@example.net"));
    EXPECT_FALSE(permits("", "ann@example.org"));
    EXPECT_TRUE(permits("ann@example.net", "ann@example.net")); // a login that is an address
    EXPECT_FALSE(permits("ann@example.net", "ann@example.org"));
}

TEST(ServeSettings, AndWhoHeMayBeBesides) {
    EXPECT_TRUE(permits("ann", "sales@example.net"));
    EXPECT_TRUE(permits("ann", "any.one@ann.example"));
    EXPECT_FALSE(permits("bob", "sales@example.net"));
    EXPECT_TRUE(permits("list", "anybody@anywhere.example"));
    EXPECT_TRUE(permits("root", "anybody@anywhere.example"));
}

} // namespace
} // namespace posthaste::config
