// SPDX-License-Identifier: MIT
#include "scram.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/codec/base64.hpp>

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace posthaste::smtp {

namespace {

auto wrong(std::string_view what) {
    return fail(ErrorKind::protocol, fmt::format("the server's SCRAM message is wrong: {}", what));
}

bool is_nonce_char(char c) noexcept { return c > ' ' && c <= '~' && c != ','; }

// RFC 5802 section 5.1: a server that does not repeat our nonce, or gives none of its own, may replay an old exchange.
Status check_nonce(std::string_view nonce, std::string_view client_nonce) {
    if (!nonce.starts_with(client_nonce))
        return wrong("its nonce does not begin with ours");
    if (nonce.size() == client_nonce.size())
        return wrong("it adds nothing to our nonce");
    if (!std::ranges::all_of(nonce, is_nonce_char))
        return wrong("its nonce holds other than printable characters");
    return {};
}

// posit-number of section 7. A count without bound would keep us busy for hours.
Result<std::uint32_t> parse_iterations(std::string_view text) {
    std::uint32_t count = 0;
    const bool digits = !text.empty() && std::ranges::all_of(text, is_digit) && text.front() != '0';
    if (!digits)
        return wrong(fmt::format("\"{}\" is not an iteration count", text));
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc() || count > max_scram_iterations)
        return wrong(fmt::format("it demands {} iterations, more than {}", text, max_scram_iterations));
    return count;
}

std::string exclusive_or(std::string_view a, std::string_view b) {
    std::string out(a);
    std::ranges::transform(a, b, out.begin(), [](char x, char y) { return static_cast<char>(x ^ y); });
    return out;
}

} // namespace

Result<ScramServerFirst> parse_scram_first(std::string_view message, std::string_view client_nonce) {
    const auto attributes = split(message, ',');
    if (attributes.front().starts_with("m="))
        return wrong("it has an extension that must be understood, and is not");
    // What follows the three are extensions that need not be understood.
    if (attributes.size() < 3 || !attributes[0].starts_with("r=") || !attributes[1].starts_with("s=") ||
        !attributes[2].starts_with("i="))
        return wrong("it is not a nonce, a salt and an iteration count");
    const auto nonce = attributes[0].substr(2);
    PH_TRY(check_nonce(nonce, client_nonce));
    auto salt = codec::base64_decode(attributes[1].substr(2));
    if (!salt || salt->empty())
        return wrong("its salt is not base64");
    PH_ASSIGN(const auto iterations, parse_iterations(attributes[2].substr(2)));
    return ScramServerFirst{std::string(nonce), *std::move(salt), iterations};
}

Result<std::string> parse_scram_final(std::string_view message) {
    const auto verifier = split(message, ',').front();
    if (!verifier.starts_with("v="))
        return wrong("there is no server signature in it");
    auto signature = codec::base64_decode(verifier.substr(2));
    if (!signature || signature->empty())
        return wrong("its server signature is not base64");
    return *std::move(signature);
}

std::optional<std::string_view> scram_error(std::string_view message) noexcept {
    if (!message.starts_with("e="))
        return std::nullopt;
    message.remove_prefix(2);
    return message.substr(0, message.find(','));
}

// RFC 5802 section 3. Only the proof goes on the wire; what could stand in for the password is wiped.
Result<ScramProof> scram_proof(Hash hash, std::string_view password, const ScramServerFirst& first,
                               std::string_view auth_message) {
    PH_ASSIGN(const Secret salted, stretched(hash, password, {first.salt, first.iterations}));
    PH_ASSIGN(std::string client_key, hmac(hash, salted.reveal(), "Client Key"));
    const Secret key(client_key);
    wipe(client_key);
    PH_ASSIGN(const std::string stored_key, digest(hash, key.reveal()));
    PH_ASSIGN(const std::string client_signature, hmac(hash, stored_key, auth_message));
    PH_ASSIGN(std::string server_key, hmac(hash, salted.reveal(), "Server Key"));
    auto server_signature = hmac(hash, server_key, auth_message);
    wipe(server_key);
    if (!server_signature)
        return std::unexpected(std::move(server_signature).error());
    return ScramProof{exclusive_or(key.reveal(), client_signature), *std::move(server_signature)};
}

} // namespace posthaste::smtp
