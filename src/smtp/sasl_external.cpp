// SPDX-License-Identifier: MIT
#include "sasl_clients.hpp"

namespace posthaste::smtp {

namespace {

// RFC 4422 appendix A: the client's certificate says who it is; a user name asks to act as that user, none as oneself.
class ExternalClient final : public SaslClient {
  public:
    explicit ExternalClient(const Credentials& credentials) : user_(credentials.user) {}

    [[nodiscard]] std::string_view mechanism() const noexcept override { return "EXTERNAL"; }
    [[nodiscard]] bool reveals_password() const noexcept override { return false; }
    [[nodiscard]] bool has_initial_response() const noexcept override { return true; }

    Result<std::string> initial_response() override {
        if (user_.find('\0') != std::string::npos)
            return fail(ErrorKind::auth, "the user name holds a NUL, which AUTH EXTERNAL cannot carry");
        return user_;
    }

    Result<std::string> respond(std::string_view) override {
        return fail(ErrorKind::protocol, "the server sent a challenge that AUTH EXTERNAL does not have");
    }

    Status finished() override { return {}; }

  private:
    std::string user_;
};

} // namespace

std::unique_ptr<SaslClient> make_external_client(const Credentials& credentials, const SaslContext&) {
    return std::make_unique<ExternalClient>(credentials);
}

} // namespace posthaste::smtp
