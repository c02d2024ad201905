// SPDX-License-Identifier: MIT
// How many messages, recipients and domains a server takes in a connection or a transaction (LIMITS, RFC 9422).
#include "session_state.hpp"

#include <posthaste/base/text.hpp>

namespace posthaste::smtp {

// RFC 9422 section 4.1: what counts is MAIL, whatever became of it.
bool Session::State::takes_another_message() const noexcept {
    return !offered.mail_max || transactions < *offered.mail_max;
}

// RFC 9422 section 4.3: the domains count by connection. Who is at another has to wait for the next.
bool Session::State::domain_fits(std::size_t recipient) const {
    return !offered.rcpt_domain_max || domains.size() < *offered.rcpt_domain_max ||
           domains.contains(lower(message.envelope().recipients[recipient].domain()));
}

bool Session::State::domain_fits_someone() const {
    for (std::size_t i = 0; i < message.results().size(); ++i) {
        if (!message.settled(i) && domain_fits(i))
            return true;
    }
    return false;
}

std::optional<std::size_t> Session::State::next_recipient() const {
    if (has_enough())
        return std::nullopt;
    auto next = message.next_recipient();
    while (next && !domain_fits(*next))
        next = message.next_recipient(*next + 1);
    return next;
}

// Who was told that there are too many, or knows how many there may be (RFC 9422 section 4.2), names nobody further:
// servers count what they refuse, and then hang up.
bool Session::State::has_enough() const noexcept {
    return message.postponed() || (offered.rcpt_max && message.named_count() >= *offered.rcpt_max);
}

} // namespace posthaste::smtp
