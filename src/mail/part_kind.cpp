// SPDX-License-Identifier: MIT
#include "part_kind.hpp"

#include <posthaste/base/text.hpp>

namespace posthaste::mail {

namespace {

constexpr std::string_view signed_part =
    "is signed or encrypted and must not be changed: encode it before it is signed, or use another server";

bool is_identity(TransferEncoding encoding) noexcept {
    return encoding <= TransferEncoding::binary; // the three that leave content as it is
}

bool is_signed_or_encrypted(const ContentType& type) noexcept {
    const bool multipart = type.type == "multipart" && (type.subtype == "signed" || type.subtype == "encrypted");
    const bool smime = type.type == "application" && (type.subtype == "pkcs7-mime" || type.subtype == "x-pkcs7-mime");
    return multipart || smime;
}

void judge_multipart(const ContentType& type, PartKind& kind) {
    kind.boundary = type.boundary.value_or("");
    kind.boundary.resize(kind.boundary.find_last_not_of(" \t") + 1); // it cannot end so (RFC 2046 section 5.1.1)
    kind.digest = type.subtype == "digest";
    kind.treatment = Treatment::multipart;
    if (!type.clear || kind.boundary.empty() || kind.boundary.size() > 200 || has_control(kind.boundary))
        kind = untouched_part("is a multipart without a clear boundary: give it one of up to 70 characters");
    else if (!is_identity(kind.encoding)) // RFC 2045 section 6.4
        kind = untouched_part("is a multipart with a Content-Transfer-Encoding it cannot have: make it 7bit or 8bit");
}

void judge(const ContentType& type, PartKind& kind) {
    if (is_signed_or_encrypted(type))
        kind = untouched_part(signed_part);
    else if (type.type == "multipart")
        judge_multipart(type, kind);
    else if (type.type == "message" && type.subtype != "rfc822")
        kind =
            untouched_part("is of a message type that cannot be encoded (RFC 2046 section 5.2): attach it as a file");
    else if (type.type == "message")
        kind.treatment = is_identity(kind.encoding) ? Treatment::message : Treatment::other;
    else
        kind.treatment = type.type == "text" ? Treatment::text : Treatment::other;
}

} // namespace

PartKind untouched_part(std::string_view why) {
    PartKind kind;
    kind.treatment = Treatment::untouched;
    kind.why_untouched = why;
    return kind;
}

PartKind kind_of_part(const HeaderBlock& header, bool in_digest) {
    const auto types = header.all("Content-Type");
    const auto encodings = header.all("Content-Transfer-Encoding");
    if (types.size() > 1 || encodings.size() > 1)
        return untouched_part("has two Content-Type or Content-Transfer-Encoding fields: leave one");
    PartKind kind;
    kind.has_type = !types.empty();
    if (!encodings.empty())
        kind.encoding = parse_transfer_encoding(encodings.front()->body());
    if (kind.encoding == TransferEncoding::unknown)
        return untouched_part("has a Content-Transfer-Encoding that is not known: use base64 or quoted-printable");
    const auto type = kind.has_type ? parse_content_type(types.front()->body()) : std::nullopt;
    if (type)
        judge(*type, kind);
    else if (!kind.has_type && in_digest)
        judge({"message", "rfc822", {}, true}, kind);
    else if (kind.has_type && (istarts_with(trim(types.front()->body()), "multipart") ||
                               istarts_with(trim(types.front()->body()), "message")))
        return untouched_part("has a Content-Type that cannot be understood: mend it");
    return kind; // RFC 2045 section 5.2: plain text is what all else is taken for
}

} // namespace posthaste::mail
