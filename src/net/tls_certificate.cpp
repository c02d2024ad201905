// SPDX-License-Identifier: MIT
#include "tls_certificate.hpp"

#include "address.hpp"

#include <posthaste/base/crypto.hpp>
#include <posthaste/base/text.hpp>

#include <algorithm>
#include <array>
#include <ctime>
#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>
#include <span>

namespace posthaste::net {

namespace {
std::string alternative_name(const GENERAL_NAME* name) {
    if (name->type == GEN_DNS)
        return std::string{octets_of(name->d.dNSName)};
    if (name->type != GEN_IPADD)
        return {};
    const ASN1_OCTET_STRING* octets = name->d.iPAddress;
    const auto address =
        ip_from_octets({ASN1_STRING_get0_data(octets), static_cast<std::size_t>(ASN1_STRING_length(octets))});
    return address ? address->text() : std::string{};
}

// NIST's name where there is one: "P-256", not "prime256v1".
std::string curve_of(const EVP_PKEY* key) {
    std::array<char, 64> group{};
    if (EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) != 1)
        return "of an unnamed curve";
    const char* name = EC_curve_nid2nist(OBJ_txt2nid(group.data()));
    return name != nullptr ? name : group.data();
}

std::string key_text(const X509* certificate) {
    const EVP_PKEY* key = X509_get0_pubkey(certificate);
    if (key == nullptr)
        return "unreadable";
    switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_EC:
        return "EC " + curve_of(key);
    case EVP_PKEY_ED25519:
        return "Ed25519";
    case EVP_PKEY_ED448:
        return "Ed448";
    default:
        const char* type = EVP_PKEY_get0_type_name(key);
        return fmt::format("{} {}", type != nullptr ? type : "unknown", EVP_PKEY_get_bits(key));
    }
}
} // namespace

std::int64_t seconds_of(const ASN1_TIME* time) {
    std::tm broken_down{};
    return ASN1_TIME_to_tm(time, &broken_down) == 1 ? ::timegm(&broken_down) : 0;
}

std::string_view octets_of(const ASN1_STRING* text) {
    const void* data = ASN1_STRING_get0_data(text);
    return {static_cast<const char*>(data), static_cast<std::size_t>(ASN1_STRING_length(text))};
}

std::vector<std::string> alternative_names(const X509* certificate) {
    const GeneralNamesHandle names{
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))};
    std::vector<std::string> texts;
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
        std::string text = alternative_name(sk_GENERAL_NAME_value(names.get(), i));
        if (!text.empty())
            texts.push_back(std::move(text));
    }
    return texts;
}

std::string name_text(const X509_NAME* name) {
    const std::unique_ptr<BIO, OpensslDeleter<BIO_free>> out{BIO_new(BIO_s_mem())};
    if (!out || X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) < 0)
        return {};
    std::string text(BIO_ctrl_pending(out.get()), '\0');
    BIO_read(out.get(), text.data(), static_cast<int>(text.size()));
    return text;
}

std::string certificate_sha256(const X509* certificate) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> octets{};
    unsigned size = 0;
    if (X509_digest(certificate, EVP_sha256(), octets.data(), &size) != 1)
        return {};
    return hex(std::string(octets.begin(), octets.begin() + size));
}

std::string key_sha256(const X509* certificate) {
    unsigned char* der = nullptr;
    const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
    if (size <= 0)
        return {};
    const std::string info{der, der + size};
    OPENSSL_free(der);
    const auto octets = digest(Hash::sha256, info);
    return octets ? hex(*octets) : std::string{};
}

TlsCertificate describe_certificate(const X509* certificate) {
    return {name_text(X509_get_subject_name(certificate)),
            name_text(X509_get_issuer_name(certificate)),
            alternative_names(certificate),
            seconds_of(X509_get0_notBefore(certificate)),
            seconds_of(X509_get0_notAfter(certificate)),
            key_text(certificate),
            certificate_sha256(certificate),
            key_sha256(certificate)};
}

std::vector<TlsCertificate> describe_certificates(const STACK_OF(X509) * chain) {
    std::vector<TlsCertificate> described;
    described.reserve(static_cast<std::size_t>(std::max(0, sk_X509_num(chain))));
    for (int i = 0; i < sk_X509_num(chain); ++i) // -1 of none
        described.push_back(describe_certificate(sk_X509_value(chain, i)));
    return described;
}

} // namespace posthaste::net
