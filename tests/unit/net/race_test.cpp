// SPDX-License-Identifier: MIT
#include "race.hpp"
#include "sockets.hpp"
#include "support/interrupt.hpp"

#include <cerrno>
#include <fmt/format.h>
#include <gmock/gmock.h>

namespace posthaste::net {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr std::chrono::milliseconds never = std::chrono::hours{1};
Deadline late() { return Deadline::in(std::chrono::seconds{20}); }

std::vector<std::string> order_of(const std::vector<std::string>& texts) {
    std::vector<SocketAddress> addresses;
    for (const auto& text : texts)
        addresses.push_back(address_of(text, 25));
    std::vector<std::string> result;
    for (const auto& address : interleaved(addresses))
        result.push_back(numeric_text(address));
    return result;
}

TEST(Interleaved, TakesTheFamiliesInTurn) {
    EXPECT_THAT(order_of({"2001:db8::1", "2001:db8::2", "2001:db8::3", "192.0.2.1", "192.0.2.2"}),
                ElementsAre("2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2", "2001:db8::3"));
    EXPECT_THAT(order_of({"192.0.2.1", "192.0.2.2", "2001:db8::1"}),
                ElementsAre("192.0.2.1", "2001:db8::1", "192.0.2.2"));
    EXPECT_THAT(order_of({"192.0.2.2", "192.0.2.1"}), ElementsAre("192.0.2.2", "192.0.2.1"));
    EXPECT_TRUE(order_of({}).empty());
}

TEST(Interleaved, LeavesOutWhatIsThereTwice) {
    EXPECT_THAT(order_of({"127.0.0.1", "127.0.0.1", "::1", "127.0.0.1"}), ElementsAre("127.0.0.1", "::1"));
}

TEST(Race, IsWonByTheFirstThatStands) {
    const Port first(8), second(8);
    const auto socket = race({first.address, second.address}, {never, {}}, late());
    ASSERT_TRUE(socket) << socket.error().message;
    EXPECT_EQ(peer_address(socket->get()), first.address);
}

TEST(Race, DoesNotWaitForAnAddressThatSwallowsPackets) {
    const FullListener silent;
    const Port good(8);
    const auto socket = race({silent.address(), good.address}, {std::chrono::milliseconds{1}, {}}, late());
    ASSERT_TRUE(socket) << socket.error().message;
    EXPECT_EQ(peer_address(socket->get()), good.address);
}

TEST(Race, EndsWithTheInterrupt) {
    const FullListener silent;
    const test::Interrupt signal;
    signal.come();
    std::vector<ConnectAttempt> attempts;
    const RaceOptions options{never, std::nullopt, &attempts};
    const auto socket = race({silent.address()}, options, Deadline::in(std::chrono::seconds{20}, signal.descriptor()));
    ASSERT_FALSE(socket);
    EXPECT_EQ(socket.error().kind, ErrorKind::interrupted);
    EXPECT_EQ(attempts.size(), 1U);
    EXPECT_TRUE(signal.is_there());
}

TEST(Race, GoesOnAtOnceAfterARefusal) {
    const Port closed, good(8);
    const auto socket = race({closed.address, good.address}, {never, {}}, late());
    ASSERT_TRUE(socket) << socket.error().message;
    EXPECT_EQ(peer_address(socket->get()), good.address);
}

TEST(Race, GoesOnAtOnceAfterARefusalWhileAnotherIsSilent) {
    const FullListener silent;
    const Port closed, good(8);
    const auto socket = race({silent.address(), closed.address, good.address}, {}, late());
    ASSERT_TRUE(socket) << socket.error().message;
    EXPECT_EQ(peer_address(socket->get()), good.address);
}

TEST(Race, RecordsWhatWasTried) {
    const FullListener silent;
    const Port closed, good(8), unneeded(8);
    std::vector<ConnectAttempt> attempts;
    ASSERT_TRUE(race({silent.address(), closed.address, good.address, unneeded.address},
                     {std::chrono::milliseconds{1}, {}, &attempts}, late()));
    ASSERT_EQ(attempts.size(), 3U);
    EXPECT_EQ(attempts[0].address, "127.0.0.1");
    EXPECT_EQ(attempts[0].failure, "") << "given up for one that stands";
    EXPECT_FALSE(attempts[0].connected);
    EXPECT_GT(attempts[0].took.count(), 0);
    EXPECT_EQ(attempts[1].failure, "Connection refused");
    EXPECT_FALSE(attempts[1].connected);
    EXPECT_EQ(attempts[2].failure, "");
    EXPECT_TRUE(attempts[2].connected);
}

TEST(Race, CrossesFamilies) {
    const Port six(8, "::1");
    if (!six.usable)
        GTEST_SKIP() << "there is no ::1 on this machine";
    const Port closed, four(8), closed_six(-1, "::1");
    const auto over_six = race({closed.address, six.address}, {never, {}}, late());
    ASSERT_TRUE(over_six) << over_six.error().message;
    EXPECT_EQ(numeric_text(peer_address(over_six->get())), "::1");
    const auto over_four = race({closed_six.address, four.address}, {never, {}}, late());
    ASSERT_TRUE(over_four) << over_four.error().message;
    EXPECT_EQ(numeric_text(peer_address(over_four->get())), "127.0.0.1");
}

TEST(Race, ClosesTheOthers) {
    const FullListener silent;
    const Port good(8);
    const auto socket = race({silent.address(), good.address}, {}, late());
    ASSERT_TRUE(socket) << socket.error().message;
    const Fd next{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    EXPECT_LT(next.get(), socket->get()); // the lowest free number: that of the attempt before
}

TEST(Race, NamesARefusalOfOneAddressWithoutTheAddress) {
    const Port closed;
    const auto socket = race({closed.address}, {}, late());
    ASSERT_FALSE(socket);
    EXPECT_EQ(socket.error().kind, ErrorKind::connection);
    EXPECT_EQ(socket.error().os_errno, ECONNREFUSED);
    EXPECT_EQ(socket.error().message, "cannot connect: Connection refused");
}

TEST(Race, NamesEachReasonOnce) {
    const FullListener silent;
    const Port one, two;
    const auto socket = race({one.address, silent.address(), two.address}, {}, shortly());
    ASSERT_FALSE(socket);
    EXPECT_EQ(socket.error().kind, ErrorKind::timeout);
    EXPECT_EQ(socket.error().message, "cannot connect: Connection refused (127.0.0.1, 127.0.0.1); no answer in time: "
                                      "is the port right, or does a firewall drop it? (127.0.0.1)");
}

TEST(Race, EndsWhenAllRefuse) {
    const Port one, two;
    const auto socket = race({one.address, two.address}, {never, {}}, late());
    ASSERT_FALSE(socket);
    EXPECT_EQ(socket.error().kind, ErrorKind::connection);
    EXPECT_THAT(socket.error().message, Not(HasSubstr(";")));
}

TEST(Race, HasOneDeadlineForAll) {
    const FullListener one, two;
    const auto socket = race({one.address(), two.address()}, {}, shortly());
    ASSERT_FALSE(socket);
    EXPECT_EQ(socket.error().kind, ErrorKind::timeout);
    EXPECT_EQ(socket.error().os_errno, ETIMEDOUT);
}

} // namespace
} // namespace posthaste::net
