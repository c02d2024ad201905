// SPDX-License-Identifier: MIT
#include "route_pattern.hpp"

#include <gtest/gtest.h>
#include <string>

namespace posthaste::config {
namespace {

struct Case {
    const char* name;
    const char* pattern;
    const char* address;
    bool fits;
};

class RoutePattern : public testing::TestWithParam<Case> {};

TEST_P(RoutePattern, FitsOrNot) { EXPECT_EQ(pattern_fits(GetParam().pattern, GetParam().address), GetParam().fits); }

INSTANTIATE_TEST_SUITE_P(
    Table, RoutePattern,
    testing::Values(
        Case{"star", "*", "a@b.test", true}, Case{"star_and_nothing", "*", "", true},
        Case{"any_local_part", "*@b.test", "a@b.test", true}, Case{"domain_alone", "@b.test", "a@b.test", true},
        Case{"domain_in_capitals", "@B.Test", "a@b.tEST", true}, Case{"another_domain", "@b.test", "a@c.test", false},
        Case{"a_subdomain_is_another", "@b.test", "a@x.b.test", false},
        Case{"a_longer_domain_is_another", "@b.test", "a@ab.test", false},
        Case{"subdomains", "*@*.b.test", "a@x.b.test", true}, Case{"whole_address", "a@b.test", "a@b.test", true},
        Case{"local_parts_keep_their_case", "A@b.test", "a@b.test", false},
        Case{"star_within", "a*z@b.test", "a-to-z@b.test", true},
        Case{"star_within_needs_the_end", "a*z@b.test", "a-to-y@b.test", false},
        Case{"two_stars", "*+*@b.test", "a+b+c@b.test", true}, Case{"no_at_in_pattern", "*.B.test", "a@x.b.test", true},
        Case{"no_at_in_address", "@b.test", "root", false}, Case{"bare_name", "root", "root", true},
        Case{"dot_is_a_dot", "@b.test", "a@bxtest", false}, Case{"quoted_at", "@b.test", "\"x@c.test\"@b.test", true}),
    [](const auto& each) { return each.param.name; });

TEST(RoutePatternTime, DoesNotGrowWithTheNumberOfStars) {
    std::string pattern = "a";
    for (int i = 0; i < 200; ++i)
        pattern += "*a";
    EXPECT_FALSE(pattern_fits(pattern + "b", std::string(5000, 'a')));
}

} // namespace
} // namespace posthaste::config
