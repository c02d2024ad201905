// SPDX-License-Identifier: MIT
// Does what a session asks for, on a stream: writes, reads, TLS, the message, each with its deadline. The first thing
// that fails ends the connection without a further byte: no dot, no QUIT, nothing that could commit half a message.
// Where the connection is kept there is one for each message, one to look at it and one to say goodbye.
#pragma once

#include <posthaste/delivery/smtp_transport.hpp>
#include <posthaste/mail/prepared_message.hpp>
#include <posthaste/smtp/dot_stuffer.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::delivery {

// How a probe went, for who shows it.
struct ConversationRecord {
    std::vector<std::chrono::microseconds> took; // for each of the session's answers, since the one before it
    net::TlsPeer tls;                            // also of a handshake that failed
};

enum class Until : std::uint8_t {
    settled,  // it is known what became of everyone, and nothing is said beyond that
    goodbye,  // the session has said QUIT, or needs to say nothing
    finished, // and the server has answered
};

class Conversation {
  public:
    // Everything must outlive it. tls: null only when the settings use none.
    Conversation(const SmtpSettings& settings, const net::TlsContext* tls, smtp::Session& session,
                 Transcript& transcript, const mail::PreparedMessage& message,
                 ConversationRecord* record = nullptr); // null: nobody asks

    // How it went is in the session's results. The stream is given back as long as the session needs it.
    std::unique_ptr<net::Stream> run(std::unique_ptr<net::Stream> stream, Until until = Until::finished);
    // Between two messages: takes what the server has said meanwhile, without waiting. Null when the connection is
    // gone.
    std::unique_ptr<net::Stream> look(std::unique_ptr<net::Stream> stream);
    // Of the TLS that was started meanwhile; empty: none was.
    [[nodiscard]] const Encryption& encryption() const noexcept { return encryption_; }

  private:
    Status perform(const smtp::SendBytes& send);
    Status perform(const smtp::AwaitReply&);
    Status perform(const smtp::StartTls&);
    void show(const net::TlsPeer& peer);
    Status perform(const smtp::SendBody&);
    Status perform(const smtp::SendDot&);
    Status perform(const smtp::SendChunk&);
    Status perform(const smtp::Reencode& reencode);
    Result<mail::MessageFacts> write_anew(mail::ReencodeNeeds needs);
    Status perform(const smtp::Finished&) { return {}; }

    void note_times();
    void lose(Error why);
    Status flush();
    Status write(std::string_view bytes);
    Status send_content(bool stuffed);
    Status send_window(std::string_view window, smtp::DotStuffer* stuffer, bool last);
    Status send_piece(std::string_view piece, smtp::DotStuffer* stuffer, bool last);
    Status take_early_reply();
    Result<std::size_t> receive(net::Deadline deadline); // hands what came to the session; 0 is the end
    Result<std::size_t> receive_answer();
    void hear_last_words();
    [[nodiscard]] net::Deadline within(std::chrono::milliseconds span) const;
    [[nodiscard]] net::Deadline fresh_deadline() const;
    [[nodiscard]] Status go_on() const;
    [[nodiscard]] Error in_phase(Error error) const;

    const SmtpSettings& settings_;
    const net::TlsContext* tls_;
    smtp::Session& session_;
    Transcript& transcript_;
    const mail::PreparedMessage& message_;
    Fd written_anew_;          // instead of the message's content, when valid
    std::uint64_t size_bytes_; // of the content that is sent
    ConversationRecord* record_;
    Encryption encryption_;
    std::chrono::steady_clock::time_point noted_;
    std::unique_ptr<net::Stream> stream_;
    std::string out_;                            // what the next write takes: all up to the next wait in one
    bool held_back_ = false;                     // the last write took nothing of it
    std::size_t pending_;                        // replies when the deadline was set
    net::Deadline deadline_;                     // for the next of them
    std::optional<net::Deadline> last_deadline_; // for all of them, after an interruption
};

} // namespace posthaste::delivery
