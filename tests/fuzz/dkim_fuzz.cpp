// SPDX-License-Identifier: MIT
// DKIM signatures of any bytes: the first byte of the input says how it is cut, the rest is a message. The relaxed
// forms are those of a plain reading of RFC 6376 section 3.4, line by line, and the signature is one of them: a
// verifier's work, done the slow way.
#include "relaxed_body.hpp"
#include "relaxed_header.hpp"
#include "support/message_file.hpp"
#include "support/signing_keys.hpp"
#include "unit/mail/mail_fakes.hpp"

#include <posthaste/base/crypto.hpp>
#include <posthaste/base/text.hpp>
#include <posthaste/codec/base64.hpp>
#include <posthaste/mime/dkim.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace posthaste;

void require(bool holds) {
    if (!holds)
        std::abort();
}

std::string without(std::string_view text, std::string_view octets) {
    std::string out;
    for (const char c : text)
        if (!octets.contains(c))
            out += c;
    return out;
}

// Runs of white space as one space, none at the end.
std::string with_single_spaces(std::string_view line) {
    std::string out;
    for (const char c : line)
        if (!is_space(c))
            out += c;
        else if (!out.ends_with(' '))
            out += ' ';
    if (out.ends_with(' '))
        out.pop_back();
    return out;
}

std::string plain_body(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto end = text.find("\r\n");
        out += with_single_spaces(text.substr(0, end)) + "\r\n";
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
    }
    while (out.ends_with("\r\n\r\n"))
        out.resize(out.size() - 2);
    return out == "\r\n" ? "" : out;
}

std::string plain_field(const mail::HeaderField& field) {
    const auto body = with_single_spaces(without(field.body(), "\r\n"));
    return lower(field.name) + ":" + body.substr(body.starts_with(' ') ? 1 : 0);
}

void check_body(std::string_view text, std::size_t step) {
    StringSink sink;
    mime::RelaxedBody body(sink);
    for (std::size_t at = 0; at < text.size(); at += step)
        require(body.feed(text.substr(at, step)).has_value());
    require(body.finish().has_value() && sink.text == plain_body(text));
}

// What stands behind "tag=" in the signature, without its white space.
std::string tag_of(std::string_view field, std::string_view tag) {
    const auto plain = without(field, " \t\r\n");
    for (const auto part : split(std::string_view(plain).substr(plain.find(':') + 1), ';'))
        if (part.starts_with(tag) && part.substr(tag.size()).starts_with('='))
            return std::string(part.substr(tag.size() + 1));
    std::abort();
}

std::string signed_octets(const mail::HeaderBlock& header, const mail::HeaderField& signature) {
    auto fields = header.fields();
    std::string out;
    const auto names = tag_of(signature.raw, "h");
    for (const auto name : split(names, ':')) {
        const auto last = std::ranges::find_if(fields.rbegin(), fields.rend(),
                                               [name](const auto& field) { return iequals(field.name, name); });
        if (last == fields.rend())
            continue;
        out += plain_field(*last) + "\r\n";
        fields.erase(std::next(last).base());
    }
    const auto own = plain_field(signature);
    return out + own.substr(0, own.rfind("b=") + 2);
}

void check_signature(const mail::HeaderBlock& header, std::string_view body, std::string_view field,
                     const mime::DkimSigner& signer) {
    for (const auto line : split(field, '\n'))
        require(line.size() <= 79 && is_ascii(line));
    const auto block = mail::HeaderBlock::parse(field);
    require(block.has_value() && block->fields().size() == 1);
    require(tag_of(field, "bh") == codec::base64_encode(digest(Hash::sha256, plain_body(body)).value()));
    const auto hash = digest(Hash::sha256, signed_octets(header, block->fields().front())).value();
    require(tag_of(field, "b") == codec::base64_encode(signer.key.sign_sha256(hash).value()));
}

std::vector<mime::DkimSigner> make_signers() {
    std::vector<mime::DkimSigner> signers;
    signers.push_back(
        mime::make_dkim_signer({"example.org", "ed", "key"}, posthaste::test::rfc8463_ed25519_key).value());
    return signers;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string input(data, data + size);
    const auto text = std::string_view(input).substr(std::min<std::size_t>(1, size));
    check_body(text, 1 + (size == 0 ? 0 : data[0]));
    check_body(text, 1);

    const auto end = text.find("\r\n\r\n");
    if (end == std::string_view::npos)
        return 0;
    const auto head = text.substr(0, end + 2);
    const auto body = text.substr(end + 4);
    const Fd file = posthaste::test::file_of(text);
    static const auto signers = make_signers();
    const auto fields = mime::dkim_fields(file.get(), end + 4, text.size(), signers, mail::FixedClock{});
    const auto header = mail::HeaderBlock::parse(head);
    require(fields.has_value() == (header.has_value() && header->has("From")));
    if (fields)
        check_signature(*header, body, *fields, signers.front());
    else
        require(fields.error().kind == ErrorKind::data);
    return 0;
}
