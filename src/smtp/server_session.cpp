// SPDX-License-Identifier: MIT
// The loop: what is done next, and what an answer of the host means.
#include "server_reply.hpp"
#include "server_state.hpp"

#include <cassert>
#include <fmt/format.h>
#include <utility>

namespace posthaste::smtp {

namespace {
// Replies to what one receive() brought gather; a client that never reads is not to fill the memory.
constexpr std::size_t max_gathered_bytes = 16UZ * 1024;
constexpr int service_closing = 421;
} // namespace

ServerSession::ServerSession(ServerSettings settings) : state_(std::make_unique<State>(std::move(settings))) {
    state_->say({220, "", fmt::format("{} ESMTP posthaste", state_->settings.host)});
}
ServerSession::~ServerSession() = default;

ServerStep ServerSession::next() { return state_->step(); }

void ServerSession::receive(std::string_view bytes) { state_->input.append(bytes); }

void ServerSession::end() { state_->input.end(); }

void ServerSession::answer(const ServerReply& reply) { state_->take_answer(reply); }

void ServerSession::close(const ServerReply& reply) {
    state_->say({service_closing, reply.enhanced, reply.text});
    state_->finish(true);
}

// RFC 3207 section 4.2: nothing that was said in plain text counts.
void ServerSession::tls_started() {
    assert(state_->mode == State::Mode::handshake);
    state_->tls = state_->secure = true;
    state_->greeted = state_->extended = false;
    state_->client_name.clear();
    state_->login.clear();
    state_->reset_transaction();
    state_->mode = State::Mode::command;
}

const ServerTransaction& ServerSession::transaction() const noexcept { return state_->transaction; }
const std::string& ServerSession::client_name() const noexcept { return state_->client_name; }
bool ServerSession::extended() const noexcept { return state_->extended; }
const std::string& ServerSession::login() const noexcept { return state_->login; }

ServerStep ServerSession::State::step() {
    assert(asked == Asked::nothing || todo.has_value()); // a question is answered before anything else
    for (;;) {
        if (auto step = std::exchange(todo, std::nullopt))
            return *std::move(step);
        if (output.size() >= max_gathered_bytes)
            return flush();
        if (mode == Mode::finished || mode == Mode::handshake)
            return output.empty() ? last_step() : flush();
        if (advance())
            continue;
        if (!output.empty())
            return flush();
        if (!input.ended())
            return server_step::Receive{};
        finish(false); // the client has gone
    }
}

ServerStep ServerSession::State::last_step() const {
    if (mode == Mode::handshake)
        return server_step::StartTls{};
    return server_step::Finished{orderly};
}

bool ServerSession::State::advance() {
    switch (mode) {
    case Mode::command:
        return take_command();
    case Mode::challenge:
        return take_challenge();
    case Mode::data:
        return take_data();
    case Mode::chunk:
        return take_chunk();
    case Mode::handshake:
    case Mode::finished:
        break;
    }
    return false;
}

ServerStep ServerSession::State::flush() { return server_step::Send{std::exchange(output, {})}; }

void ServerSession::State::say(const ServerReply& reply) { output += wire(reply); }

void ServerSession::State::refuse(const ServerReply& reply) {
    if (++errors < settings.max_errors)
        return say(reply);
    say({service_closing, "4.7.0", "too many errors"});
    finish(false);
}

void ServerSession::State::finish(bool well) {
    drop_message();
    orderly = well;
    mode = Mode::finished;
}

void ServerSession::State::drop_message(bool too_large) {
    if (std::exchange(message_open, false))
        todo = server_step::DropMessage{too_large};
}

void ServerSession::State::take_answer(const ServerReply& reply) {
    assert(reply.code >= 200 && reply.code <= 599);
    switch (std::exchange(asked, Asked::nothing)) {
    case Asked::login:
        login_answered(reply);
        break;
    case Asked::sender:
        sender_answered(reply);
        break;
    case Asked::recipient:
        recipient_answered(reply);
        break;
    case Asked::message:
        message_answered(reply);
        break;
    case Asked::nothing:
        assert(false && "there was no question");
    }
    if (reply.code == service_closing && mode != Mode::finished)
        finish(true);
}

} // namespace posthaste::smtp
