// SPDX-License-Identifier: MIT
#include "signable.hpp"

#include <posthaste/codec/base64.hpp>
#include <posthaste/mime/smime.hpp>

#include <fmt/format.h>

namespace posthaste::mime {

namespace {

// RFC 8551 section 3.2.1: the name tells what it is where the type does not survive.
std::vector<Field> binary_fields(std::string_view type, std::string_view name) {
    return {{"Content-Type", fmt::format("{};\r\n name=\"{}\"", type, name)},
            {"Content-Transfer-Encoding", "base64"},
            {"Content-Disposition", fmt::format("attachment; filename=\"{}\"", name)}};
}

} // namespace

Result<Part> smime_sign(Part content, const SmimeSigner& signer, IdSource& ids) {
    PH_ASSIGN(auto signable, Signable::make(std::move(content)));
    PH_ASSIGN(const auto der,
              cms_sign_detached(signable.file(), signable.size_bytes(), signer.certificates, signer.key));
    Part signature;
    signature.fields = binary_fields("application/pkcs7-signature", "smime.p7s");
    std::string digits;
    codec::Base64LineEncoder encoder;
    encoder.feed(der, digits);
    encoder.finish(digits);
    signature.content.emplace_back(std::move(digits));
    // RFC 8551 section 3.5.3.2: micalg is the digest that was used.
    return std::move(signable).with_signature(";\r\n protocol=\"application/pkcs7-signature\"; micalg=sha-256",
                                              std::move(signature), ids);
}

Result<Part> smime_encrypt(Part content, std::span<const PemText> recipients, CmsCipher cipher) {
    PH_ASSIGN(const auto entity, write_entity(std::move(content)));
    PH_ASSIGN(auto sealed, cms_encrypt(entity.file.get(), entity.size_bytes, recipients, cipher));
    // RFC 8551 section 3.2.2.
    const std::string_view kind = cipher == CmsCipher::aes_256_gcm ? "authEnveloped-data" : "enveloped-data";
    Part part;
    part.fields = binary_fields(fmt::format("application/pkcs7-mime; smime-type={}", kind), "smime.p7m");
    part.content.emplace_back(
        FileOctets{std::move(sealed.file), "the encrypted content", OctetForm::base64, sealed.size_bytes});
    return part;
}

} // namespace posthaste::mime
