// SPDX-License-Identifier: MIT
// OAuth 2 tokens: OAUTHBEARER (RFC 7628) and Google's older XOAUTH2. Whoever sees the token can use it, as with a
// password; so never without TLS, and only when somebody names the mechanism, since a password is no token.
#include "sasl_clients.hpp"
#include "sasl_name.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::smtp {

namespace {

constexpr char field_end = '\x01'; // kvsep of RFC 7628 section 3.1

// Wider than a token's own alphabet (RFC 6750 section 2.1), but nothing that could end the field.
bool is_token_char(char c) noexcept { return c >= ' ' && c <= '~'; }

class OauthClient : public SaslClient {
  public:
    explicit OauthClient(const Credentials& credentials)
        : user_(credentials.user), token_(credentials.password.copy()) {}

    [[nodiscard]] bool reveals_password() const noexcept override { return true; }
    [[nodiscard]] bool demands_tls() const noexcept override { return true; }
    [[nodiscard]] bool has_initial_response() const noexcept override { return true; }
    [[nodiscard]] std::string_view server_error() const noexcept override { return server_error_; }

    // A control character would end the field it stands in, and let the user's name bring a token of its own.
    Result<std::string> initial_response() final {
        if (has_control(user_))
            return fail(ErrorKind::auth, fmt::format("the user name \"{}\" holds a control character, which AUTH {}"
                                                     " cannot carry",
                                                     user_, mechanism()));
        if (token_.empty() || !std::ranges::all_of(token_.reveal(), is_token_char))
            return fail(ErrorKind::auth, fmt::format("what was given as the password is not an access token, which AUTH"
                                                     " {} needs: it is empty or holds other than printable ASCII",
                                                     mechanism()));
        return fields();
    }

    // The only challenge there is says in JSON why the token is refused; the refusal follows the answer to it.
    Result<std::string> respond(std::string_view challenge) final {
        if (refused_)
            return fail(ErrorKind::protocol, fmt::format("the server sent a second challenge in AUTH {}", mechanism()));
        refused_ = true;
        server_error_ = challenge;
        return std::string(answer_to_error());
    }

    Status finished() final {
        if (refused_)
            return fail(ErrorKind::protocol, fmt::format("the server ended AUTH {} well after it had refused: {}",
                                                         mechanism(), server_error_));
        return {};
    }

  protected:
    [[nodiscard]] virtual std::string fields() const = 0;
    [[nodiscard]] virtual std::string_view answer_to_error() const noexcept = 0;
    [[nodiscard]] const std::string& user() const noexcept { return user_; }
    // The field with the token and the end of all fields, behind what comes first; one block, so that wiping it wipes
    // all.
    [[nodiscard]] std::string with_token(std::string_view before) const {
        constexpr std::string_view name = "auth=Bearer ";
        std::string out;
        out.reserve(before.size() + name.size() + token_.reveal().size() + 2);
        out.append(before).append(name).append(token_.reveal()).append(2, field_end);
        return out;
    }

  private:
    std::string user_;
    Secret token_;
    std::string server_error_;
    bool refused_ = false;
};

// developers.google.com/workspace/gmail/imap/xoauth2-protocol
class Xoauth2Client final : public OauthClient {
  public:
    using OauthClient::OauthClient;
    [[nodiscard]] std::string_view mechanism() const noexcept override { return "XOAUTH2"; }

  private:
    [[nodiscard]] std::string fields() const override {
        return with_token(fmt::format("user={}{}", user(), field_end));
    }
    [[nodiscard]] std::string_view answer_to_error() const noexcept override { return {}; }
};

class OauthBearerClient final : public OauthClient {
  public:
    OauthBearerClient(const Credentials& credentials, const SaslContext& context)
        : OauthClient(credentials), host_(context.host), port_(context.port) {}
    [[nodiscard]] std::string_view mechanism() const noexcept override { return "OAUTHBEARER"; }

  private:
    [[nodiscard]] std::string fields() const override {
        auto before = user().empty() ? std::string("n,,") : fmt::format("n,a={},", escaped_sasl_name(user()));
        before += field_end;
        if (!host_.empty())
            before += fmt::format("host={}{}", host_, field_end);
        if (port_ != 0)
            before += fmt::format("port={}{}", port_, field_end);
        return with_token(before);
    }
    [[nodiscard]] std::string_view answer_to_error() const noexcept override { return "\x01"; } // section 3.2.3

    std::string host_;
    std::uint16_t port_;
};

} // namespace

std::unique_ptr<SaslClient> make_xoauth2_client(const Credentials& credentials, const SaslContext&) {
    return std::make_unique<Xoauth2Client>(credentials);
}

std::unique_ptr<SaslClient> make_oauthbearer_client(const Credentials& credentials, const SaslContext& context) {
    return std::make_unique<OauthBearerClient>(credentials, context);
}

} // namespace posthaste::smtp
