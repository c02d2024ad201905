// SPDX-License-Identifier: MIT
// The receiving side of SMTP (RFC 5321) as a value without I/O: commands come in by receive(), next() says what is to
// be done, and what only the host can know (is this sender allowed, did the message get onto the disk) is asked of it
// as a step and answered by answer(). With PIPELINING, 8BITMIME, SMTPUTF8, SIZE, DSN, CHUNKING, ENHANCEDSTATUSCODES,
// and STARTTLS and AUTH where the settings offer them. Holds no message: content goes through. Decides nothing about
// routes, aliases or the queue.
//
// Lines of commands may end in LF alone; content may hold bare LF and CR, which are given on as they are, but it ends
// only at CRLF "." CRLF (or after its octets, BDAT): what one server takes for the end and another does not is how mail
// is smuggled.
#pragma once

#include <posthaste/base/secret.hpp>
#include <posthaste/mail/address.hpp>
#include <posthaste/mail/envelope.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace posthaste::smtp {

struct ServerSettings {
    std::string host;                              // how we introduce ourselves
    std::uint64_t max_message_bytes = 100U << 20U; // SIZE; 0: no limit
    std::size_t max_recipients = 1000;             // of one message; the next gets 452 (RFC 5321 4.5.3.1.8 wants 100)
    unsigned max_errors = 20;                      // commands that were refused; then 421
    unsigned max_idle_commands = 200;              // NOOP, RSET, VRFY and the like without a message between; then 421
    bool bare_names = true;                        // <root> is taken; else only <postmaster>
    bool starttls = false;                         // offered until TLS is on
    bool auth = false;                             // PLAIN and LOGIN, offered once the connection is private
    bool private_connection = false;               // nobody can listen: TLS from the start, a pipe, a unix socket
    bool auth_required = false;                    // MAIL is 530 before a login
};

// What is said to the client: "250 2.1.0 text". No line end, no control characters; text is made printable.
struct ServerReply {
    int code;             // 200 to 599; 421 ends the session
    std::string enhanced; // "2.1.0"; empty: none
    std::string text;
};

// One recipient with what was asked for it. Requests of several recipients may differ (RFC 3461 4.1).
struct ServerRecipient {
    mail::Address address;
    std::string notify; // as mail::Envelope::notify; empty: not asked
};

struct ServerTransaction {
    std::optional<mail::Address> sender; // nullopt is the null sender
    std::vector<ServerRecipient> recipients;
    mail::DsnReturn dsn_return = mail::DsnReturn::unset;
    std::string envelope_id; // decoded from xtext
    bool eight_bit = false;  // BODY=8BITMIME
    bool utf8 = false;       // SMTPUTF8
};

namespace server_step {
struct Send { // these bytes to the client, all of them, before next() is called again
    std::string bytes;
};
struct Receive {};  // call receive() with what comes, or end() when nothing more will
struct StartTls {}; // the 220 has been sent: shake hands, then tls_started(), or drop the connection
struct CheckLogin { // answer() with 235, or 535
    std::string user;
    Secret password;
};
struct CheckSender { // answer(): a positive reply accepts it
    std::optional<mail::Address> sender;
};
struct CheckRecipient { // answer(): a positive reply accepts it; the sender is transaction().sender
    ServerRecipient recipient;
};
struct BeginMessage {}; // transaction() is whole; the content follows
struct Content {        // octets of the message, dots undone; valid until the next call
    std::string_view bytes;
};
struct EndMessage {}; // that was all of it: answer() when it is on the disk, or is not
struct DropMessage {  // what came since BeginMessage is to be forgotten: too large, RSET between chunks, or cut off
    bool too_large = false;
};
struct Finished { // the connection is to be closed
    bool orderly; // by QUIT, or at our wish; else the client went away or was thrown out
};
} // namespace server_step
using ServerStep =
    std::variant<server_step::Send, server_step::Receive, server_step::StartTls, server_step::CheckLogin,
                 server_step::CheckSender, server_step::CheckRecipient, server_step::BeginMessage, server_step::Content,
                 server_step::EndMessage, server_step::DropMessage, server_step::Finished>;

class ServerSession {
  public:
    explicit ServerSession(ServerSettings settings); // the first step sends the greeting
    ~ServerSession();
    ServerSession(const ServerSession&) = delete;
    ServerSession& operator=(const ServerSession&) = delete;

    // Replies gather while there is input, as PIPELINING wants them in few packets, and are sent before anything is
    // waited for. After Finished: Finished.
    [[nodiscard]] ServerStep next();

    // Only after Receive. bytes is copied.
    void receive(std::string_view bytes);
    // The client closed its side: what it pipelined before is still answered; a message that has not ended is dropped.
    void end();
    // Only after CheckLogin, CheckSender, CheckRecipient, EndMessage.
    void answer(const ServerReply& reply);
    // Only after StartTls. All that was known of the client is forgotten (RFC 3207 4.2); octets that came before the
    // handshake were dropped with the connection, never taken for commands.
    void tls_started();
    // Instead of receive(): 421 with this text, then Finished. For a deadline that passed and a server that ends.
    void close(const ServerReply& reply);

    [[nodiscard]] const ServerTransaction& transaction() const noexcept;
    [[nodiscard]] const std::string& client_name() const noexcept; // of EHLO or HELO, raw but printable; may be empty
    [[nodiscard]] bool extended() const noexcept;                  // EHLO, so ESMTP
    [[nodiscard]] const std::string& login() const noexcept;       // who was let in by AUTH; empty: nobody

  private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace posthaste::smtp
