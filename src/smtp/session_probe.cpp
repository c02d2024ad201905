// SPDX-License-Identifier: MIT
// A session without a message: what the server answers is kept instead.
#include "session_state.hpp"

namespace posthaste::smtp {

namespace {
constexpr std::uint64_t size_bytes = 1000; // of a message there might be: SIZE=0 is not what servers are used to
}

void Session::probe(const mail::Envelope& envelope) {
    mail::MessageFacts facts;
    facts.size_bytes = size_bytes;
    begin(envelope, facts);
    state_->probing = true;
    state_->answers.clear();
}

const std::vector<Answer>& Session::answers() const noexcept { return state_->answers; }

std::string_view Session::mechanism() const noexcept {
    return state_->client == nullptr ? std::string_view{} : state_->client->mechanism();
}

// A challenge is for us, not for people.
void Session::State::note(const Answer& answer) {
    const bool challenge = answer.phase == Phase::auth && answer.reply && answer.reply->intermediate();
    if (probing && !challenge)
        answers.push_back(answer);
}

void Session::State::note_explained(const Reply& reply) {
    if (probing && !answers.empty())
        answers.back().reply = reply;
}

} // namespace posthaste::smtp
