// SPDX-License-Identifier: MIT
// Where trust comes from: a hashed directory, a bundle searched by subject, one file.
#include "bundle_lookup.hpp"
#include "tls_fixture.hpp"

#include <posthaste/base/fd.hpp>

#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <gmock/gmock.h>
#include <iterator>
#include <openssl/pem.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace posthaste::net {
namespace {

using test::Leaf;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string contents(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

// Sets $SSL_CERT_DIR and $SSL_CERT_FILE for as long as it lives; empty: unset.
class SystemTrust {
  public:
    SystemTrust(const std::string& directory, const std::string& file) {
        set("SSL_CERT_DIR", directory);
        set("SSL_CERT_FILE", file);
    }
    ~SystemTrust() {
        ::unsetenv("SSL_CERT_DIR");
        ::unsetenv("SSL_CERT_FILE");
    }

  private:
    static void set(const char* variable, const std::string& value) {
        if (value.empty())
            ::unsetenv(variable);
        else
            ::setenv(variable, value.c_str(), 1);
    }
};

Status handshake(const TlsSettings& settings, Leaf leaf) {
    test::TlsRecord record;
    test::TlsScript script;
    script.files = certificates().leaf(leaf);
    test::Peer peer{[&](int fd) { test::serve_tls(fd, script, record); }};
    PH_ASSIGN(const TlsContext context, TlsContext::make(settings));
    PH_ASSIGN(const auto stream, start_tls(plain_stream_to(peer.port()), context, "localhost", soon(), nullptr));
    return {};
}

void expect_unknown(const TlsSettings& settings, Leaf leaf) {
    const Status status = handshake(settings, leaf);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().kind, ErrorKind::trust);
    EXPECT_THAT(status.error().message, HasSubstr("unknown authority"));
}

void expect_trusted(const TlsSettings& settings, Leaf leaf) {
    const Status status = handshake(settings, leaf);
    EXPECT_TRUE(status) << status.error().message;
}

TlsSettings with_ca(const std::string& ca) {
    TlsSettings settings;
    settings.ca = ca;
    return settings;
}

TEST(Trust, TakesAHashedDirectory) {
    expect_trusted(with_ca(certificates().hashed_directory()), Leaf::good);
    expect_unknown(with_ca(certificates().hashed_directory()), Leaf::other_authority);
}

TEST(Trust, TakesACertificateThatIsNoRoot) {
    expect_trusted(with_ca(certificates().leaf(Leaf::good).certificate), Leaf::good);
    expect_trusted(with_ca(certificates().leaf(Leaf::self_signed).certificate), Leaf::self_signed);
    expect_unknown(with_ca(certificates().leaf(Leaf::good).certificate), Leaf::other_authority);
}

TEST(SystemTrust, DoesNotHoldTheTestRoot) { expect_unknown({}, Leaf::good); }

TEST(SystemTrust, IsTheHashedDirectory) {
    const SystemTrust trust{certificates().hashed_directory(), {}};
    expect_trusted({}, Leaf::good);
    expect_trusted({}, Leaf::chained);
    expect_unknown({}, Leaf::other_authority);
}

TEST(SystemTrust, IsTheBundleWhereNoDirectoryIsHashed) {
    auto& ca = certificates();
    const std::string bundle = ca.write(
        "bundle.pem", "# comment\n" + contents(ca.other_ca_file()) +
                          "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n" + contents(ca.ca_file()));
    const SystemTrust trust{ca.directory() + "/no-such-directory", bundle};
    expect_trusted({}, Leaf::good);
    expect_trusted({}, Leaf::chained);
    expect_trusted({}, Leaf::other_authority);
    expect_unknown({}, Leaf::no_chain);
    const Status self_signed = handshake({}, Leaf::self_signed);
    ASSERT_FALSE(self_signed);
    EXPECT_EQ(self_signed.error().kind, ErrorKind::trust);
}

// OpenSSL would refuse all of it. The rest is used, and what is not found may be what is damaged: the file is named.
TEST(TrustedFile, IsNamedWhenTheAuthorityInItMayBeDamaged) {
    auto& ca = certificates();
    const std::string other = contents(ca.other_ca_file());
    const std::string root = contents(ca.ca_file());
    const std::string words = "bad.pem, where something is damaged";
    std::string no_name = root;
    no_name[no_name.find('\n') + 40] = '!';
    std::string only_name = root;
    only_name[only_name.rfind("-----END") - 100] = '!';
    for (const std::string& damaged : {no_name, only_name, root.substr(0, root.size() / 2)}) {
        const auto settings = with_ca(ca.write("bad.pem", other + damaged));
        const Status status = handshake(settings, Leaf::good);
        ASSERT_FALSE(status);
        EXPECT_EQ(status.error().kind, ErrorKind::trust);
        EXPECT_THAT(status.error().message, AllOf(HasSubstr("unknown authority"), HasSubstr(words)));
        expect_trusted(settings, Leaf::other_authority);
        const Status expired = handshake(with_ca(ca.write("bad.pem", root + other + damaged)), Leaf::expired);
        ASSERT_FALSE(expired);
        EXPECT_THAT(expired.error().message, Not(HasSubstr(words)));
    }
    const Status whole = handshake(with_ca(ca.other_ca_file()), Leaf::good);
    ASSERT_FALSE(whole);
    EXPECT_THAT(whole.error().message, Not(HasSubstr("damaged")));
}

// The first one is looked at before anything is searched for.
TEST(TrustedFile, IsRefusedWhenItBeginsWithDamage) {
    auto& ca = certificates();
    std::string root = contents(ca.ca_file());
    root[root.find('\n') + 40] = '!';
    const auto context = TlsContext::make(with_ca(ca.write("bad_first.pem", root + contents(ca.other_ca_file()))));
    ASSERT_FALSE(context);
    EXPECT_EQ(context.error().kind, ErrorKind::config);
    EXPECT_THAT(context.error().message, HasSubstr("bad_first.pem"));
}

TEST(SystemTrust, AddsTheBundleThatIsNamedToTheDirectory) {
    const SystemTrust trust{certificates().hashed_directory(), certificates().other_ca_file()};
    expect_trusted({}, Leaf::good);
    expect_trusted({}, Leaf::other_authority);
}

TEST(SystemTrust, IsAnErrorWhereThereIsNone) {
    const std::string nowhere = certificates().directory() + "/nowhere";
    const SystemTrust trust{nowhere, nowhere + ".pem"};
    const auto context = TlsContext::make({});
    ASSERT_FALSE(context);
    EXPECT_EQ(context.error().kind, ErrorKind::config);
    EXPECT_THAT(context.error().message, HasSubstr("neither in " + nowhere + " nor in " + nowhere + ".pem"));
    EXPECT_THAT(context.error().message, HasSubstr("--tls-ca FILE"));
}

CertificateHandle first_certificate(const std::string& path) {
    const std::unique_ptr<BIO, OpensslDeleter<BIO_free>> file{BIO_new_file(path.c_str(), "r")};
    return CertificateHandle{PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr)};
}

TEST(CertificatesBySubject, FindsAllOfTheName) {
    auto& ca = certificates();
    const std::string root = contents(ca.ca_file());
    const std::string other = contents(ca.other_ca_file());
    const CertificateHandle wanted = first_certificate(ca.ca_file());
    const X509_NAME* name = X509_get_subject_name(wanted.get());
    EXPECT_EQ(certificates_by_subject(other + root + other, name).size(), 1U);
    EXPECT_EQ(certificates_by_subject(root + root, name).size(), 2U);
    EXPECT_EQ(certificates_by_subject(other, name).size(), 0U);
    EXPECT_EQ(certificates_by_subject("", name).size(), 0U);
    EXPECT_EQ(X509_cmp(certificates_by_subject(root, name).front().get(), wanted.get()), 0);
}

TEST(CanBeSearched, PlainCertificatesOnly) {
    const std::string root = contents(certificates().ca_file());
    EXPECT_TRUE(can_be_searched(root));
    EXPECT_TRUE(can_be_searched("# comment\n" + root + "\n" + root));
    EXPECT_FALSE(can_be_searched(""));
    EXPECT_FALSE(can_be_searched("-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n"));
    EXPECT_FALSE(can_be_searched("-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n"));
    EXPECT_FALSE(can_be_searched(root + "-----BEGIN TRUSTED CERTIFICATE-----\n-----END TRUSTED CERTIFICATE-----\n"));
    EXPECT_FALSE(can_be_searched(root + "-----BEGIN X509 CRL-----\n-----END X509 CRL-----\n"));
}

// One that is taken out by hand stays out, whoever reads the file.
TEST(CertificatesBySubject, OverlooksWhatIsCommentedOutOrIndented) {
    const std::string root = contents(certificates().ca_file());
    const CertificateHandle wanted = first_certificate(certificates().ca_file());
    const X509_NAME* name = X509_get_subject_name(wanted.get());
    for (const std::string before : {"#", "   "}) {
        EXPECT_EQ(certificates_by_subject(before + root, name).size(), 0U);
        EXPECT_FALSE(can_be_searched(before + root));
        EXPECT_FALSE(can_be_searched(root + before + root));
    }
}

// What the search does not know is OpenSSL's to read: it is trusted as it was.
TEST(TrustedFile, MayHoldOtherKindsOfPem) {
    auto& ca = certificates();
    std::string old_name = contents(ca.ca_file());
    for (std::size_t at = 0; (at = old_name.find("CERTIFICATE", at)) != std::string::npos; at += 16)
        old_name.insert(at, "X509 ");
    TlsSettings settings;
    settings.ca = ca.write("old_name.pem", contents(ca.other_ca_file()) + old_name);
    expect_trusted(settings, Leaf::good);
    expect_trusted(settings, Leaf::other_authority);
    expect_unknown(settings, Leaf::no_chain);
}

// The reading end, with all that there will ever be in it.
Fd pipe_with(const std::string& text) {
    int ends[2];
    EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    const Fd in{ends[1]};
    EXPECT_EQ(::write(in.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
    return Fd{ends[0]};
}

TEST(TrustedFile, MayBeAPipe) {
    const std::string texts[] = {contents(certificates().ca_file()),
                                 contents(certificates().other_ca_file()) + contents(certificates().ca_file())};
    for (const std::string& text : texts) {
        const Fd pipe = pipe_with(text);
        expect_trusted(with_ca("/dev/fd/" + std::to_string(pipe.get())), Leaf::good);
    }
    const Fd other = pipe_with(contents(certificates().other_ca_file()));
    expect_unknown(with_ca("/dev/fd/" + std::to_string(other.get())), Leaf::good);
}

TEST(TrustedFile, MayBeANamedPipe) {
    const std::string path = certificates().directory() + "/fifo";
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    // Held open for both, so that neither end waits for the other; the end comes with the close.
    Fd both{::open(path.c_str(), O_RDWR | O_CLOEXEC)};
    const std::string text = contents(certificates().ca_file());
    ASSERT_EQ(::write(both.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
    std::thread closer([&] {
        for (int waiting = 1; waiting > 0; std::this_thread::yield()) // until it has been read
            ::ioctl(both.get(), FIONREAD, &waiting);
        both.reset();
    });
    expect_trusted(with_ca(path), Leaf::good);
    closer.join();
}

TEST(TrustedFile, IsAnErrorWhenThePipeHoldsNone) {
    for (const std::string text :
         {"", "no certificate\n", "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n"}) {
        const Fd pipe = pipe_with(text);
        const std::string path = "/dev/fd/" + std::to_string(pipe.get());
        const auto context = TlsContext::make(with_ca(path));
        ASSERT_FALSE(context) << text;
        EXPECT_EQ(context.error().kind, ErrorKind::config);
        EXPECT_THAT(context.error().message, HasSubstr(path + " holds no certificate"));
    }
}

using Name = std::unique_ptr<X509_NAME, OpensslDeleter<X509_NAME_free>>;

Name common_name(const std::string& text, int type) {
    Name name{X509_NAME_new()};
    const void* octets = text.data();
    X509_NAME_add_entry_by_txt(name.get(), "CN", type, static_cast<const unsigned char*>(octets),
                               static_cast<int>(text.size()), -1, 0);
    return name;
}

// RFC 5280 section 7.1: case and the type of string make no other name.
TEST(CertificatesBySubject, ComparesNamesAsNames) {
    const std::string root = contents(certificates().ca_file());
    EXPECT_EQ(certificates_by_subject(root, common_name("Test Root", V_ASN1_UTF8STRING).get()).size(), 1U);
    EXPECT_EQ(certificates_by_subject(root, common_name("Test Root", V_ASN1_PRINTABLESTRING).get()).size(), 1U);
    EXPECT_EQ(certificates_by_subject(root, common_name("TEST rOOT", V_ASN1_PRINTABLESTRING).get()).size(), 1U);
    EXPECT_EQ(certificates_by_subject(root, common_name("Test Roof", V_ASN1_UTF8STRING).get()).size(), 0U);
    EXPECT_EQ(certificates_by_subject(root, common_name("Test", V_ASN1_UTF8STRING).get()).size(), 0U);
    EXPECT_EQ(certificates_by_subject(root, Name{X509_NAME_new()}.get()).size(), 0U);
}

TEST(CertificatesBySubject, FindsOneOfWhichTheBeginningIsReadFirst) {
    const std::string path = certificates().leaf(Leaf::weak_key).certificate;
    const CertificateHandle wanted = first_certificate(path);
    const X509_NAME* name = X509_get_subject_name(wanted.get());
    std::string text = contents(path);
    ASSERT_GT(text.find("-----END"), 27U + 576U); // the part that is read first
    EXPECT_EQ(certificates_by_subject(text, name).size(), 1U);
    text[27 + 600] = '!'; // damage behind it
    EXPECT_EQ(certificates_by_subject(text, name).size(), 0U);
}

TEST(CertificatesBySubject, SurvivesEveryTruncationAndEveryDamagedOctet) {
    const std::string root = contents(certificates().ca_file());
    const CertificateHandle wanted = first_certificate(certificates().ca_file());
    const X509_NAME* name = X509_get_subject_name(wanted.get());
    for (std::size_t length = 0; length + 2 < root.size(); ++length)
        EXPECT_LE(certificates_by_subject(std::string_view{root}.substr(0, length), name).size(), 1U) << length;
    for (std::size_t at = 0; at < root.size(); ++at) {
        std::string damaged = root;
        damaged[at] = damaged[at] == 'A' ? '/' : 'A';
        EXPECT_LE(certificates_by_subject(damaged, name).size(), 1U) << at;
    }
}

} // namespace
} // namespace posthaste::net
