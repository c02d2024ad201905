// SPDX-License-Identifier: MIT
#include <posthaste/base/checksum.hpp>
#include <posthaste/base/text.hpp>

#include <gtest/gtest.h>

namespace posthaste {
namespace {

TEST(Checksum, IsSha256) { // FIPS 180-2, appendix B.1
    EXPECT_EQ(hex(checksum("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    ChecksumSink pieces;
    ASSERT_TRUE(pieces.write("a"));
    ASSERT_TRUE(pieces.write("bc"));
    EXPECT_EQ(pieces.finish(), checksum("abc"));
}

} // namespace
} // namespace posthaste
