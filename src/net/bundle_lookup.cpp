// SPDX-License-Identifier: MIT
#include "bundle_lookup.hpp"

#include <posthaste/base/io.hpp>
#include <posthaste/base/text.hpp>

#include <algorithm>
#include <openssl/evp.h>
#include <optional>
#include <span>
#include <utility>

namespace posthaste::net {

namespace {
constexpr std::string_view begin_mark = "-----BEGIN CERTIFICATE-----";
constexpr std::string_view end_mark = "-----END CERTIFICATE-----";
using Der = std::vector<unsigned char>;
using Octets = std::span<const unsigned char>;

struct DecoderDeleter {
    void operator()(EVP_ENCODE_CTX* decoder) const noexcept { EVP_ENCODE_CTX_free(decoder); }
};

// Decodes a text, or the whole lines of the beginning of one.
bool decode_base64(std::string_view text, bool whole, Der& der) {
    const std::unique_ptr<EVP_ENCODE_CTX, DecoderDeleter> decoder{EVP_ENCODE_CTX_new()};
    if (!decoder)
        return false;
    der.resize(text.size());
    EVP_DecodeInit(decoder.get());
    int length = 0;
    int rest = 0;
    const void* octets = text.data();
    if (EVP_DecodeUpdate(decoder.get(), der.data(), &length, static_cast<const unsigned char*>(octets),
                         static_cast<int>(text.size())) < 0)
        return false;
    if (whole && EVP_DecodeFinal(decoder.get(), der.data() + length, &rest) < 0)
        return false;
    der.resize(static_cast<std::size_t>(length) + static_cast<std::size_t>(rest));
    return true;
}

// Where a line begins with the mark: one that is commented out or indented is none to OpenSSL either (RFC 7468, 2).
std::size_t find_line(std::string_view pem, std::string_view mark) {
    std::size_t at = pem.find(mark);
    while (at != std::string_view::npos && at > 0 && pem[at - 1] != '\n')
        at = pem.find(mark, at + 1);
    return at;
}

// The base64 text of the next block, which is taken off the front of pem. One that does not end is not, and stays.
std::optional<std::string_view> next_block(std::string_view& pem) {
    const std::size_t begin = find_line(pem, begin_mark);
    if (begin == std::string_view::npos) {
        pem = {};
        return std::nullopt;
    }
    const std::string_view rest = pem.substr(begin + begin_mark.size());
    const std::size_t end = find_line(rest, end_mark);
    if (end == std::string_view::npos)
        return std::nullopt;
    pem = rest.substr(end + end_mark.size());
    return rest.substr(0, end);
}

// DER elements one after another. What is entered may be cut short; what is skipped or taken may not.
class DerCursor {
  public:
    explicit DerCursor(Octets der) : rest_(der) {}
    bool enter(unsigned char tag) {
        const auto content = content_of(tag);
        if (content)
            rest_ = rest_.subspan(content->first);
        return content.has_value();
    }
    // The element whole, with its header; empty when it is another or not all there.
    Octets take(unsigned char tag) {
        const auto content = content_of(tag);
        if (!content || content->second > rest_.size() - content->first)
            return {};
        const Octets element = rest_.first(content->first + content->second);
        rest_ = rest_.subspan(element.size());
        return element;
    }

  private:
    // Where the content begins and how long it says it is.
    [[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> content_of(unsigned char tag) const {
        if (rest_.size() < 2 || rest_[0] != tag)
            return std::nullopt;
        if (rest_[1] < 0x80)
            return std::pair{std::size_t{2}, std::size_t{rest_[1]}};
        const std::size_t count = rest_[1] & 0x7FU;
        if (count == 0 || count > 3 || rest_.size() < 2 + count)
            return std::nullopt;
        std::size_t length = 0;
        for (const unsigned char octet : rest_.subspan(2, count))
            length = length << 8U | octet;
        return std::pair{2 + count, length};
    }
    Octets rest_;
};

// Certificate > TBSCertificate > [0] version, serialNumber, signature, issuer, validity, subject (RFC 5280
// section 4.1).
Octets subject_of(Octets der) {
    constexpr unsigned char sequence = 0x30;
    constexpr unsigned char integer = 0x02;
    constexpr unsigned char version = 0xA0;
    DerCursor cursor{der};
    if (!cursor.enter(sequence) || !cursor.enter(sequence))
        return {};
    static_cast<void>(cursor.take(version)); // absent in version 1
    if (cursor.take(integer).empty() || cursor.take(sequence).empty() || cursor.take(sequence).empty() ||
        cursor.take(sequence).empty())
        return {};
    return cursor.take(sequence);
}

// Whether two names in DER may be the same: they may differ in case and in the type of a string (RFC 5280 section 7.1).
// Cheap, so that only one in a bundle is parsed; X509_NAME_cmp() has the last word.
bool may_be_same(Octets a, Octets b) {
    constexpr std::string_view string_tags{"\x0c\x13\x14\x16"}; // UTF8, Printable, T61, IA5
    return std::ranges::equal(a, b, [&](unsigned char x, unsigned char y) {
        const char p = static_cast<char>(x);
        const char q = static_cast<char>(y);
        return to_lower(p) == to_lower(q) ||
               (string_tags.find(p) != std::string_view::npos && string_tags.find(q) != std::string_view::npos);
    });
}

// The subject comes early: mostly the first lines hold it. der is left with what was decoded.
Octets decoded_subject(std::string_view block, Der& der) {
    constexpr std::size_t early = 576;
    if (block.size() > early && decode_base64(block.substr(0, early), false, der)) {
        const Octets subject = subject_of(der);
        if (!subject.empty())
            return subject;
    }
    return decode_base64(block, true, der) ? subject_of(der) : Octets{};
}

CertificateHandle certificate_in(std::string_view block, Der& der) {
    if (!decode_base64(block, true, der))
        return nullptr;
    const unsigned char* at = der.data();
    return CertificateHandle{d2i_X509(nullptr, &at, static_cast<long>(der.size()))};
}

// Into bundle.blocks. What has no subject to be found by is damaged, and so is a file that was cut off.
void divide(std::string_view pem, Bundle& bundle) {
    Der der;
    while (const auto block = next_block(pem)) {
        const Octets subject = decoded_subject(*block, der);
        bundle.damaged = bundle.damaged || subject.empty();
        bundle.blocks.push_back({*block, Der(subject.begin(), subject.end())});
    }
    bundle.damaged = bundle.damaged || !pem.empty();
}

std::vector<CertificateHandle> certificates_among(Bundle& bundle, const X509_NAME* name) {
    const unsigned char* octets = nullptr;
    std::size_t size = 0;
    if (X509_NAME_get0_der(name, &octets, &size) != 1)
        return {};
    std::vector<CertificateHandle> found;
    Der der;
    for (const auto& block : bundle.blocks) {
        if (!may_be_same(block.subject, {octets, size}))
            continue;
        CertificateHandle certificate = certificate_in(block.text, der);
        bundle.damaged = bundle.damaged || !certificate;
        if (certificate && X509_NAME_cmp(X509_get_subject_name(certificate.get()), name) == 0)
            found.push_back(std::move(certificate));
    }
    return found;
}

// A chain asks several times.
void read_once(Bundle& bundle) {
    if (std::exchange(bundle.searched, true))
        return;
    if (bundle.pem.empty()) {
        auto text = read_file(bundle.path, bundle_limit_bytes);
        bundle.damaged = !text;
        bundle.pem = std::move(text).value_or("");
    }
    divide(bundle.pem, bundle);
}

int by_subject(X509_LOOKUP* lookup, X509_LOOKUP_TYPE type, const X509_NAME* name, X509_OBJECT* result) noexcept {
    auto* bundle = static_cast<Bundle*>(X509_LOOKUP_get_method_data(lookup));
    if (type != X509_LU_X509)
        return 0;
    read_once(*bundle);
    const std::vector<CertificateHandle> found = certificates_among(*bundle, name);
    // All that bear the name go into the store, where OpenSSL tries each; the first is the answer.
    for (const CertificateHandle& certificate : found)
        X509_STORE_add_cert(X509_LOOKUP_get_store(lookup), certificate.get());
    if (found.empty() || X509_OBJECT_set1_X509(result, found.front().get()) != 1)
        return 0;
    // X509_STORE_CTX_get_by_subject() counts a reference of its own: X509_LOOKUP_meth_set_get_by_subject(3) asks for
    // this one to be given back. The store keeps the certificate alive.
    X509_free(found.front().get());
    return 1;
}
} // namespace

std::vector<CertificateHandle> certificates_by_subject(std::string_view pem, const X509_NAME* name) {
    Bundle bundle;
    divide(pem, bundle);
    return certificates_among(bundle, name);
}

bool can_be_searched(std::string_view pem) {
    constexpr std::string_view any_mark = "-----BEGIN ";
    for (std::size_t at = pem.find(any_mark); at != std::string_view::npos; at = pem.find(any_mark, at + 1))
        if ((at > 0 && pem[at - 1] != '\n') || !pem.substr(at).starts_with(begin_mark))
            return false;
    const auto block = next_block(pem);
    Der der;
    return block && decode_base64(*block, true, der) && !subject_of(der).empty();
}

LookupMethodHandle make_bundle_method() {
    LookupMethodHandle method{X509_LOOKUP_meth_new("bundle searched by subject")};
    if (method)
        X509_LOOKUP_meth_set_get_by_subject(method.get(), by_subject);
    return method;
}

Status add_bundle(X509_STORE* store, X509_LOOKUP_METHOD* method, Bundle& bundle) {
    X509_LOOKUP* lookup = method == nullptr ? nullptr : X509_STORE_add_lookup(store, method);
    if (lookup == nullptr || X509_LOOKUP_set_method_data(lookup, &bundle) != 1)
        return fail(ErrorKind::internal, "OpenSSL takes no certificate lookup");
    return {};
}

} // namespace posthaste::net
