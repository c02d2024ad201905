// SPDX-License-Identifier: MIT
// A dialogue between an SMTP client and a server, as a text file (tests/data/smtp/*.script), parsed into a value. The
// same file drives smtp::Session directly and a server over TCP and TLS; this header plays nothing itself and needs no
// test framework. A file is read line by line; empty lines and lines that begin with '#' are comments.
//
//   option tls none|starttls|implicit     default: none
//   option lmtp                           the client speaks LMTP
//   option auth USER PASSWORD [MECHANISM] mechanism in lower case, default: auto
//   option nonce TEXT                     the client's nonce in SCRAM, default: nonce
//   option session_only                   what is said depends on host, port or TLS keys: not played over TCP
//   option plain_secrets                  SessionOptions::plain_secrets_allowed
//   option no_pipelining                  the client does not pipeline though it could
//   option probe [nobody]                 no message (Session::probe()); nobody: without recipients
//   option client NAME                    the EHLO argument, default: client.example
//   from ADDRESS | from <>                default: a@example.org
//   to ADDRESS                            once for each recipient; default: ok@example.net
//   message size N [WORD...]              words: eight_bit, header_eight_bit (UTF-8), header_latin1, nul,
//                        harmless_ahead, longest N
//   dsn notify VALUE | dsn return hdrs|full | dsn envid VALUE
//   declare eight_bit                     -B8BITMIME
//   ask require_tls | ask deliver_by VALUE | ask priority N | ask hold_for SECONDS | ask hold_until DATE
//
//   S: LINE          the server sends LINE CRLF. Lines that follow each other are sent in one piece.
//   S! bytes BYTES   the server sends these bytes; \r \n \0 \t \\ and \xNN stand for octets
//   S! garbage BYTES, S! early BYTES      the same; the word tells the reader why they are sent
//   S! close         the server closes the connection; what the client still says is not looked at
//   S! reset         the same with RST
//   S! timeout       the server says nothing until the client's deadline has passed
//   C: LINE          the client sends LINE CRLF, exactly
//   C: <empty>       the client sends a line with nothing on it
//   C: <body>        the client sends the whole message and the dot (SendBody)
//   C: <part>        the client has begun to send the message and is not through (then come S lines)
//   C: <chunk>       the client sends the whole message as it is, behind BDAT (SendChunk)
//   C: <dot>         the client sends a lone dot (SendDot)
//   C: <tls>         the TLS handshake
//
//   = RECIPIENT VERDICT PHASE [DETAIL]    one for each recipient, in order. VERDICT: delivered, deferred, rejected (by
//   a
//                    reply, DETAIL is how "CODE text" begins), unknown (lost after the end of data), failed (by an
//                    Error, DETAIL is a part of its message). PHASE as in phase.hpp with '_' for ' ': end_of_data
//                    In a probe also accepted (RCPT was answered well).
//   % PHASE [DETAIL] an answer of a probe, one line for each in order; DETAIL as above, "ok" for TLS that was started
//   ~ TEXT           a warning that holds TEXT is given, one line for each warning
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/mail/envelope.hpp>
#include <posthaste/mail/facts.hpp>
#include <posthaste/smtp/session.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::test {

enum class StepKind : std::uint8_t { server, client, body, part, chunk, dot, tls, close, reset, timeout };

struct ScriptStep {
    StepKind kind;
    std::string text; // server: bytes as sent, with CRLF; client: the line without CRLF; else empty
    std::size_t line; // in the file, from 1
};

struct ScriptAuth {
    std::string user;
    std::string password;
    std::string mechanism = "auto";
};

// Gives the script's nonce.
class ScriptNonce final : public IdSource {
  public:
    explicit ScriptNonce(std::string nonce) : nonce_(std::move(nonce)) {}
    std::string unique_id() override { return nonce_; }

  private:
    std::string nonce_;
};

struct ExpectedResult {
    std::string recipient;
    std::string verdict;
    std::string phase;
    std::string detail; // may be empty
};

struct Script {
    std::string name; // of the file, without folder and ".script"
    smtp::SessionOptions options;
    std::optional<ScriptAuth> auth;
    std::string nonce = "nonce";
    bool session_only = false;
    bool probe = false;
    mail::Envelope envelope;
    mail::MessageFacts facts;
    std::vector<ScriptStep> steps;
    std::vector<ExpectedResult> results;
    std::vector<std::string> warnings;
    std::vector<std::string> answers; // "PHASE DETAIL"
};

// \r \n \0 \t \\ and \xNN as the octets they stand for.
[[nodiscard]] Result<std::string> unescape(std::string_view text);

// ErrorKind::data with the number of the line that is wrong.
[[nodiscard]] Result<Script> parse_script(std::string_view text);
[[nodiscard]] Result<Script> load_script(const std::string& path);
// Every *.script in a directory, sorted by name.
[[nodiscard]] Result<std::vector<Script>> load_scripts(const std::string& directory);
// "delivered", "accepted", "deferred", "rejected", "unknown" or "failed", as the '=' lines call it.
[[nodiscard]] std::string_view verdict_of(const smtp::RecipientResult& result) noexcept;
// Empty when the answers are those of the '%' lines.
[[nodiscard]] std::string differs(const std::vector<smtp::Answer>& answers, const Script& script);

} // namespace posthaste::test
