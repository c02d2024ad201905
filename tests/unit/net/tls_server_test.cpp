// SPDX-License-Identifier: MIT
#include "tls_fixture.hpp"

#include <posthaste/net/descriptor_stream.hpp>
#include <posthaste/net/tls_server.hpp>

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <thread>

namespace posthaste::net {
namespace {

using testing::HasSubstr;

struct Pair {
    Pair() {
        std::array<int, 2> ends{-1, -1};
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
        client = socket_stream(Fd{ends[0]});
        server = socket_stream(Fd{ends[1]});
    }
    std::unique_ptr<Stream> client, server;
};

TlsServerContext server_context() {
    const auto files = certificates().leaf(test::Leaf::good);
    auto context = TlsServerContext::make(files.certificate, files.key);
    EXPECT_TRUE(context) << context.error().message;
    return *std::move(context);
}

TEST(TlsServer, IsTrustedByOurOwnClient) {
    const auto context = server_context();
    Pair pair;
    std::thread server([&] {
        auto stream = accept_tls(std::move(pair.server), context, soon());
        ASSERT_TRUE(stream) << stream.error().message;
        EXPECT_EQ(read_exactly(**stream, 5), "hello");
        EXPECT_TRUE((*stream)->write_all(std::string(100000, 'x'), soon()));
        EXPECT_EQ(read_all(**stream), "");
        (*stream)->shut_down();
    });
    const auto client_context = TlsContext::make(trusting_test_root());
    ASSERT_TRUE(client_context);
    TlsPeer peer;
    auto stream = start_tls(std::move(pair.client), *client_context, "localhost", soon(), &peer);
    ASSERT_TRUE(stream) << stream.error().message;
    EXPECT_EQ(peer.version, "TLSv1.3");
    EXPECT_TRUE((*stream)->write_all("hello", soon()));
    EXPECT_EQ(read_exactly(**stream, 100000).size(), 100000U);
    (*stream)->shut_down();
    server.join();
}

TEST(TlsServer, TellsWhatIsNoTls) {
    const auto context = server_context();
    Pair pair;
    ASSERT_TRUE(pair.client->write_all("EHLO client.example\r\n", soon()));
    const auto stream = accept_tls(std::move(pair.server), context, soon());
    ASSERT_FALSE(stream);
    EXPECT_EQ(stream.error().kind, ErrorKind::tls);
}

TEST(TlsServer, TellsWhoWentAway) {
    const auto context = server_context();
    Pair pair;
    pair.client.reset();
    const auto stream = accept_tls(std::move(pair.server), context, soon());
    ASSERT_FALSE(stream);
    EXPECT_EQ(stream.error().kind, ErrorKind::connection);
}

TEST(TlsServer, WaitsNoLongerThanItMay) {
    const auto context = server_context();
    Pair pair;
    const auto stream = accept_tls(std::move(pair.server), context, Deadline::in(std::chrono::milliseconds{1}));
    ASSERT_FALSE(stream);
    EXPECT_EQ(stream.error().kind, ErrorKind::timeout);
}

TEST(TlsServer, WantsACertificateWithItsKey) {
    const auto files = certificates().leaf(test::Leaf::good);
    const auto others = certificates().leaf(test::Leaf::wildcard);
    const auto missing = TlsServerContext::make("/nonexistent.pem", "");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().kind, ErrorKind::config);
    EXPECT_THAT(missing.error().message, HasSubstr("/nonexistent.pem"));
    const auto mixed = TlsServerContext::make(files.certificate, others.key);
    ASSERT_FALSE(mixed);
    EXPECT_THAT(mixed.error().message, HasSubstr("is not that of the certificate"));
}

} // namespace
} // namespace posthaste::net
