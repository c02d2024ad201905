// SPDX-License-Identifier: MIT
#include "dkim_header.hpp"
#include "relaxed_body.hpp"
#include "relaxed_header.hpp"

#include <posthaste/base/crypto.hpp>
#include <posthaste/base/crypto_sink.hpp>
#include <posthaste/base/io.hpp>
#include <posthaste/codec/base64.hpp>
#include <posthaste/mail/header_block.hpp>
#include <posthaste/mime/dkim.hpp>

#include <algorithm>
#include <chrono>
#include <fmt/format.h>

namespace posthaste::mime {

namespace {

constexpr std::size_t max_line_bytes = 78; // RFC 5322 section 2.1.1
constexpr std::size_t block_bytes = 64UZ * 1024;

Result<std::string_view> read_block(int fd, std::span<char> buffer, std::uint64_t offset) {
    PH_ASSIGN(const auto count, pread_some(fd, buffer, offset));
    if (count == 0 && !buffer.empty())
        return fail(ErrorKind::io, "the file of the message is shorter than it was");
    return std::string_view(buffer.data(), count);
}

Result<mail::HeaderBlock> read_header(int fd, std::uint64_t header_bytes) {
    std::string text(static_cast<std::size_t>(header_bytes), '\0');
    for (std::size_t filled = 0; filled < text.size();) {
        PH_ASSIGN(const auto block, read_block(fd, std::span(text).subspan(filled), filled));
        filled += block.size();
    }
    if (!text.ends_with("\r\n"))
        return fail(ErrorKind::internal, "the header to be signed does not end in a blank line");
    return mail::HeaderBlock::parse(std::string_view(text).substr(0, text.size() - 2));
}

Result<std::string> body_hash(int fd, std::uint64_t begin, std::uint64_t end) {
    Sha256Sink hash;
    RelaxedBody body(hash);
    std::string buffer(block_bytes, '\0');
    while (begin < end) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), end - begin));
        PH_ASSIGN(const auto block, read_block(fd, std::span(buffer).first(wanted), begin));
        PH_TRY(body.feed(block));
        begin += block.size();
    }
    PH_TRY(body.finish());
    return hash.finish();
}

// Text in lines of max_line_bytes, where its pieces allow it.
class FoldedText {
  public:
    explicit FoldedText(std::string_view name) : text_(name), column_(name.size()) {}

    // gap: what stands before the piece unless it begins a line.
    void add(std::string_view gap, std::string_view piece) {
        if (column_ + gap.size() + piece.size() > max_line_bytes) {
            add_line(piece);
            return;
        }
        text_ += gap;
        text_ += piece;
        column_ += gap.size() + piece.size();
    }

    void add_line(std::string_view piece) {
        text_ += "\r\n ";
        text_ += piece;
        column_ = 1 + piece.size();
    }

    // What may be broken anywhere.
    void fill(std::string_view piece) {
        while (!piece.empty()) {
            const auto room = column_ < max_line_bytes ? max_line_bytes - column_ : max_line_bytes - 1;
            add("", piece.substr(0, room));
            piece.remove_prefix(std::min(room, piece.size()));
        }
    }

    [[nodiscard]] const std::string& text() const noexcept { return text_; }

  private:
    std::string text_;
    std::size_t column_;
};

constexpr std::string_view field_name = "DKIM-Signature";

// RFC 6376 section 3.5, as far as the value of b=, which comes last. Without l=, so that nothing can be added to the
// body (section 8.2), and without i=, which is the domain then.
FoldedText unsigned_field(const DkimSigner& signer, const SignedFields& fields, std::string_view hash,
                          const Clock& clock) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(clock.now().time_since_epoch()).count();
    FoldedText field(fmt::format("{}:", field_name));
    field.add(" ", "v=1;");
    field.add(" ", signer.key.kind() == SigningKey::Kind::rsa ? "a=rsa-sha256;" : "a=ed25519-sha256;");
    field.add(" ", "c=relaxed/relaxed;");
    field.add(" ", fmt::format("d={};", signer.domain));
    field.add(" ", fmt::format("s={};", signer.selector));
    field.add(" ", fmt::format("t={};", std::max<decltype(seconds)>(seconds, 0)));
    std::string_view gap = " ", tag = "h=";
    for (std::size_t i = 0; i < fields.names.size(); ++i) {
        field.add(gap, fmt::format("{}{}{}", tag, fields.names[i], i + 1 == fields.names.size() ? ";" : ":"));
        gap = tag = "";
    }
    field.add(" ", fmt::format("bh={};", codec::base64_encode(hash)));
    field.add_line("b=");
    return field;
}

Result<std::string> signed_field(FoldedText field, const DkimSigner& signer, const SignedFields& fields) {
    const auto body = std::string_view(field.text()).substr(field_name.size() + 1);
    PH_ASSIGN(const auto hash, digest(Hash::sha256, fields.octets + relaxed_field(field_name, body)));
    PH_ASSIGN(const auto signature, signer.key.sign_sha256(hash));
    field.fill(codec::base64_encode(signature));
    return field.text() + "\r\n";
}

Status check_selectors(std::span<const DkimSigner> signers) {
    for (std::size_t i = 0; i < signers.size(); ++i)
        for (const auto& other : signers.subspan(i + 1))
            if (signers[i].selector == other.selector && signers[i].domain == other.domain)
                return fail(ErrorKind::usage,
                            fmt::format("the DKIM selector {} of {} is named twice: one selector has one "
                                        "key",
                                        other.selector, other.domain));
    return {};
}

} // namespace

Result<std::string> dkim_fields(int content, std::uint64_t header_bytes, std::uint64_t size_bytes,
                                std::span<const DkimSigner> signers, const Clock& clock) {
    PH_TRY(check_selectors(signers));
    PH_ASSIGN(const auto header, read_header(content, header_bytes));
    if (!header.has("From")) // RFC 6376 section 5.4
        return fail(ErrorKind::data, "the message has no From, and without it DKIM cannot sign");
    const auto fields = signed_fields(header);
    PH_ASSIGN(const auto hash, body_hash(content, header_bytes, size_bytes));
    std::string out;
    for (const auto& signer : signers) {
        PH_ASSIGN(const auto field, signed_field(unsigned_field(signer, fields, hash, clock), signer, fields));
        out += field;
    }
    return out;
}

} // namespace posthaste::mime
