// SPDX-License-Identifier: MIT
#include "dkim_signing.hpp"

#include <posthaste/base/unnamed_file.hpp>
#include <posthaste/config/secret_source.hpp>
#include <posthaste/mail/reencode.hpp>
#include <posthaste/mime/fields_in_front.hpp>

#include <fmt/format.h>

namespace posthaste::app {

namespace {

// RFC 6376 section 5.3: a server on the way that encodes 8-bit text would break the signature.
Status make_seven_bit(mail::PreparedMessage& message) {
    const mail::ReencodeNeeds needs{.seven_bit = true};
    if (!mail::needs_reencoding(message.facts, needs))
        return {};
    PH_ASSIGN(Fd file, open_unnamed_file(temporary_directories()));
    FdSink sink(file.get(), "cannot re-encode the message");
    PH_ASSIGN(message.facts, mail::reencode(message.content.get(), message.facts, needs, sink));
    message.content = std::move(file);
    return {};
}

} // namespace

Result<std::vector<mime::DkimSigner>> read_dkim_signers(const std::vector<std::string>& options) {
    std::vector<mime::DkimSigner> signers;
    for (const auto& text : options) {
        PH_ASSIGN(const auto option, mime::parse_dkim_option(text));
        PH_ASSIGN(const auto pem, config::read_key_file(option.key_file));
        PH_ASSIGN(auto signer, mime::make_dkim_signer(option, pem.reveal()));
        signers.push_back(std::move(signer));
    }
    return signers;
}

Status sign_draft(Draft& draft, const std::vector<mime::DkimSigner>& signers, const Clock& clock) {
    if (signers.empty())
        return {};
    for (const auto& signer : signers)
        if (auto warning = mime::dkim_key_warning(signer))
            draft.warnings.push_back(*std::move(warning));
    auto& message = draft.message;
    PH_TRY(make_seven_bit(message));
    PH_ASSIGN(const auto fields, mime::dkim_fields(message.content.get(), message.facts.header_bytes,
                                                   message.facts.size_bytes, signers, clock));
    PH_ASSIGN(message.content, mime::with_fields_in_front(fields, message.content.get(), message.facts.size_bytes));
    message.facts = mime::with_fields_in_front(fields, message.facts);
    return {};
}

} // namespace posthaste::app
