// SPDX-License-Identifier: MIT
// The machine: what is sent, what is expected, who takes a reply.
#include "session_state.hpp"

#include <posthaste/base/secret.hpp>
#include <posthaste/smtp/session.hpp>

#include <algorithm>
#include <cassert>
#include <fmt/format.h>

namespace posthaste::smtp {

namespace {
constexpr int service_closing_code = 421; // RFC 5321 section 3.8: may come at any time
}

Session::Session(SessionOptions options, std::vector<std::unique_ptr<SaslClient>> sasl)
    : state_(std::make_unique<State>(std::move(options), std::move(sasl))) {
    if (state_->options.tls == TlsUse::implicit)
        state_->step = Step::handshake;
    else
        state_->expected.push_back({Phase::greeting}); // the server speaks first
}
Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

void Session::begin(const mail::Envelope& envelope, const mail::MessageFacts& facts) {
    State& s = *state_;
    assert(s.message.settled());
    s.message = Transaction(envelope, facts);
    s.warnings.clear();
    s.checked = s.reencode_asked = s.mail_sent = s.data_sent = s.probing = false;
    s.kept = s.step == Step::ready;
    if (s.step == Step::quit || s.step == Step::closed)
        s.message.settle_all({s.phase(), std::nullopt, Error{ErrorKind::connection, "the session has ended"}});
}

void Session::hide(Secret secret) { state_->mask.add(std::move(secret)); }
const SecretMask& Session::hidden() const noexcept { return state_->mask; }

void Session::quit() { state_->quit_requested = true; }

Action Session::next() {
    State& s = *state_;
    s.forget_output();
    for (;;) {
        if (s.step == Step::closed)
            return Finished{};
        if (!s.output.empty()) {
            s.output_given = true;
            return SendBytes{s.output, s.shown};
        }
        if (s.step == Step::chunk)
            return SendChunk{s.message.facts().size_bytes};
        // Half a reply that nobody asked for is read to its end before anything else is said; but once all is done
        // QUIT goes out regardless.
        const bool half_read = !s.parser.idle() && s.step != Step::quit && !s.message.settled();
        if (!s.expected.empty() || half_read)
            return AwaitReply{};
        if (auto action = s.advance())
            return *action;
    }
}

Status Session::receive(std::string_view bytes) {
    State& s = *state_;
    while (!bytes.empty() && s.step != Step::closed) {
        if (s.step == Step::handshake)
            return s.talked_before_tls();
        s.parser.expect_long(s.phase() == Phase::ehlo || s.phase() == Phase::auth);
        auto reply = s.parser.feed(bytes);
        if (!reply) {
            Error garbage = std::move(reply).error();
            garbage.message = s.mask.apply(garbage.message);
            return s.take_garbage(std::move(garbage));
        }
        if (!*reply)
            continue;
        if (!(*reply)->challenge() && !s.mask.empty()) // a challenge is for us, not for people
            std::ranges::transform((*reply)->lines, (*reply)->lines.begin(),
                                   [&s](const auto& line) { return s.mask.apply(line); });
        PH_TRY(s.take(**reply));
    }
    return {};
}

Status Session::tls_started(ChannelBinding channel) {
    State& s = *state_;
    if (s.step != Step::handshake || !s.quiet())
        return s.broken(Phase::tls, Error{ErrorKind::protocol, "TLS was started out of its turn"});
    s.tls_active = true;
    s.channel = std::move(channel);
    s.note({Phase::tls, std::nullopt, std::nullopt});
    s.offered = {}; // RFC 3207 section 4.2: knowledge from before TLS must be discarded
    s.step = Step::hello;
    if (s.options.tls == TlsUse::implicit)
        s.expected.push_back({Phase::greeting});
    return {};
}

void Session::body_sent() {
    State& s = *state_;
    if (s.step != Step::body && s.step != Step::dot && s.step != Step::chunk)
        return; // closed meanwhile
    s.early_reply = s.expected.empty() && !s.parser.idle();
    s.expect_end_of_data();
    s.step = Step::envelope;
    s.say_goodbye_ahead();
}

void Session::reencoded(const mail::MessageFacts& facts) {
    State& s = *state_;
    if (s.step != Step::reencode)
        return; // closed meanwhile
    s.message.set_facts(facts);
    s.step = Step::ready;
}

void Session::cannot_reencode(Error why) {
    State& s = *state_;
    if (s.step != Step::reencode)
        return;
    s.step = Step::ready;
    if (s.needs.seven_bit)
        s.message.settle_all({Phase::mail, std::nullopt, std::move(why)});
}

void Session::connection_lost(Error why, bool end_sent) {
    State& s = *state_;
    if (s.step != Step::closed)
        s.note({s.phase(), std::nullopt, why});
    auto at = s.phase_of_loss();
    if (at == Phase::end_of_data && !end_sent)
        at = Phase::body;
    s.message.settle_all({at, std::nullopt, std::move(why)});
    s.close();
}

bool Session::in_doubt() const noexcept { return state_->phase_of_loss() == Phase::end_of_data; }

Phase Session::phase() const noexcept { return state_->phase(); }

std::size_t Session::pending_replies() const noexcept { return state_->expected.size(); }

bool Session::idle() const noexcept {
    const State& s = *state_;
    return s.step == Step::ready && s.quiet() && s.message.settled() && s.takes_another_message();
}

const std::vector<RecipientResult>& Session::results() const noexcept { return state_->message.results(); }
const std::vector<std::string>& Session::warnings() const noexcept { return state_->warnings; }

Phase Session::State::phase() const noexcept {
    if (!expected.empty())
        return expected.front().phase;
    switch (step) {
    case Step::hello:
        return Phase::ehlo;
    case Step::secure:
        return tls_active || options.tls == TlsUse::none ? Phase::auth : Phase::starttls;
    case Step::handshake:
        return Phase::tls;
    case Step::reset:
        return Phase::rset;
    case Step::ready:
    case Step::reencode:
    case Step::envelope:
        return message.settled() ? Phase::quit : Phase::mail;
    case Step::body:
    case Step::chunk:
        return Phase::body;
    case Step::dot:
        return Phase::end_of_data;
    case Step::quit:
    case Step::closed:
        break;
    }
    return Phase::quit;
}

// A message that went ahead of the answers to MAIL and RCPT may have been taken though none of them came.
Phase Session::State::phase_of_loss() const noexcept {
    const bool sent = std::ranges::find(expected, Phase::end_of_data, &Expectation::phase) != expected.end();
    return sent ? Phase::end_of_data : phase();
}

void Session::State::forget_output() noexcept {
    if (!output_given)
        return;
    wipe(output);
    shown.clear();
    output_given = false;
}

void Session::State::write(const CommandLine& line, Expectation expectation) {
    forget_output();
    output += line.wire();
    shown += line.shown();
    expected.push_back(expectation);
    if (!line.secret().empty())
        mask.add(Secret(std::string(line.secret())));
}

std::optional<Action> Session::State::advance() {
    switch (step) {
    case Step::hello:
        say_hello();
        return std::nullopt;
    case Step::secure:
        secure();
        return std::nullopt;
    case Step::handshake:
        return StartTls{};
    case Step::ready:
        if (message.settled() && !quit_requested)
            return Finished{};
        be_ready();
        return std::nullopt;
    case Step::reset:
        write_plain("RSET", Phase::rset);
        return std::nullopt;
    case Step::envelope:
        write_batch();
        return std::nullopt;
    case Step::body:
        return SendBody{message.facts().size_bytes};
    case Step::dot:
        return SendDot{};
    case Step::chunk:
        return SendChunk{message.facts().size_bytes};
    case Step::reencode:
        return Reencode{needs};
    case Step::quit:
        write_plain("QUIT", Phase::quit);
        return std::nullopt;
    case Step::closed:
        break;
    }
    return Finished{};
}

Status Session::State::take(const Reply& reply) {
    if (expected.empty())
        return take_unexpected(reply);
    const Expectation expectation = expected.front();
    // By LMTP it may be the answer for one recipient, with those for others still to come.
    const bool for_one = expectation.phase == Phase::end_of_data && expectation.recipient != Expectation::everyone;
    if (reply.code == service_closing_code && expectation.phase != Phase::quit && !for_one)
        return service_closing(expectation.phase, reply);
    expected.pop_front();
    note({expectation.phase, reply, std::nullopt, expectation.recipient});
    PH_TRY(dispatch(expectation, reply));
    if (step == Step::envelope && expected.empty() && message.settled())
        step = Step::ready; // the last reply of the message: the next may begin
    return {};
}

Status Session::State::dispatch(const Expectation& expectation, const Reply& reply) {
    switch (expectation.phase) {
    case Phase::greeting:
        return on_greeting(reply);
    case Phase::ehlo:
        return on_ehlo(reply);
    case Phase::starttls:
        return on_starttls(reply);
    case Phase::auth:
        return on_auth(reply);
    case Phase::mail:
        return on_mail(reply);
    case Phase::rcpt:
        return on_rcpt(expectation.recipient, reply);
    case Phase::data:
        return on_data(reply);
    case Phase::end_of_data:
        return on_end_of_data(expectation.recipient, reply);
    case Phase::rset:
        return on_rset(reply);
    case Phase::quit:
        return on_quit();
    case Phase::connect:
    case Phase::tls:
    case Phase::body:
        break;
    }
    return wrong_reply(expectation.phase, reply);
}

// RFC 5321 section 4.3.1: one reply to each command. The exceptions are 421, and a server that refuses in the middle of
// the message because it will not read the rest.
Status Session::State::take_unexpected(const Reply& reply) {
    if ((step == Step::body || step == Step::chunk) && (reply.transient() || reply.permanent())) {
        message.settle_all({Phase::body, reply, std::nullopt});
        close();
        return fail(reply.permanent() ? ErrorKind::refused : ErrorKind::connection,
                    fmt::format("the server broke off the message: {}", reply.text()));
    }
    if (reply.code == service_closing_code)
        return service_closing(phase(), reply);
    return broken(phase(), Error{ErrorKind::protocol, fmt::format("the server sent a reply nobody asked for: {}",
                                                                  mask.apply(reply.text()))});
}

Status Session::State::service_closing(Phase at, const Reply& reply) {
    note({at, reply, std::nullopt});
    message.settle_all({at, reply, std::nullopt});
    close();
    return {};
}

// RFC 3207, CVE-2011-0411: plain text that came ahead of the handshake must never count as said under TLS.
Status Session::State::talked_before_tls() {
    return broken(Phase::starttls,
                  Error{ErrorKind::protocol, "the server said more in plain text after its answer to "
                                             "STARTTLS; somebody may be tampering with the connection"});
}

Status Session::State::take_garbage(Error error) {
    if (phase() != Phase::quit)
        return broken(phase(), std::move(error));
    close(); // after QUIT nothing matters any more
    return {};
}

std::unexpected<Error> Session::State::broken(Phase at, Error error) {
    note({at, std::nullopt, error});
    message.settle_all({phase_of_loss() == Phase::end_of_data ? Phase::end_of_data : at, std::nullopt, error});
    close();
    return std::unexpected(std::move(error));
}

std::unexpected<Error> Session::State::wrong_reply(Phase at, const Reply& reply) {
    return broken(at, Error{ErrorKind::protocol, fmt::format("{}, the server sent a wrong reply: {}", info(at).doing,
                                                             mask.apply(reply.text()))});
}

void Session::State::refuse(Phase at, const Reply& reply) {
    note_explained(reply);
    message.settle_all({at, reply, std::nullopt});
    step = Step::quit;
}

void Session::State::refuse(Phase at, Error error) {
    note({at, std::nullopt, error});
    message.settle_all({at, std::nullopt, std::move(error)});
    step = Step::quit;
}

void Session::State::close() {
    expected.clear();
    output_given = true;
    forget_output();
    step = Step::closed;
}

} // namespace posthaste::smtp
