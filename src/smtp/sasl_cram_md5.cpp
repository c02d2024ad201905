// SPDX-License-Identifier: MIT
// CRAM-MD5 (RFC 2195): the password stays here, but whoever listens may guess it at leisure, the server has to keep it
// in the clear, and proves nothing. So it is used only when somebody names it.
#include "sasl_clients.hpp"

#include <posthaste/base/crypto.hpp>
#include <posthaste/base/text.hpp>

#include <fmt/format.h>

namespace posthaste::smtp {

namespace {

class CramMd5Client final : public SaslClient {
  public:
    explicit CramMd5Client(const Credentials& credentials)
        : user_(credentials.user), password_(credentials.password.copy()) {}

    [[nodiscard]] std::string_view mechanism() const noexcept override { return "CRAM-MD5"; }
    [[nodiscard]] bool reveals_password() const noexcept override { return false; }
    [[nodiscard]] bool has_initial_response() const noexcept override { return false; }

    Result<std::string> initial_response() override {
        return fail(ErrorKind::internal, "AUTH CRAM-MD5 has no initial response");
    }

    Result<std::string> respond(std::string_view challenge) override {
        if (answered_)
            return fail(ErrorKind::protocol, "the server sent a second challenge in AUTH CRAM-MD5, which has one");
        if (challenge.empty()) // always the same answer: whoever heard it once could use it again
            return fail(ErrorKind::protocol, "the server's challenge in AUTH CRAM-MD5 is empty");
        answered_ = true;
        PH_ASSIGN(const auto keyed, hmac(Hash::md5, password_.reveal(), challenge));
        return fmt::format("{} {}", user_, hex(keyed));
    }

    Status finished() override {
        if (!answered_)
            return fail(ErrorKind::protocol, "the server ended AUTH CRAM-MD5 before it sent a challenge");
        return {};
    }

  private:
    std::string user_;
    Secret password_;
    bool answered_ = false;
};

} // namespace

std::unique_ptr<SaslClient> make_cram_md5_client(const Credentials& credentials, const SaslContext&) {
    return std::make_unique<CramMd5Client>(credentials);
}

} // namespace posthaste::smtp
