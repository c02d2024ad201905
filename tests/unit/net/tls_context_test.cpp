// SPDX-License-Identifier: MIT
#include "tls_fixture.hpp"

#include <filesystem>
#include <gmock/gmock.h>

namespace posthaste::net {
namespace {

using test::Leaf;
using testing::HasSubstr;

struct SettingsCase {
    const char* name;
    TlsSettings settings;
    std::string words;
};

void expect_refused(const SettingsCase& settings_case) {
    SCOPED_TRACE(settings_case.name);
    const auto context = TlsContext::make(settings_case.settings);
    ASSERT_FALSE(context);
    EXPECT_EQ(context.error().kind, ErrorKind::config);
    EXPECT_THAT(context.error().message, HasSubstr(settings_case.words));
}

TlsSettings with_ca(const std::string& ca) {
    TlsSettings settings;
    settings.ca = ca;
    return settings;
}

TEST(TlsContext, NeverTrustsAllWhenTheTrustedFileIsOfNoUse) {
    auto& ca = certificates();
    const std::string garbage =
        ca.write("garbage.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    const std::string bare = ca.directory() + "/bare";
    std::filesystem::create_directory(bare);
    const SettingsCase cases[] = {
        {"missing", with_ca(ca.directory() + "/no-such.pem"), "no-such.pem: No such file"},
        {"empty", with_ca(ca.write("empty.pem", "")), "empty.pem holds no certificate"},
        {"garbage", with_ca(garbage), "garbage.pem holds no certificate"},
        {"text", with_ca(ca.write("text.pem", "hello\n")), "text.pem holds no certificate"},
        {"key", with_ca(ca.leaf(Leaf::good).key), "holds no certificate"},
        {"directory_without_hashes", with_ca(bare), "run \"openssl rehash " + bare + "\""},
    };
    for (const SettingsCase& settings_case : cases)
        expect_refused(settings_case);
}

TlsSettings with_client(const std::string& certificate, const std::string& key) {
    TlsSettings settings = trusting_test_root();
    settings.certificate = certificate;
    settings.key = key;
    return settings;
}

TEST(TlsContext, RefusesClientCertificatesThatCannotBeUsed) {
    auto& ca = certificates();
    const auto client = ca.leaf(Leaf::client);
    const std::string nowhere = ca.directory() + "/nowhere.pem";
    const std::string locked =
        ca.write("locked.key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                               "MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhTrVqkwUYTUAICCAAw\n"
                               "-----END ENCRYPTED PRIVATE KEY-----\n");
    const SettingsCase cases[] = {
        {"certificate missing", with_client(nowhere, client.key), "client certificate in " + nowhere},
        {"key missing", with_client(client.certificate, nowhere), "key of the client certificate in " + nowhere},
        {"key of another", with_client(client.certificate, ca.leaf(Leaf::good).key),
         "is not that of the client certificate in " + client.certificate},
        {"key without certificate", with_client("", client.key), "there is no tls_cert"},
        {"no key in the certificate's file", with_client(client.certificate, ""), "cannot use the key in"},
        {"garbage", with_client(ca.write("client.pem", "x"), client.key), "client.pem: no start line"},
        {"key with a pass phrase", with_client(client.certificate, locked), "PEM without a pass phrase is expected"},
    };
    for (const SettingsCase& settings_case : cases)
        expect_refused(settings_case);
}

TEST(TlsContext, CanBeMoved) {
    auto made = TlsContext::make(trusting_test_root());
    ASSERT_TRUE(made) << made.error().message;
    const TlsContext moved = *std::move(made);
    test::TlsRecord record;
    test::TlsScript script;
    script.files = certificates().leaf(Leaf::good);
    test::Peer peer{[&](int fd) { test::serve_tls(fd, script, record); }};
    const auto stream = start_tls(plain_stream_to(peer.port()), moved, "localhost", soon(), nullptr);
    EXPECT_TRUE(stream) << stream.error().message;
}

} // namespace
} // namespace posthaste::net
