// SPDX-License-Identifier: MIT
// AUTH (RFC 4954) with PLAIN (RFC 4616) and LOGIN. Who may come in is asked of the host.
#include "server_reply.hpp"
#include "server_state.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/codec/base64.hpp>

#include <fmt/format.h>
#include <utility>

namespace posthaste::smtp {

namespace {

constexpr std::size_t max_response_bytes = 12288; // RFC 4954 section 4

std::optional<ServerReply> may_log_in(bool offered, bool secure, bool greeted, bool busy, bool done) {
    if (!offered)
        return ServerReply{502, "5.5.1", "AUTH is not offered"};
    if (!secure)
        return ServerReply{538, "5.7.11", "not without encryption; STARTTLS first"};
    if (!greeted)
        return ServerReply{503, "5.5.1", "EHLO first"};
    if (done || busy) // RFC 4954 section 4
        return ServerReply{503, "5.5.1", done ? "logged in already" : "not inside a transaction"};
    return std::nullopt;
}

} // namespace

void ServerSession::State::on_auth(std::string_view arguments) {
    if (const auto refused = may_log_in(settings.auth, secure, extended, stage != Stage::none, !login.empty()))
        return refuse(*refused);
    const auto name = arguments.substr(0, arguments.find_first_of(" \t"));
    const auto initial = trim(arguments.substr(name.size()));
    if (name.empty())
        return refuse({501, "5.5.4", "AUTH needs a mechanism"});
    if (!iequals(name, "PLAIN") && !iequals(name, "LOGIN"))
        return refuse({504, "5.5.4", fmt::format("{} is not offered; use PLAIN or LOGIN", echoed(name, 32))});
    mechanism = upper(name);
    user.reset();
    mode = Mode::challenge;
    if (!initial.empty())
        return take_response(initial == "=" ? std::string_view{} : initial); // "=" is an empty one
    output += mechanism == "PLAIN" ? "334 \r\n" : "334 VXNlcm5hbWU6\r\n";    // "Username:"
}

bool ServerSession::State::take_challenge() {
    const auto line = input.take_line(max_response_bytes);
    if (line.state == ServerInput::Line::State::none)
        return false;
    if (line.state == ServerInput::Line::State::whole) {
        take_response(line.text);
        return true;
    }
    mode = Mode::command;
    refuse({500, "5.5.6", "the line is too long"});
    return true;
}

// In base64, or "*" to give up (RFC 4954 section 4).
void ServerSession::State::take_response(std::string_view line) {
    const bool cancelled = line == "*";
    auto response = cancelled ? std::nullopt : codec::base64_decode(line);
    input.wipe_taken();
    if (response) {
        take_credentials(*response);
        return wipe(*response);
    }
    mode = Mode::command;
    refuse({501, cancelled ? "5.7.0" : "5.5.2", cancelled ? "given up" : "that is no base64"});
}

void ServerSession::State::take_credentials(const std::string& response) {
    if (mechanism == "LOGIN") {
        if (auto first = std::exchange(user, std::nullopt))
            return check_login(*std::move(first), Secret(response));
        user = response;
        output += "334 UGFzc3dvcmQ6\r\n"; // "Password:"
        return;
    }
    // On behalf of whom (empty: of himself), NUL, user, NUL, password; nobody may act for another here.
    const auto parts = split(response, '\0');
    mode = Mode::command;
    if (parts.size() != 3)
        return refuse({501, "5.5.2", "AUTH PLAIN needs a user and a password"});
    if (!parts[0].empty() && parts[0] != parts[1])
        return refuse({535, "5.7.8", "nobody may act for another"});
    check_login(std::string(parts[1]), Secret(std::string(parts[2])));
}

void ServerSession::State::check_login(std::string user_name, Secret password) {
    mode = Mode::command;
    if (user_name.empty() || has_control(user_name))
        return refuse({535, "5.7.8", "user name or password is wrong"});
    asked_login = user_name;
    asked = Asked::login;
    todo = server_step::CheckLogin{std::move(user_name), std::move(password)};
}

void ServerSession::State::login_answered(const ServerReply& reply) {
    if (reply.code / 100 == 2) {
        login = std::exchange(asked_login, {});
        return say(reply);
    }
    asked_login.clear();
    if (reply.code < 500)
        return say(reply);
    refuse(reply);
}

} // namespace posthaste::smtp
