// SPDX-License-Identifier: MIT
// How far each recipient of one message is. A message may take several transactions: those a server has no room for
// (452) wait for the next one. Every recipient is settled once; what comes later changes nothing.
#pragma once

#include <posthaste/mail/envelope.hpp>
#include <posthaste/mail/facts.hpp>
#include <posthaste/smtp/session.hpp>

#include <cstddef>
#include <optional>
#include <vector>

namespace posthaste::smtp {

class Transaction {
  public:
    Transaction() = default;
    Transaction(const mail::Envelope& envelope, const mail::MessageFacts& facts);

    [[nodiscard]] const mail::Envelope& envelope() const noexcept { return envelope_; }
    [[nodiscard]] const mail::MessageFacts& facts() const noexcept { return facts_; }
    void set_facts(const mail::MessageFacts& facts) { facts_ = facts; }
    [[nodiscard]] const std::vector<RecipientResult>& results() const noexcept { return results_; }
    [[nodiscard]] bool settled() const noexcept { return unsettled_ == 0; }
    [[nodiscard]] bool settled(std::size_t recipient) const noexcept { return states_[recipient] == State::settled; }

    void start(); // the next transaction, for everyone who is not settled
    // The next recipient to be named, from `from` on and behind those who were; nullopt when there is none.
    [[nodiscard]] std::optional<std::size_t> next_recipient(std::size_t from = 0) const noexcept;
    void named(std::size_t recipient) noexcept;
    [[nodiscard]] bool someone_waits() const noexcept; // and was not named in the running transaction
    [[nodiscard]] std::size_t named_count() const noexcept { return named_; } // in the running transaction
    [[nodiscard]] bool accepted(std::size_t recipient) const noexcept { return states_[recipient] == State::accepted; }
    [[nodiscard]] std::size_t accepted_count() const noexcept { return accepted_; }

    void accept(std::size_t recipient);
    // Whether somebody was postponed in the running transaction.
    [[nodiscard]] bool postponed() const noexcept { return postponed_; }
    // The server takes no more recipients in this transaction: the reply stands unless a further one decides.
    void postpone(std::size_t recipient, const Reply& reply);
    void settle(std::size_t recipient, const RecipientResult& result);
    void settle_accepted(const RecipientResult& result);
    // The session has come to its proper end: another may take those who were postponed.
    void settle_postponed();
    // Everyone left, whom another session may take.
    void settle_without_room(const Error& why);
    // Everyone left; who was postponed keeps the reply that did it, and who was not named yet cannot have the message.
    void settle_all(const RecipientResult& result);

  private:
    enum class State : std::uint8_t { waiting, named, accepted, postponed, settled };

    mail::Envelope envelope_;
    mail::MessageFacts facts_;
    std::vector<RecipientResult> results_;
    std::vector<State> states_;
    std::size_t unsettled_ = 0;
    std::size_t accepted_ = 0; // in the running transaction
    std::size_t cursor_ = 0;
    std::size_t named_ = 0;
    bool postponed_ = false;
};

} // namespace posthaste::smtp
