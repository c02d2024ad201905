// SPDX-License-Identifier: MIT
// The message itself: DATA up to its final dot (RFC 5321 section 4.1.1.4), BDAT chunk by chunk (RFC 3030).
#include "server_state.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace posthaste::smtp {

namespace {

const ServerReply& too_large() {
    static const ServerReply reply{552, "5.3.4", "the message is too large"};
    return reply;
}

struct ChunkSize {
    std::uint64_t bytes;
    bool last;
};

// "12" or "12 LAST".
std::optional<ChunkSize> parse_chunk(std::string_view arguments) {
    ChunkSize chunk{0, false};
    const auto digits = arguments.substr(0, arguments.find(' '));
    const auto* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, chunk.bytes);
    if (digits.empty() || error != std::errc{} || stop != end)
        return std::nullopt;
    const auto word = trim(arguments.substr(digits.size()));
    chunk.last = iequals(word, "LAST");
    return chunk.last || word.empty() ? std::optional(chunk) : std::nullopt;
}

} // namespace

void ServerSession::State::begin_message() {
    todo = server_step::BeginMessage{};
    message_open = true;
    discarding = false;
    message_bytes = 0;
}

void ServerSession::State::on_data(std::string_view) {
    if (stage == Stage::none)
        return refuse({503, "5.5.1", "MAIL first"});
    if (stage != Stage::mail)
        return refuse({503, "5.5.1", "no DATA after BDAT; RSET first"});
    if (transaction.recipients.empty())
        return refuse({554, "5.5.1", "no valid recipients"});
    begin_message();
    unstuffer = {};
    mode = Mode::data;
    say({354, "", "end with a dot on a line by itself"});
}

// A chunk is taken whatever becomes of it: what follows it is the next command.
void ServerSession::State::on_bdat(std::string_view arguments) {
    const auto chunk = parse_chunk(arguments);
    if (!chunk) { // where the next command is, nobody knows
        say({521, "5.5.4", "BDAT needs the size of the chunk, and LAST or nothing; closing"});
        return finish(false);
    }
    if (chunk->bytes == 0 && !chunk->last && ++idle_commands > settings.max_idle_commands) {
        say({421, "4.7.0", "too many commands without a message"});
        return finish(false);
    }
    mode = Mode::chunk;
    chunk_left = chunk_bytes = chunk->bytes;
    chunk_last = chunk->last;
    if (stage == Stage::none)
        refusal = {503, "5.5.1", "MAIL first"};
    else if (stage == Stage::failed)
        refusal = {503, "5.5.1", "RSET first"};
    else if (transaction.recipients.empty())
        refusal = {503, "5.5.1", "no valid recipients"};
    else if (stage == Stage::mail)
        begin_message();
    discarding = refusal.has_value();
    if (!discarding)
        stage = Stage::chunks;
}

void ServerSession::State::give(std::string_view content) {
    if (discarding || content.empty())
        return;
    message_bytes += content.size();
    if (settings.max_message_bytes == 0 || message_bytes <= settings.max_message_bytes) {
        todo = server_step::Content{content};
        return;
    }
    discarding = true;
    refusal = too_large();
    drop_message(true);
}

bool ServerSession::State::take_data() {
    if (input.rest().empty())
        return false;
    const auto piece = unstuffer.next(input.rest());
    input.take(piece.taken);
    give(piece.content);
    if (piece.ended)
        end_data();
    return true;
}

void ServerSession::State::end_data() {
    mode = Mode::command;
    if (const auto refused = std::exchange(refusal, std::nullopt)) {
        reset_transaction();
        return refuse(*refused);
    }
    asked = Asked::message;
    todo = server_step::EndMessage{};
}

bool ServerSession::State::take_chunk() {
    if (chunk_left == 0) {
        end_chunk();
        return true;
    }
    const auto content = input.rest().substr(0, std::min<std::uint64_t>(chunk_left, input.rest().size()));
    input.take(content.size());
    chunk_left -= content.size();
    give(content);
    return !content.empty();
}

void ServerSession::State::end_chunk() {
    if (!refusal && chunk_last)
        return end_data();
    mode = Mode::command;
    const auto refused = std::exchange(refusal, std::nullopt);
    if (!refused)
        return say({250, "2.0.0", fmt::format("{} octets", chunk_bytes)});
    // What was refused with its last chunk is over; else more chunks may be under way already.
    if (stage == Stage::chunks && chunk_last)
        reset_transaction();
    else if (stage == Stage::chunks)
        stage = Stage::failed;
    refuse(*refused);
}

void ServerSession::State::message_answered(const ServerReply& reply) {
    message_open = false;
    if (reply.code / 100 == 2) // many messages may come by one connection
        errors = idle_commands = refused_recipients = 0;
    reset_transaction();
    say(reply);
}

} // namespace posthaste::smtp
