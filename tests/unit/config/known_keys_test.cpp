// SPDX-License-Identifier: MIT
#include <posthaste/config/config_file.hpp>
#include <posthaste/config/known_keys.hpp>

#include <gmock/gmock.h>

namespace posthaste::config {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

TEST(KnownKeys, AreThoseOfAllTables) {
    const auto keys = known_keys();
    for (const auto* key : {"default", "account", "account.NAME.server", "account.NAME.password",
                            "account.NAME.password.command", "route.from", "queue.expire"})
        EXPECT_THAT(keys, Contains(key));
    EXPECT_THAT(keys, Not(Contains("server")));
}

std::string key_line(std::string_view key) {
    const auto dot = key.rfind('.');
    std::string table(key.substr(0, dot == std::string_view::npos ? 0 : dot));
    const auto name = std::string(key.substr(dot == std::string_view::npos ? 0 : dot + 1));
    return table.empty() ? name + " = \"\"" : "[" + table + "]\n" + name + " = \"\"";
}

// Each is read as a key, whatever is then said of its value.
TEST(KnownKeys, AreKnownToTheReader) {
    for (const auto& key : known_keys()) {
        const auto config = parse_config(key_line(key), "config.toml");
        ASSERT_FALSE(config) << key;
        EXPECT_THAT(config.error().message, Not(HasSubstr("unknown key"))) << key;
    }
}

} // namespace
} // namespace posthaste::config
