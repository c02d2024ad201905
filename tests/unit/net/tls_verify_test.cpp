// SPDX-License-Identifier: MIT
// Certificates good and bad over real handshakes: what is refused is refused before an application byte.
#include "tls_fixture.hpp"

#include <gmock/gmock.h>
#include <openssl/ssl.h>

namespace posthaste::net {
namespace {

using test::Leaf;
using testing::HasSubstr;

struct VerifyCase {
    const char* name;
    Leaf leaf;
    std::string host;
    std::string_view words; // empty: accepted
};

void PrintTo(const VerifyCase& verify_case, std::ostream* out) { *out << verify_case.name; }

class Verify : public testing::TestWithParam<std::tuple<VerifyCase, int>> {};

TEST_P(Verify, TrustsOnlyWhatIsRight) {
    const auto& [verify_case, version] = GetParam();
    test::TlsRecord record;
    test::TlsScript script;
    script.files = certificates().leaf(verify_case.leaf);
    script.minimum = script.maximum = version;
    test::Peer peer{[&](int fd) { test::serve_tls(fd, script, record); }};
    const auto context = TlsContext::make(trusting_test_root());
    ASSERT_TRUE(context) << context.error().message;
    auto stream = start_tls(plain_stream_to(peer.port()), *context, verify_case.host, soon(), nullptr);
    if (verify_case.words.empty()) {
        ASSERT_TRUE(stream) << stream.error().message;
        ASSERT_TRUE((*stream)->write_all("x", soon()));
        (*stream)->shut_down();
        peer.wait();
        EXPECT_EQ(record.received, "x");
        return;
    }
    ASSERT_FALSE(stream);
    EXPECT_EQ(stream.error().kind, ErrorKind::trust);
    EXPECT_THAT(stream.error().message, HasSubstr(std::string{verify_case.words}));
    peer.wait();
    EXPECT_EQ(record.received, "");
}

const VerifyCase verify_cases[] = {
    {"good", Leaf::good, "localhost", ""},
    {"good_other_name", Leaf::good, "mail.example.test", ""},
    {"good_upper_case_host", Leaf::good, "LOCALHOST", ""},
    {"good_trailing_dot", Leaf::good, "localhost.", ""},
    {"upper_case_name", Leaf::upper_case, "localhost", ""},
    {"chain_sent", Leaf::chained, "localhost", ""},
    {"ipv4", Leaf::ip_only, "127.0.0.1", ""},
    {"ipv6", Leaf::ip_only, "::1", ""},
    {"wildcard", Leaf::wildcard, "mail.example.test", ""},
    {"wildcard_upper_case", Leaf::wildcard, "MAIL.Example.TEST", ""},
    {"wildcard_trailing_dot", Leaf::wildcard, "mail.example.test.", ""},
    {"wrong_host", Leaf::wrong_host, "localhost",
     "is for other.example.test, localhost.evil.test and not for localhost: use a name it is for"},
    {"host_is_a_suffix", Leaf::wrong_host, "evil.test", "and not for evil.test"},
    {"wrong_ip", Leaf::ip_only, "127.0.0.2", "is for 127.0.0.1, ::1 and not for 127.0.0.2"},
    {"name_with_ip_names_only", Leaf::ip_only, "localhost", "is for 127.0.0.1, ::1 and not for localhost"},
    {"ip_as_dns_name", Leaf::ip_as_dns, "127.0.0.1", "and not for 127.0.0.1"},
    {"ip_against_names", Leaf::upper_case, "127.0.0.1", "is for LocalHost and not for 127.0.0.1"},
    {"common_name_only", Leaf::common_name, "localhost", "names no host at all (subjectAltName)"},
    {"nul_in_name", Leaf::nul_name, "localhost", "and not for localhost"},
    {"wildcard_two_labels", Leaf::wildcard, "a.b.example.test", "is for *.example.test and not for a.b.example.test"},
    {"wildcard_no_label", Leaf::wildcard, "example.test", "and not for example.test"},
    {"wildcard_then_suffix", Leaf::wildcard, "mail.example.test.evil.test", "and not for"},
    {"wildcard_part", Leaf::wildcard_part, "mail.example.test", "is for m*l.example.test and not for"},
    {"wildcard_all", Leaf::wildcard_all, "localhost", "is for * and not for localhost"},
    {"wildcard_tld", Leaf::wildcard_tld, "example.test", "is for *.test and not for example.test"},
    {"expired", Leaf::expired, "localhost", "the server's certificate expired on 20"},
    {"not_yet_valid", Leaf::not_yet_valid, "localhost", "is not yet valid before 20"},
    {"self_signed", Leaf::self_signed, "localhost", "is self-signed (\"localhost\"): if you trust it"},
    {"other_authority", Leaf::other_authority, "localhost", "issued by an unknown authority, \"Other Root\""},
    {"no_chain", Leaf::no_chain, "localhost", "issued by an unknown authority, \"Test Intermediate\""},
    {"by_leaf", Leaf::by_leaf, "localhost", "issued by \"no authority\", which is not an authority"},
    {"client_purpose", Leaf::client_purpose, "localhost", "is not meant for servers"},
    {"weak_key", Leaf::weak_key, "localhost", "is too weak"},
};

INSTANTIATE_TEST_SUITE_P(Certificates, Verify,
                         testing::Combine(testing::ValuesIn(verify_cases),
                                          testing::Values(TLS1_2_VERSION, TLS1_3_VERSION)),
                         [](const auto& test) {
                             const char* version = std::get<1>(test.param) == TLS1_2_VERSION ? "_tls12" : "_tls13";
                             return std::get<0>(test.param).name + std::string{version};
                         });

struct NameCase {
    const char* name;
    std::string host;
};

class CheckableName : public testing::TestWithParam<NameCase> {};

// OpenSSL takes an empty name and one with a leading dot for "any"; nothing is said to the peer.
TEST_P(CheckableName, IsDemandedBeforeTheHandshake) {
    test::TlsRecord record;
    test::TlsScript script;
    script.files = certificates().leaf(Leaf::good);
    test::Peer peer{[&](int fd) { test::serve_tls(fd, script, record); }};
    const auto context = TlsContext::make(trusting_test_root());
    ASSERT_TRUE(context) << context.error().message;
    const auto stream = start_tls(plain_stream_to(peer.port()), *context, GetParam().host, soon(), nullptr);
    ASSERT_FALSE(stream);
    EXPECT_EQ(stream.error().kind, ErrorKind::config);
    EXPECT_THAT(stream.error().message, HasSubstr("is not a host name"));
    peer.wait();
    EXPECT_FALSE(record.handshake_done);
}

INSTANTIATE_TEST_SUITE_P(Hosts, CheckableName,
                         testing::Values(NameCase{"empty", ""}, NameCase{"dot", "."},
                                         NameCase{"leading_dot", ".example.test"},
                                         NameCase{"nul", std::string{"localhost\0.evil", 15}},
                                         NameCase{"too_long_for_sni", std::string(300, 'a')}),
                         [](const auto& test) { return std::string{test.param.name}; });

} // namespace
} // namespace posthaste::net
