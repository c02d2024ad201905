// SPDX-License-Identifier: MIT
// What a Session keeps. Two things drive it: `expected`, the replies still to come, each with the phase whose handler
// takes it; and `step`, what is done once nothing is expected. Handlers only move `step`; commands are written by the
// steps, when the driver asks. So nothing is ever expected that was not asked for, and bytes a server sends ahead of
// its turn are seen for what they are.
#pragma once

#include "capabilities.hpp"
#include "command.hpp"
#include "transaction.hpp"

#include <posthaste/base/secret_mask.hpp>
#include <posthaste/smtp/session.hpp>

#include <deque>
#include <optional>
#include <set>
#include <string>

namespace posthaste::smtp {

enum class Step : std::uint8_t {
    hello,     // EHLO, or HELO when that was not understood; LHLO
    secure,    // STARTTLS if it is still to be done, then AUTH likewise, line by line
    handshake, // the driver negotiates TLS
    ready,     // between transactions
    reset,     // RSET, then the transaction
    envelope,  // MAIL, RCPT and DATA, batch by batch
    body,      // the driver sends the message
    dot,       // the driver sends a lone dot
    reencode,  // the driver writes the message anew
    chunk,     // the driver sends the message behind BDAT, whatever is still expected
    quit,      // QUIT, whatever else
    closed
};

struct Expectation {
    static constexpr std::size_t everyone = static_cast<std::size_t>(-1);

    Phase phase;
    std::size_t recipient = everyone; // whom the reply concerns: one in rcpt, and in end_of_data by LMTP
};

struct Session::State {
    State(SessionOptions session_options, std::vector<std::unique_ptr<SaslClient>> sasl_clients)
        : options(std::move(session_options)), sasl(std::move(sasl_clients)) {}

    SessionOptions options;
    std::vector<std::unique_ptr<SaslClient>> sasl;
    ReplyParser parser;
    std::deque<Expectation> expected;
    Step step = Step::hello;
    std::string output;
    std::string shown;
    bool output_given = false; // the driver has it: to be forgotten at the next call

    SecretMask mask; // what was said in AUTH, should the server repeat it
    Capabilities offered;
    ChannelBinding channel; // of the TLS connection
    bool tls_active = false;
    bool hello_fallback = false; // HELO instead of EHLO

    SaslClient* client = nullptr;           // the one AUTH was begun with
    std::optional<Secret> initial_response; // in base64, when it was too long for the AUTH command and is still due
    bool authenticated = false;
    int challenges = 0;
    std::optional<CommandLine> auth_line; // the answer to a challenge, to be sent
    std::optional<Error> auth_cancelled;  // why "*" was sent

    Transaction message;
    std::vector<std::string> mail_parameters;
    std::vector<std::string> warnings;
    mail::ReencodeNeeds needs;       // with reencode_asked: what was asked
    bool reencode_asked = false;     // once a message
    bool checked = false;            // check_envelope() has been done
    std::uint64_t transactions = 0;  // begun in this connection
    std::set<std::string> domains;   // named in this connection, in lower case; where the server limits them
    bool kept = false;               // the connection had been idle when the message came
    bool mail_sent = false;          // in the running transaction
    bool data_sent = false;          // likewise, by DATA or BDAT
    bool chunked = false;            // likewise, by BDAT
    bool early_reply = false;        // the answer to the end of data began before the end of data
    bool taken_without_mail = false; // a recipient, after MAIL was refused
    bool transaction_open = false;   // the server has taken MAIL and seen no end of data: RSET before the next MAIL
    bool quit_requested = false;

    bool probing = false; // no message: the answers are what counts
    std::vector<Answer> answers;

    // session_probe.cpp
    void note(const Answer& answer);
    void note_explained(const Reply& reply); // the last one again, with more words

    // session.cpp
    [[nodiscard]] Phase phase() const noexcept;
    [[nodiscard]] Phase phase_of_loss() const noexcept; // end_of_data where the server may have the message
    [[nodiscard]] bool quiet() const noexcept { return expected.empty() && parser.idle(); }
    void forget_output() noexcept;
    void write(const CommandLine& line, Expectation expectation);
    std::optional<Action> advance(); // does the step; an Action when the driver has to do it
    Status take(const Reply& reply);
    Status dispatch(const Expectation& expectation, const Reply& reply);
    Status take_unexpected(const Reply& reply);
    Status talked_before_tls();
    Status take_garbage(Error error);
    Status service_closing(Phase at, const Reply& reply); // 421
    std::unexpected<Error> broken(Phase at, Error error); // the server broke the protocol: close
    std::unexpected<Error> wrong_reply(Phase at, const Reply& reply);
    void refuse(Phase at, const Reply& reply); // settles everyone, then QUIT
    void refuse(Phase at, Error error);
    void close();

    // session_hello.cpp
    Status on_greeting(const Reply& reply);
    Status on_ehlo(const Reply& reply);
    Status on_starttls(const Reply& reply);
    void say_hello();
    void secure();
    void start_tls();

    // session_auth.cpp
    Status on_auth(const Reply& reply);
    Status on_challenge(const Reply& reply);
    Status on_authenticated(const Reply& reply);
    void start_auth();
    [[nodiscard]] Result<SaslClient*> choose_client() const;
    [[nodiscard]] bool may_use(const SaslClient& candidate) const noexcept;
    Result<CommandLine> first_command();
    Result<std::string> answer(const Reply& challenge);
    void cancel_auth(Error why);

    // session_mail.cpp
    Status on_mail(const Reply& reply);
    Status on_rcpt(std::size_t recipient, const Reply& reply);
    Status on_data(const Reply& reply);
    Status on_end_of_data(std::size_t recipient, const Reply& reply);
    Status on_rset(const Reply& reply);
    Status on_quit();
    void be_ready();
    void check_envelope();
    void cannot_begin(Error why);
    void cannot_name(std::size_t recipient, Error why);
    [[nodiscard]] bool ask_to_reencode();
    void start_transaction();
    void write_batch();
    bool write_next();
    void write_chunk();
    [[nodiscard]] std::optional<std::size_t> next_recipient() const;
    [[nodiscard]] bool domain_fits(std::size_t recipient) const;
    [[nodiscard]] bool domain_fits_someone() const;
    [[nodiscard]] bool takes_another_message() const noexcept;
    [[nodiscard]] bool has_enough() const noexcept;
    [[nodiscard]] bool may_go_ahead() const noexcept;
    void expect_end_of_data();
    void expect_no_end_of_data(std::size_t recipient);
    void say_goodbye_ahead();
    void write_mail();
    void write_rcpt(std::size_t recipient);
    void write_plain(std::string_view command, Phase expected_phase);
};

} // namespace posthaste::smtp
