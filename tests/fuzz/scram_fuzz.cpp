// SPDX-License-Identifier: MIT
// A server's SCRAM messages out of any bytes, one a line: somebody who does not know the password never passes for the
// server, and what is taken for a first message is one.
#include <posthaste/base/random.hpp>
#include <posthaste/base/text.hpp>
#include <posthaste/smtp/sasl.hpp>

#include <cstdlib>
#include <scram.hpp>
#include <string>
#include <string_view>

namespace {

using namespace posthaste;

constexpr std::string_view client_nonce = "fyko+d2lbbFgONRv9qkxdawL";
constexpr std::uint32_t quick = 5000; // iterations

class FixedIds final : public IdSource {
  public:
    std::string unique_id() override { return std::string(client_nonce); }
};

void require(bool holds) {
    if (!holds)
        std::abort();
}

// False when it would take too long to go on.
bool check_first(std::string_view message) {
    const auto first = smtp::parse_scram_first(message, client_nonce);
    if (!first) {
        require(first.error().kind == ErrorKind::protocol);
        return true;
    }
    require(first->nonce.size() > client_nonce.size() && first->nonce.starts_with(client_nonce));
    require(!first->salt.empty() && first->iterations > 0 && first->iterations <= smtp::max_scram_iterations);
    require(!has_control(first->nonce) && first->nonce.find(',') == std::string::npos);
    return first->iterations <= quick;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(data, data + size);
    FixedIds ids;
    const smtp::Credentials credentials{"user", Secret("not the pencil")};
    const auto clients = smtp::make_sasl_clients("scram-sha-1", credentials, {"", 0, &ids}).value();
    auto& client = *clients.front();
    require(client.initial_response().has_value());
    for (const auto message : split(bytes, '\n')) {
        if (!check_first(message))
            return 0;
        const auto response = client.respond(message);
        require(response || response.error().kind == ErrorKind::protocol);
        require(!client.finished());
        if (!response)
            return 0;
        require(client.server_error().empty() || response->empty());
    }
    return 0;
}
