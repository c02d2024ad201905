// SPDX-License-Identifier: MIT
// SCRAM-SHA-1 and SCRAM-SHA-256 (RFC 5802, RFC 7677): neither the channel nor the server learns the password, and the
// server has to prove that it knew it.
#include "sasl_clients.hpp"
#include "sasl_name.hpp"
#include "scram.hpp"

#include <posthaste/codec/base64.hpp>
#include <posthaste/codec/saslprep.hpp>

#include <fmt/format.h>

namespace posthaste::smtp {

namespace {

struct ScramKind {
    std::string_view mechanism;
    Hash hash;
    bool plus = false; // bound to the TLS connection
};

// RFC 5802 section 5.1: 130 random bits, new for every exchange.
std::string nonce_of(const SaslContext& context) {
    SystemIdSource system;
    return context.ids != nullptr ? context.ids->unique_id() : system.unique_id();
}

class ScramClient final : public SaslClient {
  public:
    ScramClient(ScramKind kind, const Credentials& credentials, const SaslContext& context)
        : kind_(kind), user_(credentials.user), password_(credentials.password.copy()), nonce_(nonce_of(context)) {}

    [[nodiscard]] std::string_view mechanism() const noexcept override { return kind_.mechanism; }
    [[nodiscard]] bool reveals_password() const noexcept override { return false; }
    [[nodiscard]] bool has_initial_response() const noexcept override { return true; }
    [[nodiscard]] bool demands_binding() const noexcept override { return kind_.plus; }
    void bind(const ChannelBinding& channel, bool plus_offered) override;
    [[nodiscard]] std::string_view server_error() const noexcept override { return server_error_; }

    Result<std::string> initial_response() override;
    Result<std::string> respond(std::string_view challenge) override;
    Status finished() override;

  private:
    enum class Due : std::uint8_t { first, last, nothing }; // of the server's messages

    Result<std::string> answer_first(std::string_view challenge);
    Result<std::string> answer_last(std::string_view challenge);
    [[nodiscard]] Result<Secret> prepared_password() const;

    ScramKind kind_;
    std::string user_;
    Secret password_;
    std::string nonce_;
    std::string gs2_header_ = "n,,"; // RFC 5802 section 7: how it is bound; no other identity
    std::string bound_to_;           // cbind-data
    std::string first_bare_;
    std::string server_signature_; // the right one
    std::string server_error_;
    Due due_ = Due::first;
    bool proved_ = false;
};

// RFC 5802 section 6. "y" says that we would have bound the exchange, had the server offered it: it sees then whether
// somebody on the way has taken that out of its offer.
void ScramClient::bind(const ChannelBinding& channel, bool plus_offered) {
    if (kind_.plus) {
        gs2_header_ = fmt::format("p={},,", channel.type);
        bound_to_ = channel.data;
    } else {
        gs2_header_ = channel.type.empty() || plus_offered ? "n,," : "y,,";
    }
}

Result<std::string> ScramClient::initial_response() {
    const auto user = codec::saslprep(user_);
    if (!user && user.error().kind != ErrorKind::data)
        return std::unexpected(user.error());
    if (!user || user->empty())
        return fail(ErrorKind::auth,
                    fmt::format("the user name \"{}\" is not one that {} can carry", user_, kind_.mechanism));
    first_bare_ = fmt::format("n={},r={}", escaped_sasl_name(*user), nonce_);
    return gs2_header_ + first_bare_;
}

Result<std::string> ScramClient::respond(std::string_view challenge) {
    if (due_ == Due::nothing)
        return fail(ErrorKind::protocol, fmt::format("the server sent one challenge too many in {}", kind_.mechanism));
    if (const auto error = scram_error(challenge)) {
        server_error_ = *error;
        due_ = Due::nothing;
        return std::string(); // the refusal itself is the reply to an empty response
    }
    return due_ == Due::first ? answer_first(challenge) : answer_last(challenge);
}

Result<std::string> ScramClient::answer_first(std::string_view challenge) {
    PH_ASSIGN(const auto first, parse_scram_first(challenge, nonce_));
    auto response = fmt::format("c={},r={}", codec::base64_encode(gs2_header_ + bound_to_), first.nonce);
    const auto auth_message = fmt::format("{},{},{}", first_bare_, challenge, response);
    PH_ASSIGN(const auto password, prepared_password());
    PH_ASSIGN(auto proof, scram_proof(kind_.hash, password.reveal(), first, auth_message));
    server_signature_ = std::move(proof.server_signature);
    due_ = Due::last;
    return response + ",p=" + codec::base64_encode(proof.client);
}

// RFC 5802 section 5.1: "The client MUST verify": without that anyone could be the server.
Result<std::string> ScramClient::answer_last(std::string_view challenge) {
    PH_ASSIGN(const auto signature, parse_scram_final(challenge));
    if (!equal_in_constant_time(signature, server_signature_))
        return fail(ErrorKind::protocol, "the server's SCRAM signature is wrong: it does not know the password, and "
                                         "somebody may be tampering with the connection");
    proved_ = true;
    due_ = Due::nothing;
    return std::string();
}

Status ScramClient::finished() {
    if (!server_error_.empty())
        return fail(ErrorKind::protocol,
                    fmt::format("the server ended {} well after it had refused: {}", kind_.mechanism, server_error_));
    if (!proved_)
        return fail(ErrorKind::protocol,
                    fmt::format("the server ended {} before it proved that it knows the password", kind_.mechanism));
    return {};
}

// A password that is no text (RFC 4013 prohibits it) was stored somehow all the same: most likely as it is.
Result<Secret> ScramClient::prepared_password() const {
    auto prepared = codec::saslprep(password_.reveal());
    if (!prepared && prepared.error().kind == ErrorKind::data)
        return password_.copy();
    if (!prepared)
        return std::unexpected(std::move(prepared).error());
    Secret password(*prepared);
    wipe(*prepared);
    return password;
}

} // namespace

std::unique_ptr<SaslClient> make_scram_sha_1_client(const Credentials& credentials, const SaslContext& context) {
    return std::make_unique<ScramClient>(ScramKind{"SCRAM-SHA-1", Hash::sha1}, credentials, context);
}

std::unique_ptr<SaslClient> make_scram_sha_256_client(const Credentials& credentials, const SaslContext& context) {
    return std::make_unique<ScramClient>(ScramKind{"SCRAM-SHA-256", Hash::sha256}, credentials, context);
}

std::unique_ptr<SaslClient> make_scram_sha_1_plus_client(const Credentials& credentials, const SaslContext& context) {
    return std::make_unique<ScramClient>(ScramKind{"SCRAM-SHA-1-PLUS", Hash::sha1, true}, credentials, context);
}

std::unique_ptr<SaslClient> make_scram_sha_256_plus_client(const Credentials& credentials, const SaslContext& context) {
    return std::make_unique<ScramClient>(ScramKind{"SCRAM-SHA-256-PLUS", Hash::sha256, true}, credentials, context);
}

} // namespace posthaste::smtp
