// SPDX-License-Identifier: MIT
#include "resolve.hpp"

#include <cerrno>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace posthaste::net {
namespace {

using testing::HasSubstr;

Deadline soon() { return Deadline::in(std::chrono::seconds{30}); }

TEST(Resolve, TakesNumericAddressesAsTheyAre) {
    for (const char* text : {"127.0.0.1", "::1"}) {
        const auto addresses = resolve(text, 25, Deadline::in({})); // no time for a lookup, and none is needed
        ASSERT_TRUE(addresses) << addresses.error().message;
        EXPECT_EQ((*addresses)->ai_next, nullptr);
    }
}

TEST(Resolve, FindsLocalhost) {
    const auto addresses = resolve("localhost", 25, soon());
    ASSERT_TRUE(addresses) << addresses.error().message;
    EXPECT_NE(addresses->get(), nullptr);
}

// An empty label cannot be asked of a name server, so this fails alike with and without a network.
TEST(Resolve, SaysThatAHostDoesNotExist) {
    const auto addresses = resolve("no-such..host.invalid", 25, soon());
    ASSERT_FALSE(addresses);
    EXPECT_EQ(addresses.error().kind, ErrorKind::no_host);
    EXPECT_THAT(addresses.error().message, HasSubstr("\"no-such..host.invalid\" does not exist"));
}

TEST(Resolve, RefusesNamesThatHoldControlsOrNothing) {
    for (const std::string& host : {std::string{}, std::string{"localhost\0.invalid", 18}, std::string{"a\nb"}}) {
        const auto addresses = resolve(host, 25, soon());
        ASSERT_FALSE(addresses);
        EXPECT_EQ(addresses.error().kind, ErrorKind::no_host);
    }
}

struct CodeCase {
    const char* name;
    int code;
    ErrorKind kind;
    std::string_view words;
};

class ResolveError : public testing::TestWithParam<CodeCase> {};

TEST_P(ResolveError, TellsForGoodFromForNow) {
    const Error error = resolve_error(GetParam().code, EMFILE, "mail.example.test");
    EXPECT_EQ(error.kind, GetParam().kind);
    EXPECT_THAT(error.message, HasSubstr("\"mail.example.test\""));
    EXPECT_THAT(error.message, HasSubstr(std::string{GetParam().words}));
}

INSTANTIATE_TEST_SUITE_P(Codes, ResolveError,
                         testing::Values(CodeCase{"noname", EAI_NONAME, ErrorKind::no_host,
                                                  "does not exist: check the server's name"},
                                         CodeCase{"nodata", EAI_NODATA, ErrorKind::no_host, "has no address"},
                                         CodeCase{"family", EAI_ADDRFAMILY, ErrorKind::no_host, "has no address"},
                                         CodeCase{"again", EAI_AGAIN, ErrorKind::connection, "cannot look up"},
                                         CodeCase{"fail", EAI_FAIL, ErrorKind::connection, "cannot look up"},
                                         CodeCase{"memory", EAI_MEMORY, ErrorKind::connection, "cannot look up"},
                                         CodeCase{"system", EAI_SYSTEM, ErrorKind::connection, "Too many open files"}),
                         [](const auto& test) { return std::string{test.param.name}; });

} // namespace
} // namespace posthaste::net
