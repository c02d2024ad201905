// SPDX-License-Identifier: MIT
// What a ServerSession keeps. `mode` says how the next octets are read; a command or the content that is read may leave
// one thing for the host to do in `todo`, and nothing more is read until that is done and, where it is a question,
// answered. So replies are in the order of commands whatever is pipelined.
#pragma once

#include "dot_unstuffer.hpp"
#include "server_input.hpp"

#include <posthaste/smtp/server_session.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::smtp {

struct ServerSession::State {
    enum class Mode : std::uint8_t {
        command,
        challenge, // a line of AUTH
        data,      // up to the final dot
        chunk,     // chunk_left octets
        handshake, // 220 to STARTTLS is the last word
        finished,
    };
    enum class Asked : std::uint8_t { nothing, login, sender, recipient, message };
    // Of a transaction. failed: a chunk was refused, and only RSET helps (RFC 3030 section 2).
    enum class Stage : std::uint8_t { none, mail, chunks, failed };

    explicit State(ServerSettings given) : settings(std::move(given)), secure(settings.private_connection) {}

    ServerSettings settings;
    ServerInput input;
    std::string output;             // replies that have not been given to the host
    std::optional<ServerStep> todo; // what the host is given next

    std::string client_name;
    std::string login;
    std::string asked_login;
    std::string mechanism;           // of the AUTH under way
    std::optional<std::string> user; // LOGIN's first answer

    ServerTransaction transaction;
    std::optional<ServerRecipient> asked_recipient;
    std::optional<ServerReply> refusal; // of the content that is being discarded
    std::uint64_t message_bytes = 0;    // of the content so far
    std::uint64_t chunk_bytes = 0;
    std::uint64_t chunk_left = 0;
    std::size_t refused_recipients = 0; // these three since a message was taken
    std::size_t errors = 0;
    std::size_t idle_commands = 0;

    Mode mode = Mode::command;
    Asked asked = Asked::nothing;
    Stage stage = Stage::none;
    DotUnstuffer unstuffer;
    bool orderly = false; // how it finished
    bool secure;          // nobody can listen: AUTH is offered
    bool tls = false;
    bool greeted = false;      // EHLO or HELO
    bool extended = false;     // EHLO
    bool message_open = false; // BeginMessage was given, neither EndMessage nor DropMessage
    bool discarding = false;   // the content that comes is nobody's
    bool chunk_last = false;

    // server_session.cpp
    ServerStep step();
    bool advance(); // false: there is not enough input
    ServerStep flush();
    [[nodiscard]] ServerStep last_step() const;
    void say(const ServerReply& reply);
    void refuse(const ServerReply& reply); // counts it
    void finish(bool well);
    void drop_message(bool too_large = false);
    void take_answer(const ServerReply& reply);

    // server_commands.cpp
    bool take_command();
    void run(std::string_view line);
    void on_ehlo(std::string_view arguments);
    void on_helo(std::string_view arguments);
    void on_rset(std::string_view arguments);
    void on_noop(std::string_view arguments);
    void on_vrfy(std::string_view arguments);
    void on_expn(std::string_view arguments);
    void on_help(std::string_view arguments);
    void on_quit(std::string_view arguments);
    void on_starttls(std::string_view arguments);
    void hello(std::string_view arguments, bool with_extensions);
    void reset_transaction();
    [[nodiscard]] std::vector<std::string> extensions() const;

    // server_envelope.cpp
    void on_mail(std::string_view arguments);
    void on_rcpt(std::string_view arguments);
    [[nodiscard]] std::optional<ServerReply> may_begin() const;
    [[nodiscard]] std::optional<ServerReply> may_name() const;
    [[nodiscard]] Result<mail::Address> address(std::string_view text, ServerReply& why) const;
    void sender_answered(const ServerReply& reply);
    void named_again();
    void recipient_answered(const ServerReply& reply);

    // server_content.cpp
    void on_data(std::string_view arguments);
    void on_bdat(std::string_view arguments);
    bool take_data();
    bool take_chunk();
    void begin_message();
    void give(std::string_view content);
    void end_data();
    void end_chunk();
    void message_answered(const ServerReply& reply);

    // server_auth.cpp
    void on_auth(std::string_view arguments);
    bool take_challenge();
    void take_response(std::string_view line);
    void take_credentials(const std::string& response);
    void check_login(std::string user_name, Secret password);
    void login_answered(const ServerReply& reply);
};

} // namespace posthaste::smtp
