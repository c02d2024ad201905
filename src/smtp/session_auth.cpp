// SPDX-License-Identifier: MIT
// AUTH (RFC 4954): one mechanism is tried, and none after a refusal, so that nobody can force a weaker one.
#include "session_state.hpp"

#include <posthaste/base/secret.hpp>
#include <posthaste/base/text.hpp>
#include <posthaste/codec/base64.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::smtp {

namespace {

constexpr std::size_t max_command_bytes = 512; // RFC 5321 section 4.5.3.1.4, with CRLF
constexpr int max_challenges = 16;
constexpr int authenticated_code = 235;

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words)
        out.append(out.empty() ? "" : " ").append(word);
    return out;
}

Error would_show_password(const SaslClient& client) {
    auto message = fmt::format("AUTH {} would show the {} on a connection without TLS; use smtps:// or"
                               " tls = \"starttls\"",
                               client.mechanism(), client.demands_tls() ? "token" : "password");
    if (!client.demands_tls())
        message += fmt::format(" (on this machine auth = \"{}\" allows it)", lower(client.mechanism()));
    return {ErrorKind::auth, std::move(message)};
}

Error nothing_in_common(const std::vector<std::string>& offered) {
    auto message = fmt::format("the server offers none of the authentication mechanisms that can be used here; it"
                               " offers: {}",
                               offered.empty() ? "none" : joined(offered));
    const auto named = std::ranges::find_if(offered, [](const auto& each) { return !used_by_name_only(each).empty(); });
    if (named != offered.end())
        message += fmt::format("; {} is used where auth = \"{}\" names it", *named, used_by_name_only(*named));
    return {ErrorKind::auth, std::move(message)};
}

// The refusal with what the server had said about it in a challenge (RFC 7628 section 3.2.2, RFC 5802 section 7): to
// people these are words of one answer.
Reply with_explanation(Reply reply, std::string_view explanation) {
    constexpr std::size_t max_explanation_bytes = 1000;
    std::string line(explanation.substr(0, max_explanation_bytes));
    std::ranges::replace_if(line, is_control, ' '); // JSON may come in several lines
    reply.lines.push_back(std::move(line));
    return reply;
}

bool offers_plus(const Capabilities& offered) {
    return std::ranges::any_of(offered.mechanisms, [](const auto& name) { return name.ends_with("-PLUS"); });
}

std::string encode_and_wipe(std::string& raw) {
    auto encoded = codec::base64_encode(raw);
    wipe(raw);
    return encoded;
}

} // namespace

void Session::State::start_auth() {
    if (auth_line) {
        const auto line = std::move(*auth_line);
        auth_line.reset();
        return write(line, {Phase::auth});
    }
    auto chosen = choose_client();
    if (!chosen)
        return refuse(Phase::auth, std::move(chosen).error());
    client = *chosen;
    client->bind(channel, offers_plus(offered));
    auto line = first_command();
    if (!line)
        return refuse(Phase::auth, std::move(line).error());
    write(*line, {Phase::auth});
}

bool Session::State::may_use(const SaslClient& candidate) const noexcept {
    if (candidate.demands_binding() && channel.type.empty())
        return false;
    if (tls_active)
        return true;
    return !candidate.demands_tls() && (options.plain_secrets_allowed || !candidate.reveals_password());
}

Result<SaslClient*> Session::State::choose_client() const {
    if (!offered.auth)
        return fail(ErrorKind::auth, "the server does not offer AUTH, but a user is configured; remove the user, or try"
                                     " another port (587 or 465)");
    const SaslClient* unsafe = nullptr;
    for (const auto& candidate : sasl) {
        if (!offered.offers_mechanism(candidate->mechanism()))
            continue;
        if (may_use(*candidate))
            return candidate.get();
        if (candidate->reveals_password())
            unsafe = candidate.get();
    }
    if (unsafe != nullptr)
        return std::unexpected(would_show_password(*unsafe));
    return std::unexpected(nothing_in_common(offered.mechanisms));
}

// RFC 4954 section 4: the initial response goes into the command where the line has room for it.
Result<CommandLine> Session::State::first_command() {
    const auto name = client->mechanism();
    if (!client->has_initial_response())
        return auth_command(name, {});
    PH_ASSIGN(std::string raw, client->initial_response());
    Secret encoded(raw.empty() ? "=" : encode_and_wipe(raw));
    constexpr std::string_view around = "AUTH  \r\n";
    if (around.size() + name.size() + encoded.reveal().size() <= max_command_bytes)
        return auth_command(name, encoded.reveal());
    initial_response = std::move(encoded);
    return auth_command(name, {});
}

Status Session::State::on_auth(const Reply& reply) {
    if (auth_cancelled) {
        refuse(Phase::auth, std::move(*auth_cancelled));
        auth_cancelled.reset();
        return {};
    }
    if (reply.challenge())
        return on_challenge(reply);
    if (reply.code == authenticated_code)
        return on_authenticated(reply);
    if (reply.positive() || reply.intermediate())
        return wrong_reply(Phase::auth, reply);
    const auto explanation = client->server_error();
    refuse(Phase::auth, explanation.empty() ? reply : with_explanation(reply, mask.apply(explanation)));
    return {};
}

Status Session::State::on_challenge(const Reply& reply) {
    auto response = answer(reply);
    if (!response) {
        cancel_auth(std::move(response).error());
        return {};
    }
    auth_line = CommandLine::make_secret(*response, {}).value(); // base64 holds no line end
    wipe(*response);
    return {};
}

Result<std::string> Session::State::answer(const Reply& challenge) {
    if (++challenges > max_challenges)
        return fail(ErrorKind::protocol, fmt::format("the server sent more than {} AUTH challenges", max_challenges));
    if (challenge.lines.size() != 1)
        return fail(ErrorKind::protocol, "the server sent an AUTH challenge of several lines");
    const auto decoded = codec::base64_decode(challenge.lines.front());
    if (!decoded)
        return fail(ErrorKind::protocol, fmt::format("the AUTH challenge is not base64: {}", challenge.text()));
    if (initial_response) {
        const Secret due = std::move(*initial_response);
        initial_response.reset();
        return std::string(due.reveal());
    }
    PH_ASSIGN(std::string raw, client->respond(*decoded));
    return encode_and_wipe(raw);
}

// RFC 4954 section 4: a line of "*" ends the exchange; the answer to it changes nothing.
void Session::State::cancel_auth(Error why) {
    why.message = mask.apply(why.message);
    auth_cancelled = std::move(why);
    auth_line = CommandLine::make("*").value();
}

Status Session::State::on_authenticated(const Reply&) {
    if (initial_response)
        return broken(Phase::auth, Error{ErrorKind::protocol, "the server ended AUTH before it had the response"});
    if (auto done = client->finished(); !done)
        return broken(Phase::auth, Error{done.error().kind, mask.apply(done.error().message)});
    authenticated = true;
    return {};
}

} // namespace posthaste::smtp
