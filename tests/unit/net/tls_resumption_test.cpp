// SPDX-License-Identifier: MIT
// Sessions from one run to the next: each `visit` has a context of its own, as a run of the program has.
#include "tls_fixture.hpp"
#include "trust_identity.hpp"

#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <functional>
#include <gmock/gmock.h>
#include <iterator>
#include <openssl/ssl.h>
#include <sys/socket.h>

namespace posthaste::net {
namespace {

namespace fs = std::filesystem;
using test::Leaf;
using testing::SizeIs;
using testing::StartsWith;

constexpr std::int64_t day = 86400;
constexpr std::string_view greeting = "220 hello\r\n";
const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};

struct Visit {
    test::TlsRecord record;
    TlsPeer peer;
    bool trusted = false;
};

class TlsResumption : public testing::Test {
  public:
    TlsResumption() {
        std::string pattern = (fs::temp_directory_path() / "posthaste-resumption-XXXXXX").string();
        root = ::mkdtemp(pattern.data());
        settings = trusting_test_root();
        settings.sessions = (root / "tls").string();
        options.port = 465;
        script.files = certificates().leaf(Leaf::good);
        script.say = greeting;
    }
    ~TlsResumption() override {
        std::error_code ignored;
        fs::remove_all(root, ignored);
    }

    void speak(int version) { script.minimum = script.maximum = version; }

    Visit visit(bool orderly = true) {
        Visit visit;
        test::Peer peer{[&](int fd) { test::serve_tls(fd, script, visit.record); }};
        const auto context = TlsContext::make(settings);
        EXPECT_TRUE(context) << context.error().message;
        auto stream = start_tls(plain_stream_to(peer.port()), *context, host, soon(), &visit.peer, options);
        visit.trusted = stream.has_value();
        if (stream) {
            EXPECT_EQ(read_exactly(**stream, greeting.size()), greeting);
            if (orderly)
                (*stream)->shut_down();
            stream->reset();
        }
        peer.wait();
        EXPECT_EQ(visit.peer.resumed, visit.record.resumed);
        return visit;
    }

    [[nodiscard]] std::vector<fs::path> files() const {
        std::vector<fs::path> found;
        if (fs::exists(settings.sessions))
            for (const auto& entry : fs::directory_iterator(settings.sessions))
                found.push_back(entry.path());
        return found;
    }
    [[nodiscard]] std::string content() const {
        std::ifstream stream{files().at(0), std::ios::binary};
        return {std::istreambuf_iterator<char>{stream}, {}};
    }
    void overwrite(const std::string& text) const { std::ofstream{files().at(0), std::ios::binary} << text; }
    // When the chain was verified; the session, behind it.
    [[nodiscard]] std::int64_t verified_at() const {
        const std::string text = content();
        return std::stoll(text.substr(text.find("session 2 ") + 10));
    }
    void pretend_verified_at(std::int64_t time) const {
        const std::string text = content();
        overwrite(fmt::format("posthaste TLS session 2 {}{}", time,
                              text.substr(text.find(' ', text.find("session 2 ") + 10))));
    }
    [[nodiscard]] std::int64_t end_of_session() const {
        const std::string text = content();
        const std::string der = text.substr(text.find('\n') + 1);
        const auto* next = reinterpret_cast<const unsigned char*>(der.data());
        SSL_SESSION* session = d2i_SSL_SESSION(nullptr, &next, static_cast<long>(der.size()));
        const std::int64_t end = SSL_SESSION_get_time(session) + SSL_SESSION_get_timeout(session);
        SSL_SESSION_free(session);
        return end;
    }

    fs::path root;
    TlsSettings settings;
    TlsOptions options;
    test::TlsScript script;
    std::string host = "localhost";
};

TEST_F(TlsResumption, SparesTheSecondRunTheCertificates) {
    for (const int version : versions) {
        speak(version);
        const auto first = visit();
        EXPECT_FALSE(first.peer.resumed);
        EXPECT_THAT(first.peer.chain, SizeIs(2));
        const auto second = visit();
        EXPECT_TRUE(second.trusted);
        EXPECT_TRUE(second.peer.resumed);
        ASSERT_THAT(second.peer.chain, SizeIs(1));
        EXPECT_EQ(second.peer.chain[0].certificate_sha256, first.peer.chain[0].certificate_sha256);
        EXPECT_TRUE(visit().peer.resumed); // by what the second got
        EXPECT_THAT(files(), SizeIs(1));
        fs::remove_all(settings.sessions);
    }
}

TEST_F(TlsResumption, BindsChannelsAsWell) {
    speak(TLS1_3_VERSION);
    visit();
    const auto exported = visit();
    EXPECT_TRUE(exported.peer.resumed);
    EXPECT_EQ(exported.peer.binding.type, "tls-exporter");
    EXPECT_EQ(exported.peer.binding.data, exported.record.exported);
    fs::remove_all(settings.sessions);
    speak(TLS1_2_VERSION);
    const auto whole = visit();
    const auto resumed = visit();
    EXPECT_TRUE(resumed.peer.resumed);
    EXPECT_EQ(resumed.peer.binding.type, "tls-server-end-point");
    EXPECT_EQ(resumed.peer.binding.data, whole.peer.binding.data);
}

TEST_F(TlsResumption, IsForTheVerySameServerAndTrust) {
    const std::string copy = (root / "ca.pem").string();
    fs::copy_file(certificates().ca_file(), copy);
    const auto client = certificates().leaf(Leaf::client);
    const TlsPin fitting{false, visit().peer.chain.at(0).key_sha256};
    const std::pair<const char*, std::function<void()>> changes[] = {
        {"other file", [&] { settings.ca = copy; }},
        {"changed file", [&] { std::ofstream{copy, std::ios::app} << "\n"; }},
        {"directory", [&] { settings.ca = certificates().hashed_directory(); }},
        {"pin", [&] { settings.pins = {fitting}; }},
        {"further pin", [&] { settings.pins.push_back({true, fitting.sha256}); }},
        {"minimum", [&] { settings.minimum = TlsVersion::v1_3; }},
        {"client", [&] { std::tie(settings.certificate, settings.key) = std::tie(client.certificate, client.key); }},
        {"port", [&] { options.port = 587; }},
        {"host", [&] { host = "mail.example.test"; }},
    };
    EXPECT_TRUE(visit().peer.resumed);
    for (const auto& [what, change] : changes) {
        change();
        EXPECT_FALSE(visit().peer.resumed) << what;
        EXPECT_TRUE(visit().peer.resumed) << what;
    }
}

// A link of a hashed directory is of another time than what it leads to.
TEST_F(TlsResumption, EndsWithTheAuthorityBehindALink) {
    const fs::path authority = root / "authority.pem";
    const fs::path directory = root / "hashed";
    const auto link = fs::directory_iterator(certificates().hashed_directory())->path().filename();
    fs::copy_file(certificates().ca_file(), authority);
    fs::create_directory(directory);
    fs::create_symlink(authority, directory / link);
    settings.ca = directory.string();
    EXPECT_TRUE(visit().trusted);
    EXPECT_TRUE(visit().peer.resumed);
    std::ofstream{authority, std::ios::app} << "\n";
    EXPECT_FALSE(visit().peer.resumed);
    EXPECT_TRUE(visit().peer.resumed);
    fs::resize_file(authority, 0); // taken out
    EXPECT_FALSE(visit().trusted);
    fs::copy_file(certificates().ca_file(), authority, fs::copy_options::overwrite_existing);
    EXPECT_TRUE(visit().trusted);
    fs::remove(authority);
    EXPECT_FALSE(visit().trusted);
}

TEST_F(TlsResumption, KnowsOfNoAuthorityThatItDidNotRestOn) {
    settings.ca = certificates().hashed_directory();
    EXPECT_TRUE(visit().trusted);
    const std::string text = content();
    const auto anchor = text.find(' ', text.find("session 2 ") + 10);
    const auto end = text.find('\n');
    for (const std::string& other : {std::string(), std::string(" "), std::string(" -"), std::string(" 00000000."),
                                     " 00000000" + text.substr(anchor + 9, end - anchor - 9)}) {
        overwrite(text.substr(0, anchor) + other + text.substr(end));
        EXPECT_FALSE(visit().peer.resumed) << other;
        EXPECT_TRUE(visit().peer.resumed) << other;
    }
}

TEST_F(TlsResumption, IsForTheVerySameDemands) { // which openssl.cnf may raise
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    SSL_CTX_set_security_level(context.get(), 2);
    const auto before = trust_identity(context.get(), settings);
    EXPECT_EQ(trust_identity(context.get(), settings), before);
    SSL_CTX_set_security_level(context.get(), 3);
    EXPECT_NE(trust_identity(context.get(), settings), before);
}

TEST_F(TlsResumption, UsesATicketOfTls13Once) {
    speak(TLS1_3_VERSION);
    visit();
    script.tickets = false; // takes none, gives none
    EXPECT_FALSE(visit().peer.resumed);
    EXPECT_THAT(files(), SizeIs(0));
    script.tickets = true;
    EXPECT_FALSE(visit().peer.resumed);
}

TEST_F(TlsResumption, UsesASessionOfTls12Again) {
    speak(TLS1_2_VERSION);
    visit();
    const auto kept = content();
    EXPECT_TRUE(visit().peer.resumed);
    EXPECT_TRUE(visit().peer.resumed);
    EXPECT_EQ(content(), kept);
}

TEST_F(TlsResumption, RestsOnNoVerificationOlderThanADay) {
    for (const int version : versions) {
        speak(version);
        const std::int64_t now = std::time(nullptr);
        visit();
        EXPECT_NEAR(static_cast<double>(verified_at()), static_cast<double>(now), 100);
        EXPECT_LE(end_of_session(), verified_at() + day);
        pretend_verified_at(now - day - 1);
        EXPECT_FALSE(visit().peer.resumed);
        pretend_verified_at(now + 1000); // a clock that went wrong
        EXPECT_FALSE(visit().peer.resumed);
        pretend_verified_at(now - day + 1000);
        EXPECT_TRUE(visit().peer.resumed);
        if (version == TLS1_3_VERSION) { // the new one is no younger than the old
            EXPECT_EQ(verified_at(), now - day + 1000);
            EXPECT_EQ(end_of_session(), now + 1000);
        }
        fs::remove_all(settings.sessions);
    }
}

TEST_F(TlsResumption, PassesOverWhatIsDamaged) {
    visit();
    const auto good = content();
    const std::string header = good.substr(0, good.find('\n') + 1);
    for (const std::string& bad :
         {std::string("x"), header, good.substr(0, good.size() - 1), good + "x", good.substr(1),
          header + std::string(200, '\x30'), "posthaste TLS session 2 x -" + good.substr(good.find('\n')),
          "posthaste TLS session 2 1" + good.substr(good.find('\n')),
          "posthaste TLS session 2 " + good.substr(good.find('\n'))}) {
        overwrite(bad);
        EXPECT_FALSE(visit().peer.resumed);
        EXPECT_TRUE(visit().peer.resumed); // replaced
    }
}

// A session with any certificate, as if its chain had been verified a minute ago.
std::string session_with(const test::TlsScript& script) {
    test::TlsRecord record;
    test::Peer peer{[&](int fd) { test::serve_tls(fd, script, record); }};
    const auto plain = plain_stream_to(peer.port());
    SSL_CTX* context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_cert_verify_callback(context, [](X509_STORE_CTX*, void*) { return 1; }, nullptr);
    SSL* ssl = SSL_new(context);
    std::string name = "localhost";
    SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
    ::fcntl(plain->descriptor(), F_SETFL, 0); // blocking
    SSL_set_fd(ssl, plain->descriptor());
    EXPECT_EQ(SSL_connect(ssl), 1);
    SSL_SESSION* session = SSL_get1_session(ssl);
    unsigned char* der = nullptr;
    const int size = i2d_SSL_SESSION(session, &der);
    std::string text = fmt::format("posthaste TLS session 2 {} -\n", std::time(nullptr) - 60);
    text.append(der, der + size);
    OPENSSL_free(der);
    SSL_SESSION_free(session);
    SSL_shutdown(ssl);
    ::shutdown(plain->descriptor(), SHUT_RDWR);
    SSL_free(ssl);
    SSL_CTX_free(context);
    return text;
}

TEST_F(TlsResumption, EndsWithTheCertificate) {
    speak(TLS1_2_VERSION);
    visit();
    for (const Leaf leaf : {Leaf::good, Leaf::expired, Leaf::not_yet_valid}) {
        auto other = script;
        other.files = certificates().leaf(leaf);
        overwrite(session_with(other));
        const auto next = visit(); // the server has a new one
        EXPECT_TRUE(next.trusted);
        EXPECT_EQ(next.peer.resumed, leaf == Leaf::good);
    }
}

TEST_F(TlsResumption, KeepsNothingOfAPeerThatIsRefused) {
    for (const int version : versions) {
        speak(version);
        for (const Leaf leaf : {Leaf::other_authority, Leaf::wrong_host, Leaf::expired}) {
            script.files = certificates().leaf(leaf);
            EXPECT_FALSE(visit().trusted);
        }
    }
    EXPECT_THAT(files(), SizeIs(0));
}

TEST_F(TlsResumption, KeepsNothingOfAConnectionThatBroke) {
    visit(false);
    EXPECT_THAT(files(), SizeIs(0));
}

TEST_F(TlsResumption, NeedsTheExtendedMasterSecret) { // RFC 7627 section 5.3
    speak(TLS1_2_VERSION);
    script.extended_secret = false;
    visit();
    EXPECT_THAT(files(), SizeIs(0));
}

TEST_F(TlsResumption, IsGivenUpWhenTheHandshakeFails) {
    speak(TLS1_2_VERSION);
    visit();
    ASSERT_THAT(files(), SizeIs(1));
    test::Peer peer{[](int fd) { test::serve_raw(fd, std::string_view("\x15\x03\x03\x00\x02\x02\x28", 7)); }};
    const auto context = TlsContext::make(settings);
    EXPECT_FALSE(start_tls(plain_stream_to(peer.port()), *context, host, soon(), nullptr, options));
    EXPECT_THAT(files(), SizeIs(0));
}

TEST_F(TlsResumption, IsOffWithoutADirectoryOrAPort) {
    options.port = 0;
    visit();
    EXPECT_FALSE(visit().peer.resumed);
    options.port = 465;
    settings.sessions.clear();
    visit();
    EXPECT_FALSE(visit().peer.resumed);
    EXPECT_TRUE(fs::is_empty(root));
}

TEST_F(TlsResumption, HarmsNothingWhereNothingCanBeKept) {
    std::ofstream{root / "tls"} << "in the way";
    EXPECT_TRUE(visit().trusted);
    EXPECT_TRUE(visit().trusted);
}

} // namespace
} // namespace posthaste::net
