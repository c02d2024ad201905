// SPDX-License-Identifier: MIT
// Every dialogue of tests/data/smtp_server, with the client's bytes whole, byte by byte and cut at every place.
#include "server_player.hpp"

#include <gtest/gtest.h>
#include <ostream>

namespace posthaste::smtp {

// How GoogleTest shows a parameter.
void PrintTo(const ServerScript& script, std::ostream* out) { *out << script.name; }

namespace {

class ServerScripts : public testing::TestWithParam<ServerScript> {};

TEST_P(ServerScripts, PlaysWhole) {
    EXPECT_EQ(ServerPlayer(GetParam(), [](std::string_view bytes) { return test::Pieces{bytes}; }).play(), "");
}

TEST_P(ServerScripts, PlaysByteByByte) { EXPECT_EQ(ServerPlayer(GetParam(), test::bytewise).play(), ""); }

TEST_P(ServerScripts, PlaysCutAtEveryPlace) {
    constexpr std::size_t long_script_bytes = 2000; // there not quite at every place: a prime apart
    const std::size_t step = GetParam().client_bytes() > long_script_bytes ? 17 : 1;
    for (std::size_t at = 1; at < GetParam().client_bytes(); at += step) {
        std::size_t before = 0; // of what the client said until then
        const auto cut = [&before, at](std::string_view bytes) {
            const std::size_t start = before;
            before += bytes.size();
            return test::split_at(bytes, at > start ? at - start : 0);
        };
        ASSERT_EQ(ServerPlayer(GetParam(), cut).play(), "") << "cut at " << at;
    }
}

std::vector<ServerScript> scripts() {
    auto loaded = load_server_scripts(PH_TEST_DATA "/smtp_server");
    if (!loaded)
        ADD_FAILURE() << loaded.error().message;
    return std::move(loaded).value_or(std::vector<ServerScript>{});
}

INSTANTIATE_TEST_SUITE_P(Data, ServerScripts, testing::ValuesIn(scripts()),
                         [](const auto& each) { return each.param.name; });

TEST(ServerScriptFiles, AreAllThere) { EXPECT_GE(scripts().size(), 50U); }

} // namespace
} // namespace posthaste::smtp
