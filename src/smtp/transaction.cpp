// SPDX-License-Identifier: MIT
#include "transaction.hpp"

#include <algorithm>

namespace posthaste::smtp {

Transaction::Transaction(const mail::Envelope& envelope, const mail::MessageFacts& facts)
    : envelope_(envelope), facts_(facts), results_(envelope.recipients.size()),
      states_(envelope.recipients.size(), State::waiting), unsettled_(envelope.recipients.size()) {}

void Transaction::start() {
    for (auto& state : states_) {
        if (state != State::settled)
            state = State::waiting;
    }
    accepted_ = 0;
    cursor_ = 0;
    named_ = 0;
    postponed_ = false;
}

std::optional<std::size_t> Transaction::next_recipient(std::size_t from) const noexcept {
    for (std::size_t i = std::max(from, cursor_); i < states_.size(); ++i) {
        if (states_[i] == State::waiting)
            return i;
    }
    return std::nullopt;
}

void Transaction::named(std::size_t recipient) noexcept {
    if (states_[recipient] == State::waiting)
        states_[recipient] = State::named;
    cursor_ = recipient + 1;
    ++named_;
}

bool Transaction::someone_waits() const noexcept { return std::ranges::find(states_, State::waiting) != states_.end(); }

void Transaction::accept(std::size_t recipient) {
    if (states_[recipient] != State::named)
        return;
    states_[recipient] = State::accepted;
    ++accepted_;
}

void Transaction::postpone(std::size_t recipient, const Reply& reply) {
    if (states_[recipient] != State::named)
        return;
    states_[recipient] = State::postponed;
    postponed_ = true;
    results_[recipient] = {Phase::rcpt, reply, std::nullopt, true};
}

void Transaction::settle(std::size_t recipient, const RecipientResult& result) {
    if (settled(recipient))
        return;
    states_[recipient] = State::settled;
    results_[recipient] = result;
    --unsettled_;
}

void Transaction::settle_accepted(const RecipientResult& result) {
    for (std::size_t i = 0; i < states_.size(); ++i) {
        if (states_[i] == State::accepted)
            settle(i, result);
    }
    accepted_ = 0;
}

void Transaction::settle_postponed() {
    for (std::size_t i = 0; i < states_.size(); ++i) {
        if (states_[i] == State::postponed)
            settle(i, RecipientResult(results_[i]));
    }
}

void Transaction::settle_without_room(const Error& why) {
    settle_postponed();
    for (std::size_t i = 0; i < states_.size(); ++i) {
        if (states_[i] != State::settled)
            settle(i, {Phase::rcpt, std::nullopt, why, true});
    }
}

void Transaction::settle_all(const RecipientResult& result) {
    RecipientResult unnamed = result;
    if (result.error && result.phase == Phase::end_of_data)
        unnamed.phase = Phase::rcpt;
    for (std::size_t i = 0; i < states_.size(); ++i) {
        if (states_[i] == State::postponed)
            settle(i, {Phase::rcpt, results_[i].reply, std::nullopt});
        else if (states_[i] != State::settled)
            settle(i, states_[i] == State::waiting ? unnamed : result);
    }
    accepted_ = 0;
}

} // namespace posthaste::smtp
