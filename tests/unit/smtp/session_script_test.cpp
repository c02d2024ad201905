// SPDX-License-Identifier: MIT
// Every dialogue of tests/data/smtp, with the server's bytes whole, byte by byte and cut at every place.
#include "script_player.hpp"

#include <gtest/gtest.h>
#include <ostream>

namespace posthaste::test {

// How GoogleTest shows a parameter.
void PrintTo(const Script& script, std::ostream* out) { *out << script.name; }

} // namespace posthaste::test

namespace posthaste::smtp {
namespace {

class SessionScript : public testing::TestWithParam<test::Script> {};

TEST_P(SessionScript, PlaysWhole) {
    EXPECT_EQ(ScriptPlayer(GetParam(), [](std::string_view bytes) { return test::Pieces{bytes}; }).play(), "");
}

TEST_P(SessionScript, PlaysByteByByte) { EXPECT_EQ(ScriptPlayer(GetParam(), test::bytewise).play(), ""); }

TEST_P(SessionScript, PlaysCutAtEveryPlace) {
    for (std::size_t at = 1; at < ScriptPlayer::server_bytes(GetParam()); ++at) {
        std::size_t before = 0; // of what the server said until then
        const auto cut = [&before, at](std::string_view bytes) {
            const std::size_t start = before;
            before += bytes.size();
            return test::split_at(bytes, at > start ? at - start : 0);
        };
        ASSERT_EQ(ScriptPlayer(GetParam(), cut).play(), "") << "cut at " << at;
    }
}

std::vector<test::Script> scripts() {
    auto loaded = test::load_scripts(PH_TEST_DATA "/smtp");
    if (!loaded)
        ADD_FAILURE() << loaded.error().message;
    return std::move(loaded).value_or(std::vector<test::Script>{});
}

INSTANTIATE_TEST_SUITE_P(Data, SessionScript, testing::ValuesIn(scripts()),
                         [](const auto& each) { return each.param.name; });

TEST(SessionScripts, AreAllThere) { EXPECT_GE(scripts().size(), 25U); }

} // namespace
} // namespace posthaste::smtp
