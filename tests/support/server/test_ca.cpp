// SPDX-License-Identifier: MIT
#include "test_ca.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

namespace posthaste::test {

namespace {
constexpr long day = 86400;
constexpr const char* good_names = "DNS:localhost,DNS:mail.example.test,IP:127.0.0.1,IP:::1";

template <auto release> struct Deleter {
    template <typename T> void operator()(T* object) const noexcept { release(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>>;

// A fixture that cannot be made is no test failure to report but a broken machine.
void require(bool done, const char* what) {
    if (done)
        return;
    std::fprintf(stderr, "test certificates: cannot %s\n", what);
    std::abort();
}

struct Authority {
    Key key;
    Certificate certificate;
};

struct LeafSpec {
    std::string names = good_names; // as openssl-x509v3_config(5) writes them
    std::string common_name = "leaf";
    long from = -day, until = 3650 * day;
    const char* purpose = "serverAuth";
    bool authority = false;
    bool weak = false;
};

Key make_key(bool weak) {
    Key key{weak ? EVP_RSA_gen(1024) : EVP_EC_gen("P-256")};
    require(key != nullptr, "make a key");
    return key;
}

void set_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const Extension extension{X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str())};
    require(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "add an extension");
}

void set_common_name(X509* certificate, const std::string& common_name) {
    const void* text = common_name.c_str();
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                               static_cast<const unsigned char*>(text), -1, -1, 0);
}

// issuer: null for one signed by its own key.
Certificate make_certificate(const LeafSpec& spec, EVP_PKEY* key, const Authority* issuer) {
    Certificate certificate{X509_new()};
    require(certificate != nullptr, "make a certificate");
    X509* raw = certificate.get();
    static long serial = 1000;
    X509_set_version(raw, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(raw), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(raw), spec.from);
    X509_gmtime_adj(X509_getm_notAfter(raw), spec.until);
    X509_set_pubkey(raw, key);
    set_common_name(raw, spec.common_name);
    X509* issuer_certificate = issuer == nullptr ? raw : issuer->certificate.get();
    X509_set_issuer_name(raw, X509_get_subject_name(issuer_certificate));
    set_extension(raw, issuer_certificate, NID_basic_constraints,
                  spec.authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
    set_extension(raw, issuer_certificate, NID_key_usage,
                  spec.authority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature");
    set_extension(raw, issuer_certificate, NID_subject_key_identifier, "hash");
    if (!spec.authority)
        set_extension(raw, issuer_certificate, NID_ext_key_usage, spec.purpose);
    if (!spec.names.empty() && !spec.authority)
        set_extension(raw, issuer_certificate, NID_subject_alt_name, spec.names);
    require(X509_sign(raw, issuer == nullptr ? key : issuer->key.get(), EVP_sha256()) > 0, "sign a certificate");
    return certificate;
}

Authority make_authority(const std::string& name, const Authority* issuer) {
    Authority authority{make_key(false), nullptr};
    LeafSpec spec;
    spec.common_name = name;
    spec.authority = true;
    authority.certificate = make_certificate(spec, authority.key.get(), issuer);
    return authority;
}

// The extension in DER by hand: OpenSSL's own text form cannot hold the NUL.
void add_nul_name(X509* certificate, EVP_PKEY* signer) {
    constexpr unsigned char der[] = "\x30\x16\x82\x14localhost\0.evil.test";
    const std::unique_ptr<ASN1_OCTET_STRING, Deleter<ASN1_OCTET_STRING_free>> value{ASN1_OCTET_STRING_new()};
    ASN1_OCTET_STRING_set(value.get(), der, static_cast<int>(sizeof der - 1));
    const Extension extension{X509_EXTENSION_create_by_NID(nullptr, NID_subject_alt_name, 0, value.get())};
    require(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "add an extension");
    require(X509_sign(certificate, signer, EVP_sha256()) > 0, "sign a certificate");
}

void write_certificates(const std::string& path, std::initializer_list<X509*> certificates) {
    const std::unique_ptr<BIO, Deleter<BIO_free>> file{BIO_new_file(path.c_str(), "w")};
    require(file != nullptr, "write a certificate");
    for (X509* certificate : certificates)
        PEM_write_bio_X509(file.get(), certificate);
}

void write_key(const std::string& path, EVP_PKEY* key) {
    const std::unique_ptr<BIO, Deleter<BIO_free>> file{BIO_new_file(path.c_str(), "w")};
    require(file && PEM_write_bio_PrivateKey(file.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
            "write a key");
}

LeafSpec spec_of(Leaf kind) {
    LeafSpec spec;
    const std::map<Leaf, std::string> names{
        {Leaf::wrong_host, "DNS:other.example.test,DNS:localhost.evil.test"},
        {Leaf::ip_only, "IP:127.0.0.1,IP:::1"},
        {Leaf::ip_as_dns, "DNS:127.0.0.1"},
        {Leaf::common_name, ""},
        {Leaf::nul_name, ""},
        {Leaf::upper_case, "DNS:LocalHost"},
        {Leaf::wildcard, "DNS:*.example.test"},
        {Leaf::wildcard_part, "DNS:m*l.example.test"},
        {Leaf::wildcard_all, "DNS:*"},
        {Leaf::wildcard_tld, "DNS:*.test"},
        {Leaf::client, "email:user@example.test"},
    };
    if (const auto found = names.find(kind); found != names.end())
        spec.names = found->second;
    if (kind == Leaf::expired) {
        spec.from = -30 * day;
        spec.until = -10 * day;
    }
    if (kind == Leaf::not_yet_valid)
        spec.from = 10 * day;
    if (kind == Leaf::client_purpose || kind == Leaf::client)
        spec.purpose = "clientAuth";
    if (kind == Leaf::common_name || kind == Leaf::self_signed)
        spec.common_name = "localhost";
    spec.weak = kind == Leaf::weak_key;
    return spec;
}
} // namespace

struct TestCa::State {
    std::string directory;
    Authority root, other, intermediate;
    std::map<Leaf, CertificateFiles> leaves;

    const Authority* issuer_of(Leaf kind) const {
        switch (kind) {
        case Leaf::self_signed:
            return nullptr;
        case Leaf::other_authority:
            return &other;
        case Leaf::chained:
        case Leaf::no_chain:
            return &intermediate;
        default:
            return &root;
        }
    }
    CertificateFiles make(Leaf kind) {
        const std::string stem = directory + "/leaf" + std::to_string(static_cast<int>(kind));
        const CertificateFiles files{stem + ".pem", stem + ".key"};
        const LeafSpec spec = spec_of(kind);
        const Key key = make_key(spec.weak);
        write_key(files.key, key.get());
        if (kind == Leaf::by_leaf) {
            Authority leaf{make_key(false), nullptr};
            LeafSpec above;
            above.common_name = "no authority";
            leaf.certificate = make_certificate(above, leaf.key.get(), &root);
            const Certificate certificate = make_certificate(spec, key.get(), &leaf);
            write_certificates(files.certificate, {certificate.get(), leaf.certificate.get()});
            return files;
        }
        const Certificate certificate = make_certificate(spec, key.get(), issuer_of(kind));
        if (kind == Leaf::nul_name)
            add_nul_name(certificate.get(), root.key.get());
        if (kind == Leaf::chained)
            write_certificates(files.certificate, {certificate.get(), intermediate.certificate.get()});
        else
            write_certificates(files.certificate, {certificate.get()});
        return files;
    }
};

TestCa::TestCa() : state_(std::make_unique<State>()) {
    std::string pattern = (std::filesystem::temp_directory_path() / "posthaste-ca-XXXXXX").string();
    require(::mkdtemp(pattern.data()) != nullptr, "make a directory");
    state_->directory = pattern;
    state_->root = make_authority("Test Root", nullptr);
    state_->other = make_authority("Other Root", nullptr);
    state_->intermediate = make_authority("Test Intermediate", &state_->root);
    X509* root = state_->root.certificate.get();
    write_certificates(ca_file(), {root});
    write_certificates(other_ca_file(), {state_->other.certificate.get()});
    std::filesystem::create_directory(hashed_directory());
    std::array<char, 16> link{};
    std::snprintf(link.data(), link.size(), "%08lx.0", X509_subject_name_hash(root));
    write_certificates(hashed_directory() + "/" + link.data(), {root});
}

TestCa::~TestCa() {
    std::error_code ignored;
    std::filesystem::remove_all(state_->directory, ignored);
}

const std::string& TestCa::directory() const { return state_->directory; }
std::string TestCa::ca_file() const { return state_->directory + "/ca.pem"; }
std::string TestCa::other_ca_file() const { return state_->directory + "/other-ca.pem"; }
std::string TestCa::hashed_directory() const { return state_->directory + "/hashed"; }

CertificateFiles TestCa::leaf(Leaf kind) {
    const auto found = state_->leaves.find(kind);
    if (found != state_->leaves.end())
        return found->second;
    return state_->leaves.emplace(kind, state_->make(kind)).first->second;
}

std::string TestCa::write(const std::string& name, const std::string& text) {
    const std::string path = state_->directory + "/" + name;
    std::ofstream{path, std::ios::binary} << text;
    return path;
}

} // namespace posthaste::test
