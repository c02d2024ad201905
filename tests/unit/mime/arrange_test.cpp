// SPDX-License-Identifier: MIT
#include <posthaste/mime/arrange.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <set>

namespace posthaste::mime {
namespace {

Part leaf(std::string type) {
    Part part;
    part.fields.push_back({"Content-Type", std::move(type)});
    return part;
}

// "mixed(text/plain,image/png)". NOLINTNEXTLINE(misc-no-recursion)
std::string shape_of(const Part& part, std::set<std::string>& boundaries) {
    const std::string type = part.fields.front().body;
    if (part.children.empty())
        return type;
    EXPECT_TRUE(boundaries.insert(part.boundary).second) << "two multiparts share " << part.boundary;
    std::string children;
    for (const auto& child : part.children)
        children += (children.empty() ? "" : ",") + shape_of(child, boundaries);
    const auto name = type.substr(10, type.find(';') - 10);
    return fmt::format("{}({})", name, children);
}

std::string shape(Pieces pieces) {
    SystemIdSource ids;
    std::set<std::string> boundaries;
    return shape_of(arrange(std::move(pieces), ids), boundaries);
}

struct Case {
    const char* given; // t text, h html, c calendar, i inlined, a attached
    const char* shape;
};

class Arrange : public testing::TestWithParam<Case> {};

TEST_P(Arrange, NestsNoDeeperThanNeeded) {
    Pieces pieces;
    for (const char piece : std::string_view(GetParam().given)) {
        if (piece == 't')
            pieces.text = leaf("T");
        if (piece == 'h')
            pieces.html = leaf("H");
        if (piece == 'c')
            pieces.calendar = leaf("C");
        if (piece == 'i')
            pieces.inlined.push_back(leaf("I"));
        if (piece == 'a')
            pieces.attached.push_back(leaf("A"));
    }
    EXPECT_EQ(shape(std::move(pieces)), GetParam().shape);
}

INSTANTIATE_TEST_SUITE_P(
    Pieces, Arrange,
    testing::Values(Case{"", "text/plain; charset=us-ascii"}, Case{"t", "T"}, Case{"h", "H"}, Case{"c", "C"},
                    Case{"th", "alternative(T,H)"}, Case{"thc", "alternative(T,H,C)"}, Case{"tc", "alternative(T,C)"},
                    Case{"hi", "related(H,I)"}, Case{"thii", "alternative(T,related(H,I,I))"}, Case{"a", "mixed(A)"},
                    Case{"aa", "mixed(A,A)"}, Case{"ta", "mixed(T,A)"}, Case{"ti", "mixed(T,I)"},
                    Case{"tia", "mixed(T,I,A)"}, Case{"i", "mixed(I)"},
                    Case{"thiiaa", "mixed(alternative(T,related(H,I,I)),A,A)"}, Case{"ha", "mixed(H,A)"}),
    [](const auto& test) {
        return test.param.given[0] == '\0' ? std::string("nothing") : std::string(test.param.given);
    });

} // namespace
} // namespace posthaste::mime
