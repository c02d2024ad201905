// SPDX-License-Identifier: MIT
// The table of commands, and those that are about no message.
#include "server_reply.hpp"
#include "server_state.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace posthaste::smtp {

namespace {

constexpr std::size_t max_line_bytes = 4096;       // RFC 5321 section 4.5.3.1.4 wants 512, and more with extensions
constexpr std::size_t max_auth_line_bytes = 12288; // RFC 4954 section 4
constexpr std::size_t max_name_bytes = 255;        // RFC 5321 section 4.5.3.1.2
constexpr char tls_handshake = 0x16;               // RFC 8446 section 5.1

// What a browser says to a port that a page named, and TLS to a port without it. Nothing more of it is read: what
// follows is content that somebody else wrote, and may look like commands.
bool is_other_protocol(std::string_view line) {
    constexpr std::array<std::string_view, 10> verbs{"GET",     "POST",    "PUT",   "HEAD",  "DELETE",
                                                     "OPTIONS", "CONNECT", "TRACE", "PATCH", "PRI"};
    if (line.empty())
        return false;
    const auto verb = line.substr(0, line.find(' '));
    const char first = to_lower(line.front()); // TURN over TCP begins with NUL (RFC 8656 section 12.5)
    return first < 'a' || first > 'z' || std::ranges::any_of(verbs, [&](auto each) { return iequals(each, verb); });
}

bool has_control_but_tab(std::string_view line) {
    return std::ranges::any_of(line, [](char c) { return is_control(c) && c != '\t'; });
}

} // namespace

bool ServerSession::State::take_command() {
    using Line = ServerInput::Line;
    const auto waiting = input.rest();
    if (input.at_line_start() && waiting.starts_with(tls_handshake)) { // it may hold no line end
        finish(false);
        return true;
    }
    const auto line = input.take_line(istarts_with(waiting, "AUTH") ? max_auth_line_bytes : max_line_bytes);
    if (line.state == Line::State::none)
        return false;
    if (line.state == Line::State::too_long)
        refuse({500, "5.5.6", "the line is too long"});
    else
        run(line.text);
    return true;
}

void ServerSession::State::run(std::string_view line) {
    struct Command {
        std::string_view verb;
        void (State::*handler)(std::string_view arguments);
        bool has_arguments;
        bool idle; // does nothing for a message
    };
    static constexpr std::array<Command, 14> commands{{{"MAIL", &State::on_mail, true, false},
                                                       {"RCPT", &State::on_rcpt, true, false},
                                                       {"DATA", &State::on_data, false, false},
                                                       {"BDAT", &State::on_bdat, true, false},
                                                       {"EHLO", &State::on_ehlo, true, true},
                                                       {"HELO", &State::on_helo, true, true},
                                                       {"RSET", &State::on_rset, false, true},
                                                       {"NOOP", &State::on_noop, true, true},
                                                       {"VRFY", &State::on_vrfy, true, true},
                                                       {"EXPN", &State::on_expn, true, true},
                                                       {"HELP", &State::on_help, true, true},
                                                       {"QUIT", &State::on_quit, false, false},
                                                       {"STARTTLS", &State::on_starttls, false, false},
                                                       {"AUTH", &State::on_auth, true, false}}};
    const auto verb = line.substr(0, line.find_first_of(" \t"));
    if (is_other_protocol(line)) {
        say({421, "4.7.0", "this is SMTP"});
        return finish(false);
    }
    const auto command = std::ranges::find_if(commands, [&](const auto& each) { return iequals(each.verb, verb); });
    if (command == commands.end())
        return refuse({500, "5.5.1", fmt::format("there is no command {}", echoed(verb, 32))});
    const auto arguments = trim(line.substr(verb.size()));
    if (has_control_but_tab(line) && command->handler != &State::on_bdat)
        return refuse({500, "5.5.2", "the line holds a control character"});
    if (!command->has_arguments && !arguments.empty())
        return refuse({501, "5.5.4", fmt::format("{} takes no arguments", command->verb)});
    if (command->idle && ++idle_commands > settings.max_idle_commands) {
        say({421, "4.7.0", "too many commands without a message"});
        return finish(false);
    }
    (this->*command->handler)(arguments);
}

void ServerSession::State::reset_transaction() {
    drop_message();
    stage = Stage::none;
    transaction = {};
    refusal.reset();
    discarding = false;
    message_bytes = 0;
}

// EHLO ends a transaction as RSET does (RFC 5321 section 4.1.4).
void ServerSession::State::hello(std::string_view arguments, bool with_extensions) {
    if (arguments.empty())
        return refuse({501, "5.5.4", fmt::format("{} needs the client's name", with_extensions ? "EHLO" : "HELO")});
    reset_transaction();
    client_name = echoed(arguments, max_name_bytes);
    greeted = true;
    extended = with_extensions;
    if (extended)
        output += wire(250, extensions());
    else
        say({250, "", settings.host});
}

std::vector<std::string> ServerSession::State::extensions() const {
    std::vector<std::string> lines{settings.host, "PIPELINING"};
    lines.push_back(settings.max_message_bytes == 0 ? "SIZE" : fmt::format("SIZE {}", settings.max_message_bytes));
    for (const auto* keyword : {"8BITMIME", "SMTPUTF8", "DSN", "CHUNKING", "ENHANCEDSTATUSCODES"})
        lines.emplace_back(keyword);
    if (settings.starttls && !tls)
        lines.emplace_back("STARTTLS");
    if (settings.auth && secure)
        lines.emplace_back("AUTH PLAIN LOGIN");
    return lines;
}

void ServerSession::State::on_ehlo(std::string_view arguments) { hello(arguments, true); }
void ServerSession::State::on_helo(std::string_view arguments) { hello(arguments, false); }

void ServerSession::State::on_rset(std::string_view) {
    reset_transaction();
    say({250, "2.0.0", "forgotten"});
}

void ServerSession::State::on_noop(std::string_view) { say({250, "2.0.0", "ok"}); }

// RFC 5321 section 7.3: an answer that gives nobody away.
void ServerSession::State::on_vrfy(std::string_view arguments) {
    if (arguments.empty())
        return refuse({501, "5.5.4", "VRFY needs an address"});
    say({252, "2.0.0", "send a message and see"});
}

void ServerSession::State::on_expn(std::string_view) { refuse({502, "5.5.1", "EXPN is not offered"}); }

void ServerSession::State::on_help(std::string_view) {
    say({214, "2.0.0", "EHLO HELO MAIL RCPT DATA BDAT RSET NOOP VRFY HELP QUIT STARTTLS AUTH; see RFC 5321"});
}

void ServerSession::State::on_quit(std::string_view) {
    say({221, "2.0.0", "goodbye"});
    finish(true);
}

void ServerSession::State::on_starttls(std::string_view) {
    if (!settings.starttls)
        return refuse({502, "5.5.1", "STARTTLS is not offered"});
    if (tls || stage != Stage::none)
        return refuse({503, "5.5.1", tls ? "TLS is on already" : "not inside a transaction"});
    // RFC 3207 section 5 and CVE-2011-0411: what was put behind it in plain text must never count as said in TLS.
    if (!input.rest().empty()) {
        say({554, "5.5.1", "nothing may follow STARTTLS before the handshake"});
        return finish(false);
    }
    say({220, "2.0.0", "go ahead"});
    mode = Mode::handshake;
}

} // namespace posthaste::smtp
