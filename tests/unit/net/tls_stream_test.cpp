// SPDX-License-Identifier: MIT
#include "tls_fixture.hpp"

#include <gmock/gmock.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <vector>

namespace posthaste::net {
namespace {

using test::Leaf;
using testing::HasSubstr;

// Notes the size of every write on its way.
class NotingStream final : public Stream {
  public:
    NotingStream(std::unique_ptr<Stream> stream, std::vector<std::size_t>& writes)
        : stream_(std::move(stream)), writes_(writes) {}
    Result<std::size_t> read_some(std::span<char> buffer, Deadline deadline) override {
        return stream_->read_some(buffer, deadline);
    }
    Status write_all(std::string_view bytes, Deadline deadline) override {
        writes_.push_back(bytes.size());
        return stream_->write_all(bytes, deadline);
    }
    void shut_down() noexcept override { stream_->shut_down(); }
    [[nodiscard]] int descriptor() const noexcept override { return stream_->descriptor(); }

  private:
    std::unique_ptr<Stream> stream_;
    std::vector<std::size_t>& writes_;
};

// A client in TLS with a peer that follows a script. Members in the order of their need: the stream goes first.
struct Session {
    explicit Session(test::TlsScript what, TlsSettings settings = trusting_test_root())
        : script(std::move(what)), peer([this](int fd) { test::serve_tls(fd, script, record); }),
          context(TlsContext::make(settings)) {
        if (script.files.certificate.empty())
            script.files = certificates().leaf(Leaf::good);
        stream = start_tls(std::make_unique<NotingStream>(plain_stream_to(peer.port()), writes), *context, "localhost",
                           soon(), &described);
    }
    test::TlsScript script;
    test::TlsRecord record;
    test::Peer peer;
    Result<TlsContext> context;
    TlsPeer described;
    std::vector<std::size_t> writes; // of the plain stream underneath
    Result<std::unique_ptr<Stream>> stream = fail(ErrorKind::internal, "not started");
};

test::TlsScript good_script() {
    test::TlsScript script;
    script.files = certificates().leaf(Leaf::good);
    return script;
}

TEST(TlsStream, DescribesThePeerAndSendsTheServerName) {
    Session session{good_script()};
    ASSERT_TRUE(session.stream) << session.stream.error().message;
    EXPECT_EQ(session.described.version, "TLSv1.3");
    EXPECT_THAT(session.described.cipher, HasSubstr("TLS_"));
    EXPECT_FALSE(session.described.resumed);
    EXPECT_GE((*session.stream)->descriptor(), 0);
    (*session.stream)->shut_down();
    session.peer.wait();
    EXPECT_EQ(session.record.server_name, "localhost");
}

TEST(TlsStream, TellsWhatTheConnectionCanBeKnownBy) {
    Session session{good_script()};
    ASSERT_TRUE(session.stream) << session.stream.error().message;
    (*session.stream)->shut_down();
    session.peer.wait();
    EXPECT_EQ(session.described.binding.type, "tls-exporter");
    EXPECT_EQ(session.described.binding.data, session.record.exported);
}

TEST(TlsStream, TellsTheCertificatesHashBeforeTls13) { // RFC 5929 section 4.1
    auto script = good_script();
    script.maximum = TLS1_2_VERSION;
    Session session{script};
    ASSERT_TRUE(session.stream) << session.stream.error().message;
    EXPECT_EQ(session.described.binding.type, "tls-server-end-point");
    const std::unique_ptr<BIO, decltype(&BIO_free)> file(BIO_new_file(script.files.certificate.c_str(), "r"), BIO_free);
    const std::unique_ptr<X509, decltype(&X509_free)> leaf(PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr),
                                                           X509_free);
    std::array<unsigned char, 32> hash{};
    unsigned size = 0;
    X509_digest(leaf.get(), EVP_sha256(), hash.data(), &size);
    EXPECT_EQ(session.described.binding.data, std::string(hash.begin(), hash.end()));
}

TEST(TlsStream, SendsNoServerNameForAnAddress) {
    test::TlsRecord record;
    const test::TlsScript script = good_script();
    test::Peer peer{[&](int fd) { test::serve_tls(fd, script, record); }};
    const auto context = TlsContext::make(trusting_test_root());
    auto stream = start_tls(plain_stream_to(peer.port()), *context, "127.0.0.1", soon(), nullptr);
    ASSERT_TRUE(stream) << stream.error().message;
    (*stream)->shut_down();
    peer.wait();
    EXPECT_TRUE(record.handshake_done);
    EXPECT_EQ(record.server_name, "");
}

TEST(TlsStream, EndsItsSideWithCloseNotify) {
    Session session{good_script()};
    ASSERT_TRUE(session.stream) << session.stream.error().message;
    ASSERT_TRUE((*session.stream)->write_all("QUIT\r\n", soon()));
    (*session.stream)->shut_down();
    session.peer.wait();
    EXPECT_TRUE(session.record.close_notify);
    EXPECT_EQ(session.record.received, "QUIT\r\n");
}

TEST(TlsStream, SaysNothingWhenItIsJustDropped) {
    Session session{good_script()};
    ASSERT_TRUE(session.stream) << session.stream.error().message;
    (*session.stream).reset();
    session.peer.wait();
    EXPECT_TRUE(session.record.handshake_done);
    EXPECT_FALSE(session.record.close_notify);
}

TEST(TlsStream, CarriesMoreThanManyRecordsEachWay) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        test::TlsScript script = good_script();
        script.minimum = script.maximum = version;
        script.echo = true;
        Session session{script};
        ASSERT_TRUE(session.stream) << session.stream.error().message;
        std::string block(40000, 'x');
        for (std::size_t i = 0; i < block.size(); i += 7)
            block[i] = static_cast<char>('a' + i % 26);
        for (int round = 0; round < 8; ++round) {
            ASSERT_TRUE((*session.stream)->write_all(block, soon()));
            ASSERT_EQ(read_exactly(**session.stream, block.size()), block);
        }
    }
}

TEST(TlsStream, SendsRecordsTogetherAndNothingLate) {
    test::TlsScript script = good_script();
    script.echo = true;
    Session session{script};
    ASSERT_TRUE(session.stream) << session.stream.error().message;
    struct Case {
        std::size_t size, sends;
    };
    // Records of 16 KiB: sent as soon as there are four.
    for (const auto [size, sends] :
         {Case{10, 1}, {16384, 1}, {16385, 1}, {65536, 1}, {65537, 2}, {200000, 4}, {5, 1}}) {
        session.writes.clear();
        const std::string text(size, 'x');
        ASSERT_TRUE((*session.stream)->write_all(text, soon()));
        EXPECT_EQ(session.writes.size(), sends) << size;
        EXPECT_EQ(read_exactly(**session.stream, size), text) << size;
    }
}

TEST(TlsStream, ReportsAnOrderlyEndAsZero) {
    test::TlsRecord record;
    test::Peer peer{[&](int fd) {
        test::TlsScript script = good_script();
        script.say = "221 bye\r\n";
        test::serve_tls(fd, script, record);
    }};
    const auto context = TlsContext::make(trusting_test_root());
    auto stream = start_tls(plain_stream_to(peer.port()), *context, "localhost", soon(), nullptr);
    ASSERT_TRUE(stream) << stream.error().message;
    (*stream)->shut_down(); // the peer then ends its side in order
    Error error{ErrorKind::internal, "none", 0};
    EXPECT_EQ(read_all(**stream, &error), "221 bye\r\n");
    EXPECT_EQ(error.message, "none");
}

TEST(TlsStream, ReportsACutAsALostConnection) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        test::TlsScript script = good_script();
        script.minimum = script.maximum = version;
        script.say = "250 2.0.0 queue";
        script.cut = true;
        Session session{script};
        ASSERT_TRUE(session.stream) << session.stream.error().message;
        Error error{ErrorKind::internal, "none", 0};
        EXPECT_EQ(read_all(**session.stream, &error), "250 2.0.0 queue");
        EXPECT_EQ(error.kind, ErrorKind::connection);
        EXPECT_THAT(error.message, HasSubstr("no close_notify"));
        (*session.stream)->shut_down(); // must not touch a connection in this state; the peer sees the plain end
    }
}

TEST(TlsStream, GoesOnAfterAKeyUpdate) {
    test::TlsScript script = good_script();
    script.minimum = TLS1_3_VERSION;
    script.say = "250 ok\r\n";
    script.key_update = true;
    script.echo = true;
    Session session{script};
    ASSERT_TRUE(session.stream) << session.stream.error().message;
    EXPECT_EQ(read_exactly(**session.stream, 16), "250 ok\r\n250 ok\r\n");
    ASSERT_TRUE((*session.stream)->write_all("MAIL", soon()));
    EXPECT_EQ(read_exactly(**session.stream, 4), "MAIL");
}

TEST(TlsStream, CanGoOnAfterAReadThatTimedOut) {
    test::TlsScript script = good_script();
    script.echo = true;
    Session session{script};
    ASSERT_TRUE(session.stream) << session.stream.error().message;
    std::array<char, 16> buffer;
    const auto count = (*session.stream)->read_some(buffer, Deadline::in(std::chrono::milliseconds{30}));
    ASSERT_FALSE(count);
    EXPECT_EQ(count.error().kind, ErrorKind::timeout);
    ASSERT_TRUE((*session.stream)->write_all("RSET", soon()));
    EXPECT_EQ(read_exactly(**session.stream, 4), "RSET");
}

TEST(TlsStream, ReportsAConnectionThatTakesNoMore) {
    for (const std::size_t size : {6U, 40000U, 100000U}) { // one record; gathered to the end; gathered and more
        Session session{good_script()};
        ASSERT_TRUE(session.stream) << session.stream.error().message;
        ::shutdown((*session.stream)->descriptor(), SHUT_WR);
        const auto written = (*session.stream)->write_all(std::string(size, 'x'), soon());
        ASSERT_FALSE(written) << size;
        EXPECT_EQ(written.error().kind, ErrorKind::connection);
        EXPECT_THAT(written.error().message, HasSubstr("Broken pipe"));
        (*session.stream)->shut_down(); // says nothing more
    }
}

TEST(TlsStream, GivesUpWritingToAPeerThatDoesNotRead) {
    test::TlsScript script = good_script();
    script.deaf = true;
    Session session{script};
    ASSERT_TRUE(session.stream) << session.stream.error().message;
    const std::string much(32U << 20U, 'x');
    const auto written = (*session.stream)->write_all(much, Deadline::in(std::chrono::milliseconds{100}));
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::timeout);
    EXPECT_THAT(written.error().message, HasSubstr("stopped reading"));
    ::shutdown((*session.stream)->descriptor(), SHUT_RDWR);
}

TEST(TlsStream, PresentsTheClientCertificate) {
    test::TlsScript script = good_script();
    script.client_ca = certificates().ca_file();
    TlsSettings settings = trusting_test_root();
    settings.certificate = certificates().leaf(Leaf::client).certificate;
    settings.key = certificates().leaf(Leaf::client).key;
    Session session{script, settings};
    ASSERT_TRUE(session.stream) << session.stream.error().message;
    (*session.stream)->shut_down();
    session.peer.wait();
    EXPECT_EQ(session.record.client_subject, "/CN=leaf");
}

TEST(TlsStream, SaysThatTheServerWantsAClientCertificate) {
    test::TlsScript script = good_script();
    script.client_ca = certificates().ca_file();
    script.minimum = TLS1_3_VERSION; // where the refusal comes after our side of the handshake is done
    Session session{script};
    ASSERT_TRUE(session.stream) << session.stream.error().message;
    Error error{ErrorKind::internal, "none", 0};
    EXPECT_EQ(read_all(**session.stream, &error), "");
    EXPECT_EQ(error.kind, ErrorKind::tls);
    EXPECT_THAT(error.message, HasSubstr("client certificate"));
}

} // namespace
} // namespace posthaste::net
