// SPDX-License-Identifier: MIT
#include "address.hpp"

#include <array>
#include <cstring>
#include <gtest/gtest.h>
#include <netinet/in.h>

namespace posthaste::net {
namespace {

struct IpCase {
    const char* name;
    std::string_view text;
    std::string canonical; // empty: not an address
};

class ParseIp : public testing::TestWithParam<IpCase> {};

TEST_P(ParseIp, GivesTheAddressOrNothing) {
    const auto address = parse_ip(GetParam().text);
    EXPECT_EQ(address ? address->text() : "", GetParam().canonical);
}

INSTANTIATE_TEST_SUITE_P(Texts, ParseIp,
                         testing::Values(IpCase{"ipv4", "127.0.0.1", "127.0.0.1"}, IpCase{"ipv6", "::1", "::1"},
                                         IpCase{"ipv6_long", "2001:DB8:0::1", "2001:db8::1"},
                                         IpCase{"zone_is_left_out", "fe80::1%lo", "fe80::1"},
                                         IpCase{"zone_on_ipv4", "127.0.0.1%lo", ""}, IpCase{"short_ipv4", "127.1", ""},
                                         IpCase{"brackets", "[::1]", ""}, IpCase{"name", "localhost", ""},
                                         IpCase{"empty", "", ""}, IpCase{"trailing_dot", "127.0.0.1.", ""}),
                         [](const auto& test) { return std::string{test.param.name}; });

TEST(IpFromOctets, TakesFourOrSixteenOnly) {
    const std::array<unsigned char, 16> octets{10, 0, 0, 1};
    EXPECT_EQ(ip_from_octets(std::span{octets}.first(4))->text(), "10.0.0.1");
    EXPECT_EQ(ip_from_octets(octets)->text(), "a00:1::");
    EXPECT_FALSE(ip_from_octets(std::span{octets}.first(5)));
    EXPECT_FALSE(ip_from_octets({}));
}

SocketAddress socket_address(std::string_view text) {
    const auto ip = parse_ip(text);
    SocketAddress address;
    if (ip->size == 4) {
        sockaddr_in in4{};
        in4.sin_family = AF_INET;
        std::memcpy(&in4.sin_addr, ip->octets.data(), 4);
        std::memcpy(&address.storage, &in4, sizeof in4);
        address.size = sizeof in4;
        return address;
    }
    sockaddr_in6 in6{};
    in6.sin6_family = AF_INET6;
    std::memcpy(&in6.sin6_addr, ip->octets.data(), 16);
    std::memcpy(&address.storage, &in6, sizeof in6);
    address.size = sizeof in6;
    return address;
}

TEST(IsLoopback, GoesByTheAddress) {
    for (const char* text : {"127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1"})
        EXPECT_TRUE(is_loopback(socket_address(text))) << text;
    for (const char* text : {"128.0.0.1", "126.255.255.255", "10.0.0.1", "::", "::2", "::ffff:10.0.0.1", "fe80::1"})
        EXPECT_FALSE(is_loopback(socket_address(text))) << text;
    EXPECT_FALSE(is_loopback(SocketAddress{}));
}

TEST(NumericText, IsEmptyForWhatIsNoInternetAddress) {
    EXPECT_EQ(numeric_text(socket_address("::1")), "::1");
    EXPECT_EQ(numeric_text(socket_address("192.0.2.7")), "192.0.2.7");
    EXPECT_EQ(numeric_text(SocketAddress{}), "");
}

} // namespace
} // namespace posthaste::net
