// SPDX-License-Identifier: MIT
#include "crypto_pem.hpp"

#include <posthaste/base/crypto_reason.hpp>
#include <posthaste/base/io.hpp>

#include <cerrno>
#include <climits>
#include <ctime>
#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <optional>
#include <string_view>

namespace posthaste {

namespace {

constexpr std::size_t max_pem_bytes = 1024UZ * 1024;

// Instead of OpenSSL's own, which asks on the terminal: there is nobody to ask in cron.
int note_question(char*, int, int, void* asked) noexcept {
    *static_cast<bool*>(asked) = true;
    return -1;
}

CryptoBio open_text(const PemText& pem) {
    const auto text = pem.text.reveal();
    return CryptoBio{text.size() > INT_MAX ? nullptr : BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
}

bool at_the_end() {
    const auto code = ERR_peek_last_error();
    return ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE;
}

std::string day_of(const ASN1_TIME* time) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1)
        return "a day that cannot be read";
    return fmt::format("{:04}-{:02}-{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

// What is wrong with the certificate, if anything.
std::optional<std::string> date_fault(const X509* certificate) {
    const auto* end = X509_get0_notAfter(certificate);
    const auto* begin = X509_get0_notBefore(certificate);
    if (X509_cmp_current_time(end) < 0)
        return fmt::format("expired on {}", day_of(end));
    if (X509_cmp_current_time(begin) > 0)
        return fmt::format("is not valid before {}", day_of(begin));
    return std::nullopt;
}

std::optional<std::string> kind_fault(X509* certificate) {
    const EVP_PKEY* key = X509_get0_pubkey(certificate);
    const int kind = key == nullptr ? EVP_PKEY_NONE : EVP_PKEY_get_base_id(key);
    if (kind == EVP_PKEY_RSA || kind == EVP_PKEY_EC)
        return std::nullopt;
    const char* name = key == nullptr ? nullptr : EVP_PKEY_get0_type_name(key);
    return fmt::format("has a key of the type {}, and S/MIME is made with RSA and EC keys only",
                       name == nullptr ? "unknown" : name);
}

// RFC 8550 sections 4.4.2 and 4.4.4. A certificate that does not say what it is for is for everything, which these two
// functions tell by setting all bits.
std::optional<std::string> use_fault(MailUse use, X509* certificate) {
    if ((X509_get_extended_key_usage(certificate) & (XKU_SMIME | XKU_ANYEKU)) == 0)
        return "is not for mail (its extended key usage has no emailProtection)";
    const bool is_ec = EVP_PKEY_get_base_id(X509_get0_pubkey(certificate)) == EVP_PKEY_EC;
    const std::uint32_t wanted = use == MailUse::sign ? KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION
                                 : is_ec              ? KU_KEY_AGREEMENT
                                                      : KU_KEY_ENCIPHERMENT;
    if ((X509_get_key_usage(certificate) & wanted) != 0)
        return std::nullopt;
    if (use == MailUse::sign)
        return "is not for signing (its key usage has no digitalSignature)";
    return fmt::format("is not for encrypting (its key usage has no {})", is_ec ? "keyAgreement" : "keyEncipherment");
}

} // namespace

Result<PemText> read_pem_file(const std::string& path) {
    const Fd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)};
    if (!file.valid())
        return fail_errno(ErrorKind::no_input, fmt::format("cannot open {}", path), errno);
    std::string text(max_pem_bytes + 1, '\0'); // never grows, which would leave copies of a key behind
    std::size_t size = 0;
    for (std::size_t count = 1; count != 0 && size < text.size(); size += count) {
        auto got = read_some(file.get(), std::span(text).subspan(size));
        if (!got)
            return fail_errno(ErrorKind::no_input, fmt::format("cannot read {}", path), got.error().os_errno);
        count = *got;
    }
    if (size > max_pem_bytes)
        return fail(ErrorKind::config, fmt::format("{} is larger than {} octets: is it a certificate or a key in PEM?",
                                                   path, max_pem_bytes));
    text.resize(size);
    return PemText{path, Secret(std::move(text))};
}

Result<CertificateList> read_certificates(const PemText& pem) {
    const auto text = open_text(pem);
    CertificateList list{sk_X509_new_null()};
    if (!text || !list)
        return fail(ErrorKind::internal, fmt::format("OpenSSL has no memory for {}", pem.name));
    ERR_clear_error();
    bool asked = false;
    while (X509* certificate = PEM_read_bio_X509(text.get(), nullptr, note_question, &asked)) {
        if (sk_X509_push(list.get(), certificate) == 0) {
            X509_free(certificate);
            return fail(ErrorKind::internal, fmt::format("OpenSSL has no memory for {}", pem.name));
        }
    }
    if (!at_the_end())
        return fail(ErrorKind::config,
                    fmt::format("cannot read the certificate in {}: {}", pem.name, drained_crypto_reason()));
    ERR_clear_error();
    if (sk_X509_num(list.get()) == 0)
        return fail(
            ErrorKind::config,
            fmt::format("there is no certificate in {} (PEM, -----BEGIN CERTIFICATE-----, is expected)", pem.name));
    return list;
}

Result<CryptoKey> read_private_key(const PemText& pem) {
    const auto text = open_text(pem);
    if (!text)
        return fail(ErrorKind::internal, fmt::format("OpenSSL has no memory for {}", pem.name));
    ERR_clear_error();
    bool asked = false;
    CryptoKey key{PEM_read_bio_PrivateKey(text.get(), nullptr, note_question, &asked)};
    if (key)
        return key;
    const auto reason = drained_crypto_reason();
    if (asked)
        return fail(ErrorKind::config, fmt::format("the key in {} is under a pass phrase, which is not asked for: keep "
                                                   "one without in a file of your own (openssl pkey -in {} -out ...)",
                                                   pem.name, pem.name));
    if (pem.text.reveal().find("PRIVATE KEY-----") == std::string_view::npos)
        return fail(ErrorKind::config,
                    fmt::format("there is no key in {} (PEM, -----BEGIN PRIVATE KEY-----, is expected)", pem.name));
    return fail(ErrorKind::config, fmt::format("cannot read the key in {}: {}", pem.name, reason));
}

Status fit_for(MailUse use, X509* certificate, const std::string& name) {
    auto fault = kind_fault(certificate);
    if (!fault)
        fault = date_fault(certificate);
    if (!fault)
        fault = use_fault(use, certificate);
    if (fault)
        return fail(ErrorKind::config, fmt::format("the certificate in {} {}", name, *fault));
    return {};
}

} // namespace posthaste
