// SPDX-License-Identifier: MIT
#include "protection.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/config/secret_source.hpp>
#include <posthaste/mime/pgp.hpp>
#include <posthaste/mime/protected_header.hpp>
#include <posthaste/mime/smime.hpp>

#include <fmt/format.h>

namespace posthaste::app {

namespace {

bool uses_smime(const SendOptions& options) { return options.smime_cert || !options.smime_encrypt.empty(); }
bool uses_pgp(const SendOptions& options) { return options.pgp_sign || !options.pgp_encrypt.empty(); }
bool encrypts(const SendOptions& options) { return !options.smime_encrypt.empty() || !options.pgp_encrypt.empty(); }

Result<CmsCipher> cipher_of(const std::optional<std::string>& name) {
    if (!name || *name == "aes-256-gcm")
        return CmsCipher::aes_256_gcm;
    if (*name == "aes-256-cbc")
        return CmsCipher::aes_256_cbc;
    return fail(ErrorKind::usage, fmt::format("--smime-cipher {}: must be aes-256-gcm or aes-256-cbc", *name));
}

Result<mime::Part> signed_by_smime(const SendOptions& options, mime::Part content, IdSource& ids) {
    const std::string& key = options.smime_key.value_or(*options.smime_cert);
    PH_ASSIGN(auto certificates, read_pem_file(*options.smime_cert));
    PH_ASSIGN(auto secret, config::read_key_file(key));
    return mime::smime_sign(std::move(content), {std::move(certificates), {key, std::move(secret)}}, ids);
}

Result<mime::Part> by_smime(const SendOptions& options, mime::Part content, IdSource& ids) {
    PH_ASSIGN(const auto cipher, cipher_of(options.smime_cipher));
    if (options.smime_cert) {
        PH_ASSIGN(content, signed_by_smime(options, std::move(content), ids));
    }
    if (options.smime_encrypt.empty())
        return content;
    std::vector<PemText> recipients;
    for (const auto& path : options.smime_encrypt) {
        PH_ASSIGN(auto certificate, read_pem_file(path));
        recipients.push_back(std::move(certificate));
    }
    return mime::smime_encrypt(std::move(content), recipients, cipher);
}

std::vector<mime::Field> fields_of(const mail::HeaderBlock& header) {
    std::vector<mime::Field> fields;
    for (const auto& field : header.fields())
        fields.push_back({field.name, std::string(trim(field.body()))});
    return fields;
}

} // namespace

Status check_protection(const SendOptions& options) {
    if (uses_smime(options) && uses_pgp(options))
        return fail(ErrorKind::usage, "S/MIME and OpenPGP do not go together: a message is protected by one of them");
    if (options.smime_key && !options.smime_cert)
        return fail(ErrorKind::usage, "--smime-key needs --smime-cert, the certificate of that key");
    PH_TRY(cipher_of(options.smime_cipher));
    if (options.hide_subject && !encrypts(options))
        return fail(ErrorKind::usage,
                    "--hide-subject needs a message that is encrypted (--smime-encrypt, --pgp-encrypt)");
    if (encrypts(options) && !options.bcc.empty())
        return fail(ErrorKind::usage,
                    "--bcc does not go with encryption: whoever can read the message sees who else can; "
                    "send them a message of their own");
    return {};
}

Result<mime::Part> protect(const SendOptions& options, mime::Part content, mail::HeaderBlock& header, IdSource& ids) {
    if (options.hide_subject) {
        PH_ASSIGN(auto hidden,
                  mime::protect_header(std::move(content), fields_of(header), mime::Protection::encrypting));
        header = {};
        for (const auto& field : hidden.outer)
            header.append(field.name, field.body);
        content = std::move(hidden.content);
    }
    if (uses_smime(options))
        return by_smime(options, std::move(content), ids);
    if (!options.pgp_encrypt.empty())
        return mime::pgp_encrypt(std::move(content), options.pgp_encrypt, options.pgp_sign.value_or(""), ids);
    return options.pgp_sign ? mime::pgp_sign(std::move(content), *options.pgp_sign, ids) : std::move(content);
}

} // namespace posthaste::app
