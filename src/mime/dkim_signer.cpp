// SPDX-License-Identifier: MIT
#include <posthaste/base/text.hpp>
#include <posthaste/codec/idna.hpp>
#include <posthaste/mime/dkim.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::mime {

namespace {

constexpr std::size_t max_label_bytes = 63; // RFC 1035 section 2.3.4
constexpr std::size_t max_name_bytes = 253;
constexpr int min_rsa_bits = 1024; // RFC 8301 section 3.2
constexpr int advised_rsa_bits = 2048;
constexpr int max_rsa_bits = 4096;

auto wrong(std::string_view text, std::string_view why) {
    return fail(ErrorKind::usage, fmt::format("\"{}\" is not DOMAIN:SELECTOR:KEYFILE: {}", text, why));
}

// QUIRK: RFC 6376 section 3.1 allows no underscore, but there are selectors with one, and the DNS takes it.
bool is_label_char(char c) noexcept {
    const char small = to_lower(c);
    return (small >= 'a' && small <= 'z') || is_digit(c) || c == '-' || c == '_';
}

bool is_label(std::string_view label) noexcept {
    return !label.empty() && label.size() <= max_label_bytes && std::ranges::all_of(label, is_label_char) &&
           !label.starts_with('-') && !label.ends_with('-');
}

bool is_dns_name(std::string_view name) { return std::ranges::all_of(split(name, '.'), is_label); }

} // namespace

Result<DkimOption> parse_dkim_option(std::string_view text) {
    const auto first = text.find(':');
    const auto second = first == std::string_view::npos ? first : text.find(':', first + 1);
    if (second == std::string_view::npos)
        return wrong(text, "it has not two colons");
    const auto domain = codec::domain_to_ascii(text.substr(0, first));
    if (!domain)
        return wrong(text, domain.error().message);
    DkimOption option{lower(*domain), lower(text.substr(first + 1, second - first - 1)),
                      std::string(text.substr(second + 1))};
    if (!is_dns_name(option.domain) || !option.domain.contains('.'))
        return wrong(text, fmt::format("\"{}\" is no domain", text.substr(0, first)));
    if (!is_dns_name(option.selector))
        return wrong(text, fmt::format("\"{}\" is no selector", option.selector));
    if (fmt::formatted_size("{}._domainkey.{}", option.selector, option.domain) > max_name_bytes)
        return wrong(text, "the name of the key in the DNS would be too long");
    if (option.key_file.empty() || has_control(option.key_file))
        return wrong(text, "the file of the key has no name that could be one");
    return option;
}

Result<DkimSigner> make_dkim_signer(const DkimOption& option, std::string_view pem) {
    auto key = SigningKey::from_pem(pem);
    if (!key)
        return with_context(option.key_file, std::move(key).error());
    if (key->kind() == SigningKey::Kind::rsa && key->bits() < min_rsa_bits)
        return fail(ErrorKind::config, fmt::format("{}: an RSA key of {} bits is too short for DKIM: make one of {}",
                                                   option.key_file, key->bits(), advised_rsa_bits));
    return DkimSigner{option.domain, option.selector, *std::move(key)};
}

std::optional<std::string> dkim_key_warning(const DkimSigner& signer) {
    const int bits = signer.key.bits();
    if (signer.key.kind() != SigningKey::Kind::rsa || (bits >= advised_rsa_bits && bits <= max_rsa_bits))
        return std::nullopt;
    return fmt::format("the DKIM key {} of {} has {} bits, {}", signer.selector, signer.domain, bits,
                       bits < advised_rsa_bits ? "which is weak: 2048 are advised"
                                               : "more than 4096, and not every receiver can verify with it");
}

} // namespace posthaste::mime
