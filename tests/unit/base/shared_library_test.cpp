// SPDX-License-Identifier: MIT
#include <posthaste/base/shared_library.hpp>

#include <gtest/gtest.h>

namespace posthaste {
namespace {

TEST(SharedLibrary, GivesTheFunctionsItHas) {
    for (int time = 0; time < 2; ++time) {
        const auto library = SharedLibrary::open("libm.so.6");
        ASSERT_TRUE(library) << library.error().message;
        auto* const root = library->find<double(double)>("sqrt");
        ASSERT_NE(root, nullptr);
        EXPECT_EQ(root(9.0), 3.0);
        EXPECT_EQ(library->find<double(double)>("no_such_function"), nullptr);
    }
}

TEST(SharedLibrary, NamesTheOneThatIsMissing) {
    const auto library = SharedLibrary::open("libno-such-library.so.7");
    ASSERT_FALSE(library);
    EXPECT_EQ(library.error().kind, ErrorKind::internal);
    EXPECT_NE(library.error().message.find("libno-such-library.so.7"), std::string::npos);
    EXPECT_NE(library.error().message.find("install it"), std::string::npos);
}

} // namespace
} // namespace posthaste
