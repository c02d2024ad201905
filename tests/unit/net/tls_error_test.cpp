// SPDX-License-Identifier: MIT
// Peers that do not speak TLS, or not ours.
#include "support/interrupt.hpp"
#include "tls_error.hpp"
#include "tls_fixture.hpp"

#include <algorithm>
#include <array>
#include <gmock/gmock.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

namespace posthaste::net {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;

struct RawCase {
    const char* name;
    std::string bytes;
    std::string_view words;
};

class RawPeer : public testing::TestWithParam<RawCase> {};

TEST_P(RawPeer, IsAnErrorThatSaysWhatItIs) {
    test::Peer peer{[](int fd) { test::serve_raw(fd, GetParam().bytes); }};
    const auto context = TlsContext::make(trusting_test_root());
    const auto stream = start_tls(plain_stream_to(peer.port()), *context, "localhost", soon(), nullptr);
    ASSERT_FALSE(stream);
    EXPECT_EQ(stream.error().kind, ErrorKind::tls);
    EXPECT_THAT(stream.error().message, HasSubstr(std::string{GetParam().words}));
    EXPECT_THAT(stream.error().message, testing::Not(HasSubstr("wrong version number")));
    EXPECT_THAT(stream.error().message, testing::Not(HasSubstr("OpenSSL's error"))); // there are words for it
}

std::string handshake_flood() {
    std::string flood;
    for (int i = 0; i < 40; ++i)
        flood += "\x16\x03\x03\x40\x00\x0b\x00\x3f\xfc"s + std::string(16380, 'z');
    return flood;
}

std::string empty_records() {
    std::string records;
    for (int i = 0; i < 5000; ++i)
        records += "\x16\x03\x03\x00\x00"s;
    return records;
}

INSTANTIATE_TEST_SUITE_P(
    Bytes, RawPeer,
    testing::Values(
        RawCase{
            "smtp", "220 plain.test ESMTP\r\n",
            "the port answered in plain text (\"220 plain.test ESMTP\"), not TLS: use STARTTLS (tls = \"starttls\")"},
        RawCase{"http", "HTTP/1.1 400 Bad Request\r\n\r\n", "in plain text (\"HTTP/1.1 400 Bad Request\")"},
        RawCase{"zeros", std::string(5000, '\0'), "is not TLS: is it the right port?"},
        RawCase{"noise", "\x99\xfe\x01\x80\x42\x17\x03\x88\x91\xaa\xab"s, "is not TLS: is it the right port?"},
        RawCase{"sslv2", "\x80\x2e\x01\x00\x02"s + std::string(50, '\0'), "is not TLS"},
        RawCase{"alert_handshake_failure", "\x15\x03\x03\x00\x02\x02\x28"s,
                "refused the TLS handshake (handshake failure)"},
        RawCase{"alert_protocol_version", "\x15\x03\x01\x00\x02\x02\x46"s, "TLS 1.2 or later is needed"},
        RawCase{"alert_unrecognized_name", "\x15\x03\x03\x00\x02\x02\x70"s, "does not go by the name localhost"},
        RawCase{"alert_internal_error", "\x15\x03\x03\x00\x02\x02\x50"s, "alert \"internal error\""},
        RawCase{"huge_record", "\x16\x03\x03\xff\xff"s + std::string(65535, '\2'), "handshake failed: "},
        RawCase{"application_data", "\x17\x03\x03\x00\x10"s + std::string(16, 'x'), "handshake failed: "},
        RawCase{"flood", handshake_flood(), "handshake failed: "},
        RawCase{"empty_records", empty_records(), "handshake failed: "}),
    [](const auto& test) { return std::string{test.param.name}; });

class OldServer : public testing::TestWithParam<int> {};

TEST_P(OldServer, IsRefused) {
    test::TlsRecord record;
    test::TlsScript script;
    script.files = certificates().leaf(test::Leaf::good);
    script.minimum = script.maximum = GetParam();
    test::Peer peer{[&](int fd) { test::serve_tls(fd, script, record); }};
    const auto context = TlsContext::make(trusting_test_root());
    const auto stream = start_tls(plain_stream_to(peer.port()), *context, "localhost", soon(), nullptr);
    ASSERT_FALSE(stream);
    EXPECT_EQ(stream.error().kind, ErrorKind::tls);
    EXPECT_THAT(stream.error().message, HasSubstr("TLS 1.2 or later is needed"));
    peer.wait();
    EXPECT_FALSE(record.handshake_done);
}

INSTANTIATE_TEST_SUITE_P(Versions, OldServer, testing::Values(TLS1_VERSION, TLS1_1_VERSION),
                         [](const auto& test) { return test.param == TLS1_VERSION ? "tls10" : "tls11"; });

TEST(OldServer, IsRefusedWhenTheSettingsDemandMore) {
    test::TlsRecord record;
    test::TlsScript script;
    script.files = certificates().leaf(test::Leaf::good);
    script.maximum = TLS1_2_VERSION;
    test::Peer peer{[&](int fd) { test::serve_tls(fd, script, record); }};
    TlsSettings settings = trusting_test_root();
    settings.minimum = TlsVersion::v1_3;
    const auto context = TlsContext::make(settings);
    const auto stream = start_tls(plain_stream_to(peer.port()), *context, "localhost", soon(), nullptr);
    ASSERT_FALSE(stream);
    EXPECT_EQ(stream.error().kind, ErrorKind::tls);
    EXPECT_THAT(stream.error().message, HasSubstr("TLS 1.3 or later is needed"));
}

TEST(Handshake, GivesUpASilentPeerAtTheDeadline) {
    test::Peer peer{[](int fd) { test::serve_raw(fd, ""); }};
    const auto context = TlsContext::make(trusting_test_root());
    const auto stream = start_tls(plain_stream_to(peer.port()), *context, "localhost",
                                  Deadline::in(std::chrono::milliseconds{50}), nullptr);
    ASSERT_FALSE(stream);
    EXPECT_EQ(stream.error().kind, ErrorKind::timeout);
    EXPECT_THAT(stream.error().message, HasSubstr("TLS handshake: the server gave no answer in time"));
}

TEST(Handshake, GivesUpAtTheDeadlineThoughSomethingHasCome) {
    test::Peer peer{[](int fd) { test::serve_raw(fd, "\x16\x03\x03\x40\x00\x02\x02\x02"s); }};
    const auto context = TlsContext::make(trusting_test_root());
    const auto stream = start_tls(plain_stream_to(peer.port()), *context, "localhost",
                                  Deadline::in(std::chrono::milliseconds{50}), nullptr);
    ASSERT_FALSE(stream);
    EXPECT_EQ(stream.error().kind, ErrorKind::timeout);
}

// A stream that is never at a loss for bytes and so never waits: the deadline must hold all the same.
class Fountain final : public Stream {
  public:
    Result<std::size_t> read_some(std::span<char> buffer, Deadline) override {
        constexpr std::string_view warning = "\x15\x03\x03\x00\x02\x01\x5a"; // user_canceled, over and over
        const std::size_t count = std::min(buffer.size(), warning.size() - at_);
        std::copy_n(warning.begin() + static_cast<std::ptrdiff_t>(at_), count, buffer.begin());
        at_ = (at_ + count) % warning.size();
        return count;
    }
    Status write_all(std::string_view, Deadline) override { return {}; }
    void shut_down() noexcept override {}
    [[nodiscard]] int descriptor() const noexcept override { return -1; }

  private:
    std::size_t at_ = 0;
};

TEST(Handshake, LooksAtTheClockBeforeItReads) {
    const auto context = TlsContext::make(trusting_test_root());
    const auto stream = start_tls(std::make_unique<Fountain>(), *context, "localhost", Deadline::in({}), nullptr);
    ASSERT_FALSE(stream);
    EXPECT_EQ(stream.error().kind, ErrorKind::timeout);
}

TEST(Handshake, LooksForTheInterruptBeforeItReads) {
    const auto context = TlsContext::make(trusting_test_root());
    const test::Interrupt signal;
    signal.come();
    const auto stream = start_tls(std::make_unique<Fountain>(), *context, "localhost",
                                  Deadline::in(std::chrono::seconds{20}, signal.descriptor()), nullptr);
    ASSERT_FALSE(stream);
    EXPECT_EQ(stream.error().kind, ErrorKind::interrupted);
}

TEST(Handshake, IsEndedByAFloodOfWarnings) {
    const auto context = TlsContext::make(trusting_test_root());
    const auto stream = start_tls(std::make_unique<Fountain>(), *context, "localhost", soon(), nullptr);
    ASSERT_FALSE(stream);
    EXPECT_EQ(stream.error().kind, ErrorKind::tls);
    EXPECT_THAT(stream.error().message, HasSubstr("handshake failed: "));
}

TEST(Handshake, ReportsAPeerThatCloses) {
    struct Case {
        std::string bytes;
        std::string_view words;
    };
    for (const Case& close_case :
         {Case{"", "closed the connection instead of answering the TLS handshake"},
          Case{"\x16\x03\x03\x00", "closed the connection in the middle of the TLS handshake"}}) {
        test::Peer peer{[&](int fd) {
            std::array<char, 1024> hello;
            ASSERT_GT(::recv(fd, hello.data(), hello.size(), 0), 0); // else the close would be a reset
            static_cast<void>(::send(fd, close_case.bytes.data(), close_case.bytes.size(), MSG_NOSIGNAL));
        }};
        const auto context = TlsContext::make(trusting_test_root());
        const auto stream = start_tls(plain_stream_to(peer.port()), *context, "localhost", soon(), nullptr);
        ASSERT_FALSE(stream);
        EXPECT_EQ(stream.error().kind, ErrorKind::connection);
        EXPECT_THAT(stream.error().message, HasSubstr(std::string{close_case.words}));
    }
}

TEST(NotTls, HintsAtWhatCanBeDone) {
    EXPECT_EQ(not_tls("", false), "");
    EXPECT_EQ(not_tls("\x16\x03\x03", false), "");
    EXPECT_THAT(not_tls("220 x\r\n", false), HasSubstr("use STARTTLS (tls = \"starttls\")"));
    EXPECT_THAT(not_tls("220 x\r\n", true), HasSubstr("agreed to STARTTLS but went on in plain text (\"220 x\")"));
    EXPECT_THAT(not_tls(std::string(300, 'a'), false), HasSubstr("(\"" + std::string(80, 'a') + "\")"));
}

} // namespace
} // namespace posthaste::net
