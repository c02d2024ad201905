// SPDX-License-Identifier: MIT
#include <posthaste/codec/saslprep.hpp>

#include <gtest/gtest.h>
#include <optional>

namespace posthaste::codec {
namespace {

struct Case {
    const char* name;
    std::string_view text;
    std::optional<std::string> prepared;
};

class Saslprep : public testing::TestWithParam<Case> {};

TEST_P(Saslprep, Prepares) {
    const auto prepared = saslprep(GetParam().text);
    EXPECT_EQ(prepared ? std::optional(*prepared) : std::nullopt, GetParam().prepared);
    if (!prepared) {
        EXPECT_EQ(prepared.error().kind, ErrorKind::data);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Text, Saslprep,
    testing::Values( // RFC 4013 section 3
        Case{"soft_hyphen", "I\xC2\xADX", "IX"}, Case{"unchanged", "user", "user"}, Case{"case_kept", "USER", "USER"},
        Case{"feminine_ordinal", "\xC2\xAA", "a"}, Case{"roman_nine", "\xE2\x85\xA8", "IX"},
        Case{"control", "\x07", std::nullopt}, Case{"mixed_direction", "\xD8\xA7\x31", std::nullopt},
        // and what else there is
        Case{"empty", "", ""}, Case{"ascii", "p\"q\\ =,~ ", "p\"q\\ =,~ "}, Case{"delete", "a\x7F", std::nullopt},
        Case{"nul", std::string_view("a\0b", 3), std::nullopt},
        Case{"no_break_space",
             "a\xC2\xA0"
             "b",
             "a b"},
        Case{"zero_width_space",
             "a\xE2\x80\x8B"
             "b",
             "a b"},
        Case{"nothing_left", "\xC2\xAD\xE2\x80\x8D", ""}, Case{"composed", "u\xCC\x88", "\xC3\xBC"},
        Case{"emoji", "\xF0\x9F\x94\x91", "\xF0\x9F\x94\x91"}, Case{"latin1", "\xFC", std::nullopt},
        Case{"surrogate", "\xED\xA0\x80", std::nullopt}, Case{"c1_control", "a\xC2\x85", std::nullopt},
        Case{"private_use", "\xEE\x80\x80", std::nullopt}, Case{"noncharacter", "\xF0\x9F\xBF\xBE", std::nullopt},
        Case{"tag", "\xF3\xA0\x81\x81", std::nullopt},
        Case{"right_to_left", "\xD8\xA7\x31\xD8\xA8", "\xD8\xA7\x31\xD8\xA8"},
        Case{"left_in_right",
             "\xD8\xA7"
             "b\xD8\xA8",
             std::nullopt}),
    [](const auto& each) { return each.param.name; });

} // namespace
} // namespace posthaste::codec
