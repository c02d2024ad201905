// SPDX-License-Identifier: MIT
#include "crypto_pem.hpp"

#include <posthaste/base/byte_source.hpp>
#include <posthaste/base/crypto_cms.hpp>
#include <posthaste/base/crypto_reason.hpp>
#include <posthaste/base/io.hpp>
#include <posthaste/base/unnamed_file.hpp>

#include <fmt/format.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <optional>

namespace posthaste {

namespace {

using CmsHandle = std::unique_ptr<CMS_ContentInfo, CryptoDeleter<CMS_ContentInfo_free>>;
using BioMethod = std::unique_ptr<BIO_METHOD, CryptoDeleter<BIO_meth_free>>;

constexpr std::size_t block_bytes = 64UZ * 1024;

// A chain of OpenSSL's filters, down to but without the one at its end, which is somebody else's (null: none is).
class FilterChain {
  public:
    FilterChain(BIO* first, BIO* end) noexcept : first_(first), end_(end) {}
    ~FilterChain() {
        while (first_ != nullptr && first_ != end_) {
            BIO* next = BIO_pop(first_);
            BIO_free(first_);
            first_ = next;
        }
    }
    FilterChain(const FilterChain&) = delete;
    FilterChain& operator=(const FilterChain&) = delete;
    [[nodiscard]] BIO* get() const noexcept { return first_; }

  private:
    BIO* first_;
    BIO* end_;
};

std::unexpected<Error> cannot(std::string_view what) {
    return fail(ErrorKind::config, fmt::format("cannot {} by S/MIME: {}", what, drained_crypto_reason()));
}

// Whether OpenSSL took all of it; what went wrong otherwise, who owns the chain's end knows better.
Result<bool> feed(BIO* chain, int entity_fd, std::uint64_t size_bytes) {
    std::string block(block_bytes, '\0');
    std::uint64_t taken = 0;
    while (taken < size_bytes) {
        PH_ASSIGN(const std::size_t count, pread_some(entity_fd, block, taken));
        if (count == 0)
            return fail(ErrorKind::internal, "what is to be signed or encrypted has become shorter");
        std::size_t written = 0;
        if (BIO_write_ex(chain, block.data(), count, &written) != 1 || written != count)
            return false;
        taken += count;
    }
    return BIO_flush(chain) == 1;
}

// The certificate that the key belongs to, taken out of the list.
Result<Certificate> take_certificate_of(const CryptoKey& key, const CertificateList& list, const PemText& certificates,
                                        const PemText& key_text) {
    for (int i = 0; i < sk_X509_num(list.get()); ++i)
        if (X509_check_private_key(sk_X509_value(list.get(), i), key.get()) == 1) {
            ERR_clear_error();
            return Certificate{sk_X509_delete(list.get(), i)};
        }
    ERR_clear_error();
    return fail(ErrorKind::config,
                fmt::format("the key in {} is not that of the certificate in {}", key_text.name, certificates.name));
}

Result<std::string> der_of(const CMS_ContentInfo* cms) {
    unsigned char* der = nullptr;
    const int size = i2d_CMS_ContentInfo(cms, &der);
    if (size <= 0)
        return cannot("sign");
    std::string octets(der, der + size);
    OPENSSL_free(der);
    return octets;
}

// The end of the chain that encrypts: a file, and what went wrong with it.
struct Destination {
    FdSink sink;
    std::uint64_t size_bytes = 0;
    std::optional<Error> error;
};

int write_destination(BIO* bio, const char* data, std::size_t size, std::size_t* done) noexcept {
    auto& destination = *static_cast<Destination*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    *done = 0;
    auto written = destination.sink.write({data, size});
    if (!written) {
        destination.error = std::move(written).error();
        return 0;
    }
    destination.size_bytes += size;
    *done = size;
    return 1;
}

long control_destination(BIO*, int command, long, void*) noexcept { return command == BIO_CTRL_FLUSH ? 1 : 0; }

BioMethod make_destination_method() {
    BioMethod method{BIO_meth_new(BIO_TYPE_SOURCE_SINK, "file")};
    if (method) {
        BIO_meth_set_write_ex(method.get(), write_destination);
        BIO_meth_set_ctrl(method.get(), control_destination);
    }
    return method;
}

Status add_recipient(CMS_ContentInfo* cms, const PemText& recipient) {
    PH_ASSIGN(const auto list, read_certificates(recipient));
    X509* certificate = sk_X509_value(list.get(), 0);
    PH_TRY(fit_for(MailUse::encrypt, certificate, recipient.name));
    if (CMS_add1_recipient_cert(cms, certificate, 0) == nullptr)
        return fail(ErrorKind::config, fmt::format("cannot encrypt to the certificate in {}: {}", recipient.name,
                                                   drained_crypto_reason()));
    return {};
}

Status encrypt_into(Destination& destination, CMS_ContentInfo* cms, int entity_fd, std::uint64_t size_bytes) {
    const auto method = make_destination_method();
    const CryptoBio end{method ? BIO_new(method.get()) : nullptr};
    if (!end)
        return cannot("encrypt");
    BIO_set_data(end.get(), &destination);
    BIO_set_init(end.get(), 1);
    const FilterChain chain(BIO_new_CMS(end.get(), cms), end.get());
    if (chain.get() == nullptr)
        return cannot("encrypt");
    PH_ASSIGN(const bool done, feed(chain.get(), entity_fd, size_bytes));
    if (destination.error)
        return std::unexpected(*destination.error);
    if (!done)
        return cannot("encrypt");
    return {};
}

} // namespace

Result<std::string> cms_sign_detached(int entity_fd, std::uint64_t size_bytes, const PemText& certificates,
                                      const PemText& key) {
    PH_ASSIGN(const auto list, read_certificates(certificates));
    PH_ASSIGN(const auto private_key, read_private_key(key));
    PH_ASSIGN(const auto certificate, take_certificate_of(private_key, list, certificates, key));
    PH_TRY(fit_for(MailUse::sign, certificate.get(), certificates.name));
    constexpr unsigned flags = CMS_BINARY | CMS_DETACHED | CMS_PARTIAL | CMS_STREAM;
    const CmsHandle cms{CMS_sign(nullptr, nullptr, list.get(), nullptr, flags)};
    if (!cms || CMS_add1_signer(cms.get(), certificate.get(), private_key.get(), EVP_sha256(), flags) == nullptr)
        return cannot("sign");
    const FilterChain chain(CMS_dataInit(cms.get(), nullptr), nullptr);
    if (chain.get() == nullptr)
        return cannot("sign");
    PH_ASSIGN(const bool done, feed(chain.get(), entity_fd, size_bytes));
    if (!done || CMS_dataFinal(cms.get(), chain.get()) != 1)
        return cannot("sign");
    return der_of(cms.get());
}

Result<CmsFile> cms_encrypt(int entity_fd, std::uint64_t size_bytes, std::span<const PemText> recipients,
                            CmsCipher cipher) {
    if (recipients.empty())
        return fail(ErrorKind::config, "there is no certificate to encrypt to");
    const EVP_CIPHER* algorithm = cipher == CmsCipher::aes_256_gcm ? EVP_aes_256_gcm() : EVP_aes_256_cbc();
    const CmsHandle cms{CMS_encrypt(nullptr, nullptr, algorithm, CMS_BINARY | CMS_PARTIAL | CMS_STREAM)};
    if (!cms)
        return cannot("encrypt");
    for (const auto& recipient : recipients)
        PH_TRY(add_recipient(cms.get(), recipient));
    CmsFile result;
    PH_ASSIGN(result.file, open_unnamed_file(temporary_directories()));
    Destination destination{FdSink(result.file.get(), "cannot keep the encrypted message (TMPDIR, /var/tmp or /tmp)"),
                            0, std::nullopt};
    PH_TRY(encrypt_into(destination, cms.get(), entity_fd, size_bytes));
    result.size_bytes = destination.size_bytes;
    return result;
}

} // namespace posthaste
