// SPDX-License-Identifier: MIT
// SASL as SMTP uses it (RFC 4954): a client for each mechanism, all taking raw (not base64) bytes.
#pragma once

#include <posthaste/base/channel_binding.hpp>
#include <posthaste/base/error.hpp>
#include <posthaste/base/random.hpp>
#include <posthaste/base/secret.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::smtp {

class SaslClient {
  public:
    virtual ~SaslClient() = default;
    [[nodiscard]] virtual std::string_view mechanism() const noexcept = 0; // upper case, as in EHLO
    // Whether the exchange shows the password to whoever reads the channel.
    [[nodiscard]] virtual bool reveals_password() const noexcept = 0;
    // Whether it needs TLS whatever else is allowed (RFC 7628 section 4 for tokens).
    [[nodiscard]] virtual bool demands_tls() const noexcept { return false; }
    // Whether it can be used on a channel that has a binding only (the -PLUS forms, RFC 5802 section 6).
    [[nodiscard]] virtual bool demands_binding() const noexcept { return false; }
    // Called before initial_response(). plus_offered: whether the server offers any -PLUS form.
    virtual void bind(const ChannelBinding&, [[maybe_unused]] bool plus_offered) {}
    // Whether the client speaks first (PLAIN) or waits for a challenge (LOGIN).
    [[nodiscard]] virtual bool has_initial_response() const noexcept = 0;
    virtual Result<std::string> initial_response() = 0;
    // The answer to a challenge; ErrorKind::protocol when there should be none any more.
    virtual Result<std::string> respond(std::string_view challenge) = 0;
    // Called at 235: an error when the server has not proved what the mechanism demands.
    virtual Status finished() = 0;
    // How the server explained, in a challenge, the refusal that follows; as it came, or empty. Valid until respond().
    [[nodiscard]] virtual std::string_view server_error() const noexcept { return {}; }
};

struct Credentials {
    std::string user;
    Secret password;
};

// What an exchange depends on besides the credentials.
struct SaslContext {
    std::string host;        // as configured, for OAUTHBEARER; empty: left out
    std::uint16_t port = 0;  // likewise
    IdSource* ids = nullptr; // for nonces, used by make_sasl_clients() only; null: the system's
};

// The clients to try, strongest first. mechanism: "auto" or a name in lower case ("plain", "login");
// ErrorKind::config for one this build does not know, naming those it does.
[[nodiscard]] Result<std::vector<std::unique_ptr<SaslClient>>>
make_sasl_clients(std::string_view mechanism, const Credentials& credentials, const SaslContext& context = {});
// The configuration's name of a mechanism (as in EHLO) that "auto" leaves out though this build knows it; else empty.
[[nodiscard]] std::string_view used_by_name_only(std::string_view mechanism) noexcept;
// All but EXTERNAL do; it does not even need a user.
[[nodiscard]] bool needs_password(std::string_view mechanism) noexcept;

} // namespace posthaste::smtp
