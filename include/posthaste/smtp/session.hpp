// SPDX-License-Identifier: MIT
// One SMTP or LMTP connection as a value: no sockets, no clock, no files, no threads, no callbacks. The driver asks
// next() what to do, does it, and tells what came. Inside is one idea, a queue of expectations: each command pushes
// one, each reply pops one; PIPELINING is then nothing special. It does not retry, resolve, or decide verdicts.
//
//   loop: switch (session.next())
//     SendBytes  -> write bytes, go on                     AwaitReply -> read some, receive(bytes)
//     StartTls   -> handshake, tls_started()               SendBody   -> send the content, body_sent()
//     Finished   -> read results(); the connection may be closed
//   What is sent between two AwaitReply belongs into one write: a message may go in the same flight as its recipients.
//   Whatever fails: close the connection without a further byte, connection_lost(error); next() is then Finished.
#pragma once

#include <posthaste/base/channel_binding.hpp>
#include <posthaste/base/secret_mask.hpp>
#include <posthaste/mail/envelope.hpp>
#include <posthaste/mail/facts.hpp>
#include <posthaste/mail/reencode.hpp>
#include <posthaste/smtp/phase.hpp>
#include <posthaste/smtp/reply.hpp>
#include <posthaste/smtp/sasl.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace posthaste::smtp {

struct SendBytes {
    std::string_view bytes; // valid until the next call of a non-const member
    std::string_view shown; // the same for a transcript: secrets are "<hidden>"; same lifetime
};
struct AwaitReply {};
struct StartTls {};
struct SendBody { // dot-stuffed content, then the final dot: body_sent() only when all of it was written
    std::uint64_t size_bytes;
};
struct SendChunk { // the content as it is, behind a BDAT (RFC 3030); then body_sent()
    std::uint64_t size_bytes;
};
// The content does not fit what this server takes: the driver writes it anew (mail/reencode.hpp), then reencoded(), or
// cannot_reencode().
struct Reencode {
    mail::ReencodeNeeds needs;
};
struct SendDot {}; // a lone "." CRLF ends a DATA that no recipient is left for (RFC 2920 3.1); then body_sent()
struct Finished {};
using Action = std::variant<SendBytes, AwaitReply, StartTls, SendBody, SendDot, Finished, SendChunk, Reencode>;

enum class TlsUse : std::uint8_t { none, starttls_required, implicit };

struct SessionOptions {
    std::string client_name; // the EHLO argument: a domain or an address literal
    TlsUse tls = TlsUse::starttls_required;
    bool lmtp = false;                  // RFC 2033: LHLO, and the message is answered recipient by recipient
    bool plain_secrets_allowed = false; // no TLS, but this machine and a mechanism named by hand
    bool pipelining = true;
};

// How it ended for one recipient: exactly one of reply and error is set.
struct RecipientResult {
    Phase phase = Phase::greeting; // where it was decided; end_of_data with a 2yz reply is the only success
    std::optional<Reply> reply;
    std::optional<Error> error;
    bool no_room = false; // refused only because the transaction had enough recipients: another may take this one
};

// How one thing went that a probe asked for: a reply, an error, or both when the reply was out of place. Neither: TLS.
struct Answer {
    Phase phase = Phase::greeting;
    std::optional<Reply> reply;
    std::optional<Error> error;
    std::size_t recipient = 0; // of the envelope; rcpt only
};

class Session {
  public:
    // sasl: clients to try in order; empty: no AUTH. With clients, AUTH is demanded: mail never goes without it.
    Session(SessionOptions options, std::vector<std::unique_ptr<SaslClient>> sasl);
    ~Session();
    Session(Session&&) noexcept;
    Session& operator=(Session&&) noexcept;

    // A message to send; copied. Before the first next(), or again when idle() (one connection, many messages): then it
    // is not sent ahead of the first answer, as the server may be closing an idle connection at this moment.
    void begin(const mail::Envelope& envelope, const mail::MessageFacts& facts);
    // Instead of begin(): no message, but all that comes before one, with recipients up to their RCPTs and RSET. Who is
    // accepted ends in Phase::rcpt with that reply. Without recipients there are no results, only answers.
    void probe(const mail::Envelope& envelope);
    // No more messages: QUIT comes next. Without it next() gives Finished after begin()'s message has its results.
    // When the connection cannot go on, the session says QUIT (after a refusal, RFC 5321 4.1.1.10) by itself.
    void quit();

    // What must not show in replies either, besides what is said in AUTH: the password itself.
    void hide(Secret secret);
    [[nodiscard]] const SecretMask& hidden() const noexcept; // for a transcript; lives as long as the session

    [[nodiscard]] Action next();
    // What the server sent, cut anywhere. An error means the connection must be closed (results are settled).
    Status receive(std::string_view bytes);
    // ErrorKind::protocol when bytes came between the 220 and the handshake (RFC 3207, CVE-2011-0411).
    Status tls_started(ChannelBinding channel = {});
    void body_sent();
    void reencoded(const mail::MessageFacts& facts); // of what will be sent instead
    // The message goes as it is where the server may be asked to take it, else nobody gets it.
    void cannot_reencode(Error why);
    // EOF, timeout, reset, local failure. After end of data was sent the recipients end in Phase::end_of_data with
    // this error: whether it was delivered is unknown. A loss after QUIT was sent changes nothing. end_sent: false when
    // what was to be sent since the last AwaitReply, the end of data in it, has not left: then they end in Phase::body.
    void connection_lost(Error why, bool end_sent = true);

    // Whether the end of data was sent, and it is not known yet what became of it.
    [[nodiscard]] bool in_doubt() const noexcept;
    [[nodiscard]] Phase phase() const noexcept; // what is being waited for or done: the driver's deadline and words
    // Replies still to come: one less with each, so that a driver can give every reply its time and a drip none.
    [[nodiscard]] std::size_t pending_replies() const noexcept;
    [[nodiscard]] bool idle() const noexcept; // every recipient settled and the connection good for another message
    // One for each recipient of the envelope, same order; complete once the message is through or Finished was given.
    [[nodiscard]] const std::vector<RecipientResult>& results() const noexcept;
    // Of a probe, in their order: each reply (for AUTH the last one only), TLS, and what stood in the way.
    [[nodiscard]] const std::vector<Answer>& answers() const noexcept;
    // What AUTH was begun with, as in EHLO; empty: nothing. Lives as long as the session.
    [[nodiscard]] std::string_view mechanism() const noexcept;
    // Things a person should know though the mail went: "the server does not offer DSN; -N, -R and -V were left out".
    [[nodiscard]] const std::vector<std::string>& warnings() const noexcept;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace posthaste::smtp
