// SPDX-License-Identifier: MIT
// The two mechanisms that show the password to the server, and to anyone on a channel without TLS.
#include "sasl_clients.hpp"

#include <fmt/format.h>
#include <utility>

namespace posthaste::smtp {

namespace {

// RFC 4616: authorization identity (empty: the same), NUL, user, NUL, password.
class PlainClient final : public SaslClient {
  public:
    explicit PlainClient(const Credentials& credentials)
        : user_(credentials.user), password_(credentials.password.copy()) {}

    [[nodiscard]] std::string_view mechanism() const noexcept override { return "PLAIN"; }
    [[nodiscard]] bool reveals_password() const noexcept override { return true; }
    [[nodiscard]] bool has_initial_response() const noexcept override { return true; }

    Result<std::string> initial_response() override {
        // RFC 4616 section 2: NUL parts the fields and is not allowed in any of them.
        if (user_.find('\0') != std::string::npos || password_.reveal().find('\0') != std::string_view::npos)
            return fail(ErrorKind::auth, "the user name or the password holds a NUL, which PLAIN cannot carry");
        std::string response;
        response.reserve(user_.size() + password_.reveal().size() + 2); // one block, so that wiping it wipes all
        response.append(1, '\0').append(user_).append(1, '\0').append(password_.reveal());
        return response;
    }

    Result<std::string> respond(std::string_view) override {
        return fail(ErrorKind::protocol, "the server sent a challenge that AUTH PLAIN does not have");
    }

    Status finished() override { return {}; }

  private:
    std::string user_;
    Secret password_;
};

// LOGIN (draft-murchison-sasl-login): two prompts, whose words differ from server to server and mean nothing.
class LoginClient final : public SaslClient {
  public:
    explicit LoginClient(const Credentials& credentials)
        : user_(credentials.user), password_(credentials.password.copy()) {}

    [[nodiscard]] std::string_view mechanism() const noexcept override { return "LOGIN"; }
    [[nodiscard]] bool reveals_password() const noexcept override { return true; }
    [[nodiscard]] bool has_initial_response() const noexcept override { return false; }

    Result<std::string> initial_response() override {
        return fail(ErrorKind::internal, "AUTH LOGIN has no initial response");
    }

    Result<std::string> respond(std::string_view) override {
        if (answered_ == 2)
            return fail(ErrorKind::protocol, "the server sent a third challenge in AUTH LOGIN, which has two");
        return ++answered_ == 1 ? user_ : std::string(password_.reveal());
    }

    Status finished() override {
        if (answered_ != 2)
            return fail(ErrorKind::protocol, "the server ended AUTH LOGIN before it asked for the password");
        return {};
    }

  private:
    std::string user_;
    Secret password_;
    int answered_ = 0;
};

} // namespace

std::unique_ptr<SaslClient> make_plain_client(const Credentials& credentials, const SaslContext&) {
    return std::make_unique<PlainClient>(credentials);
}

std::unique_ptr<SaslClient> make_login_client(const Credentials& credentials, const SaslContext&) {
    return std::make_unique<LoginClient>(credentials);
}

} // namespace posthaste::smtp
