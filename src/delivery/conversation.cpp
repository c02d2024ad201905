// SPDX-License-Identifier: MIT
#include "conversation.hpp"

#include <posthaste/base/io.hpp>
#include <posthaste/base/secret.hpp>
#include <posthaste/base/unnamed_file.hpp>
#include <posthaste/delivery/tls_report.hpp>

#include <algorithm>
#include <array>
#include <ctime>
#include <fmt/format.h>
#include <variant>

namespace posthaste::delivery {

namespace {

constexpr std::size_t window_bytes = 256UZ * 1024; // of the message: what one read takes
constexpr std::size_t piece_bytes = 64UZ * 1024;   // what one deadline is for, however slow the line
constexpr std::size_t read_bytes = 16UZ * 1024;    // a TLS record
constexpr std::chrono::seconds last_words_wait{2};

void add_piece(std::string_view piece, smtp::DotStuffer* stuffer, std::string& out) {
    if (stuffer != nullptr)
        stuffer->add(piece, out);
    else
        out += piece;
}

std::string tls_words(const net::TlsPeer& peer) {
    std::string words = fmt::format("{} with {}{}", peer.version, peer.cipher, peer.resumed ? ", resumed" : "");
    if (!peer.chain.empty())
        words += fmt::format("; certificate of {} by {}", peer.chain.front().subject, peer.chain.front().issuer);
    return words;
}

} // namespace

Conversation::Conversation(const SmtpSettings& settings, const net::TlsContext* tls, smtp::Session& session,
                           Transcript& transcript, const mail::PreparedMessage& message, ConversationRecord* record)
    : settings_(settings), tls_(tls), session_(session), transcript_(transcript), message_(message),
      size_bytes_(message.facts.size_bytes), record_(record), noted_(std::chrono::steady_clock::now()),
      pending_(session.pending_replies()), deadline_(fresh_deadline()) {}

std::unique_ptr<net::Stream> Conversation::run(std::unique_ptr<net::Stream> stream, Until until) {
    stream_ = std::move(stream);
    Status done;
    while (done) {
        // As long as nobody has asked for QUIT, the session has nothing else to do in that phase.
        if (until == Until::settled && session_.phase() == smtp::Phase::quit)
            return std::move(stream_);
        const smtp::Action action = session_.next();
        note_times();
        if (std::holds_alternative<smtp::Finished>(action)) {
            if (until == Until::settled) // without a word to the server
                return std::move(stream_);
            stream_->shut_down();
            return nullptr;
        }
        const bool said = until == Until::goodbye && std::holds_alternative<smtp::AwaitReply>(action);
        done = said ? flush() : std::visit([this](const auto& what) { return perform(what); }, action);
        if (said && done)
            return std::move(stream_);
    }
    lose(std::move(done).error());
    return nullptr;
}

std::unique_ptr<net::Stream> Conversation::look(std::unique_ptr<net::Stream> stream) {
    stream_ = std::move(stream);
    auto count = receive(within({}));
    if (!count && count.error().kind == ErrorKind::timeout)
        return std::move(stream_);
    if (count && *count > 0) // 421, or the beginning of it: there is nothing that it might say and be of use
        stream_->shut_down();
    else
        lose(count ? Error{ErrorKind::connection, "the server has closed the connection"} : std::move(count).error());
    return nullptr;
}

void Conversation::lose(Error why) {
    transcript_.error(why.message);
    stream_.reset();
    session_.connection_lost(std::move(why), !held_back_);
    note_times();
}

// What came with one read has one time: that of the first.
void Conversation::note_times() {
    const auto count = session_.answers().size();
    if (record_ == nullptr || record_->took.size() >= count)
        return;
    const auto now = std::chrono::steady_clock::now();
    record_->took.push_back(std::chrono::duration_cast<std::chrono::microseconds>(now - noted_));
    record_->took.resize(count);
    noted_ = now;
}

Status Conversation::perform(const smtp::SendBytes& send_bytes) {
    transcript_.sent(send_bytes.shown);
    out_ += send_bytes.bytes;
    return {};
}

// One deadline for each reply (RFC 5321 section 4.5.3.2): a server that drips does not move it.
Status Conversation::perform(const smtp::AwaitReply&) {
    PH_TRY(flush());
    if (session_.pending_replies() != pending_) {
        pending_ = session_.pending_replies();
        deadline_ = fresh_deadline();
    }
    auto count = receive_answer();
    if (!count && count.error().kind == ErrorKind::timeout && session_.phase() == smtp::Phase::greeting &&
        settings_.tls != smtp::TlsUse::implicit)
        count.error().message += "; a port that expects TLS from the start, such as 465, is silent: use smtps:// there";
    if (!count)
        return std::unexpected(std::move(count).error());
    if (*count == 0)
        return std::unexpected(in_phase({ErrorKind::connection, "the server closed the connection"}));
    return {};
}

Status Conversation::perform(const smtp::StartTls&) {
    PH_TRY(go_on());
    net::TlsOptions options;
    if (settings_.tls != smtp::TlsUse::implicit)
        options.start = net::TlsStart::after_starttls;
    if (!transcript_.shows_certificates() && record_ == nullptr) // the server sends none to resume a session
        options.port = settings_.server.port;
    options.describe_chain = transcript_.on() || record_ != nullptr;
    net::TlsPeer unread;
    net::TlsPeer& peer = record_ != nullptr ? record_->tls : unread;
    auto stream = net::start_tls(std::move(stream_), *tls_, settings_.server.host, fresh_deadline(), &peer, options);
    if (stream)
        transcript_.info(tls_words(peer));
    if (transcript_.shows_certificates())
        show(peer);
    if (!stream) {
        Error why = std::move(stream).error(); // it may quote the server
        why.message = session_.hidden().apply(why.message);
        return std::unexpected(std::move(why));
    }
    stream_ = *std::move(stream);
    encryption_ = {peer.version, peer.cipher};
    transcript_.encrypted(true);
    return session_.tls_started(std::move(peer.binding));
}

void Conversation::show(const net::TlsPeer& peer) {
    for (const auto& line : chain_lines(peer.chain, std::time(nullptr))) // verified by this clock, too
        transcript_.info(line);
}

Status Conversation::perform(const smtp::SendBody&) {
    transcript_.sent_message(size_bytes_);
    PH_TRY(send_content(true));
    transcript_.sent(".\r\n");
    out_ += ".\r\n";
    session_.body_sent();
    return {};
}

Status Conversation::perform(const smtp::SendDot&) {
    transcript_.sent(".\r\n");
    out_ += ".\r\n";
    session_.body_sent();
    return {};
}

Status Conversation::perform(const smtp::SendChunk&) {
    transcript_.sent_message(size_bytes_);
    PH_TRY(send_content(false));
    session_.body_sent();
    return {};
}

Status Conversation::perform(const smtp::Reencode& reencode) {
    auto facts = write_anew(reencode.needs);
    if (!facts) {
        written_anew_.reset();
        session_.cannot_reencode(std::move(facts).error());
        return {};
    }
    transcript_.info(fmt::format("the message is re-encoded for this server: {} bytes", facts->size_bytes));
    size_bytes_ = facts->size_bytes;
    session_.reencoded(*facts);
    return {};
}

Result<mail::MessageFacts> Conversation::write_anew(mail::ReencodeNeeds needs) {
    PH_ASSIGN(written_anew_, open_unnamed_file(temporary_directories()));
    FdSink sink(written_anew_.get(), "cannot re-encode the message");
    return mail::reencode(message_.content.get(), message_.facts, needs, sink);
}

Status Conversation::flush() {
    if (out_.empty())
        return {};
    auto sent = write(out_);
    wipe(out_); // it may have held a password
    return sent;
}

// A peer that is gone may have said why before it went: "552 too large" is worth more than "broken pipe".
Status Conversation::write(std::string_view bytes) {
    auto may_go = go_on();
    held_back_ = !may_go;
    if (!may_go)
        return may_go;
    auto sent = stream_->write_all(bytes, fresh_deadline());
    deadline_ = fresh_deadline();
    if (sent)
        return sent;
    Error why = in_phase(std::move(sent).error());
    if (why.kind == ErrorKind::connection || why.kind == ErrorKind::timeout)
        hear_last_words();
    return std::unexpected(std::move(why));
}

Status Conversation::send_content(bool stuffed) {
    const std::uint64_t size = size_bytes_;
    const int content = written_anew_.valid() ? written_anew_.get() : message_.content.get();
    std::string window(static_cast<std::size_t>(std::min<std::uint64_t>(window_bytes, size)), '\0');
    smtp::DotStuffer stuffer;
    if (size == 0)
        return fail(ErrorKind::internal, "a message without even a header");
    for (std::uint64_t offset = 0; offset < size;) {
        if (offset > 0)
            PH_TRY(take_early_reply());
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(window_bytes, size - offset));
        PH_ASSIGN(const std::size_t count, pread_some(content, std::span(window).first(wanted), offset));
        if (count == 0)
            return fail(ErrorKind::io, fmt::format("the message ends after {} of {} bytes", offset, size));
        offset += count;
        PH_TRY(send_window(std::string_view(window).substr(0, count), stuffed ? &stuffer : nullptr, offset == size));
    }
    return size > piece_bytes ? take_early_reply() : Status{};
}

Status Conversation::send_window(std::string_view window, smtp::DotStuffer* stuffer, bool last) {
    while (!window.empty()) {
        const auto piece = window.substr(0, piece_bytes);
        window.remove_prefix(piece.size());
        PH_TRY(send_piece(piece, stuffer, last && window.empty()));
    }
    return {};
}

// The last of the message stays in out_, to go with what follows. What needs no company and no dots goes as it lies.
Status Conversation::send_piece(std::string_view piece, smtp::DotStuffer* stuffer, bool last) {
    if (stuffer == nullptr && out_.empty() && !last)
        return write(piece);
    add_piece(piece, stuffer, out_);
    return last ? Status{} : flush();
}

// A server that will not take the rest says so in the middle of the message. It is listened to, never waited for.
Status Conversation::take_early_reply() {
    auto count = receive(within({}));
    if (!count && count.error().kind == ErrorKind::timeout)
        return {};
    if (!count)
        return std::unexpected(std::move(count).error());
    if (*count == 0)
        return std::unexpected(in_phase({ErrorKind::connection, "the server closed the connection"}));
    return {};
}

Result<std::size_t> Conversation::receive(net::Deadline deadline) {
    std::array<char, read_bytes> buffer;
    auto count = stream_->read_some(buffer, deadline);
    if (!count)
        return std::unexpected(in_phase(std::move(count).error()));
    const std::string_view bytes(buffer.data(), *count);
    transcript_.received(bytes);
    PH_TRY(session_.receive(bytes));
    return *count;
}

// Most servers are about to answer when the signal comes: that is where a conversation waits longest.
Result<std::size_t> Conversation::receive_answer() {
    auto count = receive(deadline_);
    if (count || count.error().kind != ErrorKind::interrupted || !session_.in_doubt())
        return count;
    if (!last_deadline_) {
        transcript_.info("a signal has come: the answer is waited for a moment more");
        last_deadline_ = net::Deadline::in(std::min(settings_.last_answer_wait, deadline_.remaining()));
    }
    auto late = receive(*last_deadline_);
    return late || late.error().kind != ErrorKind::timeout ? std::move(late) : std::move(count);
}

void Conversation::hear_last_words() {
    const auto deadline = within(last_words_wait);
    for (;;) {
        const auto count = receive(deadline);
        if (!count || *count == 0)
            return;
    }
}

net::Deadline Conversation::fresh_deadline() const {
    const auto usual = smtp::info(session_.phase()).timeout;
    if (session_.phase() == smtp::Phase::quit) // the message is through: nobody waits long for a goodbye
        return within(std::min(settings_.timeout.value_or(usual), usual));
    return within(settings_.timeout.value_or(usual));
}

net::Deadline Conversation::within(std::chrono::milliseconds span) const {
    return net::Deadline::in(span, settings_.interrupt);
}

// A server that is never waited for would not be interrupted either: asked before anything is said.
Status Conversation::go_on() const {
    if (settings_.interrupt >= 0 && within({}).interrupted())
        return fail(ErrorKind::interrupted, "interrupted by a signal");
    return {};
}

Error Conversation::in_phase(Error error) const {
    return with_context(smtp::info(session_.phase()).doing, std::move(error)).error();
}

} // namespace posthaste::delivery
