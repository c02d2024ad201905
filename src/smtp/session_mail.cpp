// SPDX-License-Identifier: MIT
// One message: MAIL, RCPT and DATA in batches, the end of data, further transactions for those who had no room; RSET
// and QUIT.
#include "mail_parameters.hpp"
#include "session_state.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace posthaste::smtp {

namespace {

// RFC 2920 section 3.1 leaves it to the client that both ends do not block on full windows: what is under way stays
// small enough for any socket buffer, and the replies to it are read before more is sent.
constexpr std::size_t max_batch_commands = 102; // MAIL, 100 recipients (RFC 5321 section 4.5.3.1.8) and DATA
constexpr std::size_t max_batch_bytes = 8192;
constexpr std::size_t command_room_bytes = 2048; // the longest RCPT with ORCPT

// The enhanced code says it best: x.5.3 of RFC 3463. Without one it is 452, or 552 from old servers, which a client
// should take for 452 (RFC 5321 section 4.5.3.1.10).
bool too_many_recipients(const Reply& reply) noexcept {
    if (reply.enhanced)
        return reply.enhanced->subject == 5 && reply.enhanced->detail == 3;
    return reply.code == 452 || reply.code == 552;
}

} // namespace

void Session::State::be_ready() {
    if (message.settled()) {
        step = probing && transaction_open ? Step::reset : Step::quit;
        return;
    }
    if (ask_to_reencode())
        return;
    if (!checked)
        check_envelope();
    if (!message.settled())
        start_transaction();
}

// RFC 6152 section 3, RFC 6531 section 3.4: what was not offered is not sent; it is encoded, where that loses nothing.
bool Session::State::ask_to_reencode() {
    if (std::exchange(reencode_asked, true))
        return false;
    const auto& facts = message.facts();
    needs = {!offered.eight_bit_mime && (facts.body_eight_bit || !offered.smtp_utf8),
             !offered.smtp_utf8 && facts.header_is_utf8};
    if (!mail::needs_reencoding(facts, needs))
        return false;
    step = Step::reencode;
    return true;
}

// What the server cannot take is refused before a word of it is said.
void Session::State::check_envelope() {
    checked = true;
    const auto& envelope = message.envelope();
    if (auto fits = check_message(envelope, message.facts(), offered); !fits)
        return cannot_begin(std::move(fits).error());
    for (std::size_t i = 0; i < envelope.recipients.size(); ++i) {
        if (auto fits = check_recipient(envelope.recipients[i], offered); !fits)
            cannot_name(i, std::move(fits).error());
    }
    auto parameters = smtp::mail_parameters(envelope, message.facts(), offered);
    mail_parameters = std::move(parameters.mail);
    warnings = std::move(parameters.warnings);
}

// What is never said to the server is an answer to a probe all the same.
void Session::State::cannot_begin(Error why) {
    note({Phase::mail, std::nullopt, why});
    message.settle_all({Phase::mail, std::nullopt, std::move(why)});
}

void Session::State::cannot_name(std::size_t recipient, Error why) {
    note({Phase::rcpt, std::nullopt, why, recipient});
    message.settle(recipient, {Phase::rcpt, std::nullopt, std::move(why)});
}

void Session::State::start_transaction() {
    const bool another = takes_another_message();
    if (!another || !domain_fits_someone()) {
        const Error full{ErrorKind::connection, another ? "the server takes no further domain in a connection"
                                                        : "the server takes no more messages in a connection"};
        for (std::size_t i = 0; i < message.results().size(); ++i) {
            if (!message.settled(i))
                note({Phase::rcpt, std::nullopt, full, i});
        }
        message.settle_without_room(full);
        step = Step::quit;
        return;
    }
    ++transactions;
    message.start();
    mail_sent = data_sent = chunked = false;
    step = transaction_open ? Step::reset : Step::envelope;
}

// Called when nothing is expected any more: the next batch, or the end of the transaction.
void Session::State::write_batch() {
    const std::size_t most = options.pipelining && offered.pipelining ? max_batch_commands : 1;
    if (!data_sent && !message.settled()) {
        while (expected.size() < most && output.size() <= max_batch_bytes - command_room_bytes && write_next())
            continue;
    }
    if (!output.empty())
        return;
    if (message.settled())
        step = Step::ready;
    else
        start_transaction(); // for those the last one had no room for
}

// False when the transaction has nothing more to say. DATA goes only when somebody may be there to get the message.
bool Session::State::write_next() {
    if (!mail_sent) {
        write_mail();
        return true;
    }
    if (const auto recipient = next_recipient()) {
        message.named(*recipient);
        write_rcpt(*recipient);
        return true;
    }
    if (probing || data_sent || (message.accepted_count() == 0 && expected.empty()))
        return false;
    if (offered.chunking) {
        if (!expected.empty() && !may_go_ahead())
            return false;
        write_chunk();
        return true;
    }
    data_sent = true;
    write_plain("DATA", Phase::data);
    return true;
}

// RFC 3030 section 2: the server takes and forgets the chunk of a message it has refused, so that MAIL, RCPT and BDAT
// may go in one flight. Not in a connection that was kept: a server may be closing it at this moment, and nobody would
// know whether the message went before.
bool Session::State::may_go_ahead() const noexcept {
    return !kept && options.pipelining && offered.pipelining && message.facts().harmless_ahead;
}

void Session::State::write_chunk() {
    data_sent = chunked = true;
    const auto line = CommandLine::make(fmt::format("BDAT {} LAST", message.facts().size_bytes)).value();
    forget_output();
    output += line.wire(); // what it expects is known once the chunk is sent
    shown += line.shown();
    step = Step::chunk;
}

// RFC 2033 section 4.2: by LMTP a reply for each recipient that was taken, in the order in which they were named; one
// when there is nobody. Who was named and not yet answered may still be taken.
void Session::State::expect_end_of_data() {
    const std::size_t earlier = expected.size();
    if (options.lmtp) {
        for (std::size_t i = 0; i < message.envelope().recipients.size(); ++i) {
            if (message.accepted(i))
                expected.push_back({Phase::end_of_data, i});
        }
        for (std::size_t i = 0; i < earlier; ++i) {
            if (const auto each = expected[i]; each.phase == Phase::rcpt)
                expected.push_back({Phase::end_of_data, each.recipient});
        }
    }
    if (expected.size() == earlier)
        expected.push_back({Phase::end_of_data});
}

// The recipient was not taken: no reply will come for it, but one will come when it was the last.
void Session::State::expect_no_end_of_data(std::size_t recipient) {
    const auto same = [recipient](const auto& e) { return e.phase == Phase::end_of_data && e.recipient == recipient; };
    const auto its = std::ranges::find_if(expected, same);
    if (its == expected.end())
        return;
    if (std::ranges::count(expected, Phase::end_of_data, &Expectation::phase) > 1)
        expected.erase(its);
    else
        its->recipient = Expectation::everyone;
}

// RFC 2920 section 3.1: QUIT may follow the end of the message in the same group. Not when somebody is to be named in a
// further transaction; nor when several replies are due, as its answer would stand for one that a server leaves out.
void Session::State::say_goodbye_ahead() {
    const bool done = quit_requested && !message.postponed() && !message.someone_waits() &&
                      std::ranges::count(expected, Phase::end_of_data, &Expectation::phase) == 1;
    if (done && options.pipelining && offered.pipelining)
        write_plain("QUIT", Phase::quit);
}

void Session::State::write_mail() {
    mail_sent = true;
    const auto& sender = message.envelope().sender;
    auto line = mail_command(sender ? &*sender : nullptr, mail_parameters);
    if (!line)
        return cannot_begin(std::move(line).error());
    write(*line, {Phase::mail});
}

void Session::State::write_rcpt(std::size_t recipient) {
    const auto& envelope = message.envelope();
    const auto& address = envelope.recipients[recipient];
    auto line = rcpt_command(address, rcpt_parameters(envelope, address, offered));
    if (!line)
        return cannot_name(recipient, std::move(line).error());
    if (offered.rcpt_domain_max)
        domains.insert(lower(address.domain()));
    write(*line, {Phase::rcpt, recipient});
}

void Session::State::write_plain(std::string_view command, Phase expected_phase) {
    write(CommandLine::make(command).value(), {expected_phase}); // literals of ours
}

Status Session::State::on_mail(const Reply& reply) {
    if (reply.intermediate())
        return wrong_reply(Phase::mail, reply);
    transaction_open = reply.positive();
    taken_without_mail = false;
    if (!reply.positive())
        message.settle_all({Phase::mail, reply, std::nullopt});
    return {};
}

Status Session::State::on_rcpt(std::size_t recipient, const Reply& reply) {
    if (reply.intermediate())
        return wrong_reply(Phase::rcpt, reply);
    if (!reply.positive())
        expect_no_end_of_data(recipient);
    taken_without_mail = taken_without_mail || (reply.positive() && !transaction_open);
    if (!probing && reply.positive())
        message.accept(recipient);
    else if (!probing && too_many_recipients(reply) && message.accepted_count() > 0)
        message.postpone(recipient, reply);
    else
        message.settle(recipient, {Phase::rcpt, reply, std::nullopt});
    return {};
}

Status Session::State::on_data(const Reply& reply) {
    if (reply.positive() || reply.challenge())
        return wrong_reply(Phase::data, reply);
    if (!reply.intermediate()) {
        message.settle_accepted({Phase::data, reply, std::nullopt});
        return {};
    }
    // RFC 2033 section 4.2: it had to be 503. How many replies would follow the dot nobody knows; and one that took
    // recipients after it had refused MAIL would send them an empty message.
    if (message.accepted_count() == 0 && (options.lmtp || taken_without_mail))
        return wrong_reply(Phase::data, reply);
    // RFC 2920 section 3.1: a DATA that was taken though no recipient was is ended by a single dot.
    step = message.accepted_count() > 0 ? Step::body : Step::dot;
    return {};
}

Status Session::State::on_end_of_data(std::size_t recipient, const Reply& reply) {
    const bool too_early = std::exchange(early_reply, false);
    if (reply.intermediate() || (too_early && reply.positive()))
        return wrong_reply(Phase::end_of_data, reply);
    transaction_open = chunked && !reply.positive(); // RFC 3030 section 2: only RSET mends a failed BDAT
    const RecipientResult result{Phase::end_of_data, reply, std::nullopt};
    if (recipient != Expectation::everyone)
        message.settle(recipient, result);
    else
        message.settle_accepted(result); // nobody after a lone dot
    return {};
}

Status Session::State::on_rset(const Reply& reply) {
    if (reply.intermediate())
        return wrong_reply(Phase::rset, reply);
    if (!reply.positive()) { // says nothing about the recipients, only that this connection is of no more use
        refuse(Phase::rset, Error{ErrorKind::connection, fmt::format("the server refused RSET: {}", reply.text())});
        return {};
    }
    transaction_open = false;
    step = Step::envelope;
    return {};
}

Status Session::State::on_quit() {
    message.settle_postponed();
    message.settle_all({Phase::quit, std::nullopt, Error{ErrorKind::connection, "the session has ended"}});
    close();
    return {};
}

} // namespace posthaste::smtp
