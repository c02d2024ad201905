// SPDX-License-Identifier: MIT
#include "served_connection.hpp"

#include <posthaste/base/crypto.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <poll.h>
#include <variant>

namespace posthaste::app {

namespace {

namespace step = smtp::server_step;
constexpr std::size_t window_bytes = 64UZ * 1024;

smtp::ServerReply farewell(ErrorKind why) {
    if (why == ErrorKind::timeout)
        return {421, "4.4.2", "nothing came for too long; good bye"};
    return {421, "4.3.2", "shutting down; try again later"};
}

} // namespace

// The message that is being received, for who reads it.
class ServedConnection::Content final : public ByteSource {
  public:
    explicit Content(ServedConnection& connection) : connection_(connection) {}

    Result<std::size_t> read(std::span<char> buffer) override {
        while (rest_.empty() && !ended_) {
            if (lost_)
                return fail(ErrorKind::interrupted, "the message did not come whole");
            take(connection_.next_work());
        }
        const auto count = std::min(buffer.size(), rest_.size());
        std::copy_n(rest_.begin(), count, buffer.begin());
        rest_.remove_prefix(count);
        return count;
    }

    [[nodiscard]] bool ended() const noexcept { return ended_; }
    void read_out() {
        while (!ended_ && !lost_)
            take(connection_.next_work());
    }

  private:
    void take(const smtp::ServerStep& what) {
        if (const auto* content = std::get_if<step::Content>(&what))
            rest_ = content->bytes;
        else if (std::holds_alternative<step::EndMessage>(what))
            ended_ = true;
        else
            lost_ = true; // DropMessage
    }

    ServedConnection& connection_;
    std::string_view rest_;
    bool ended_ = false, lost_ = false;
};

void ServedConnection::run() {
    while (perform(next_work())) {
    }
    if (!gone_)
        stream_->shut_down();
}

smtp::ServerStep ServedConnection::next_work() {
    for (;;) {
        auto what = session_.next();
        if (const auto* bytes = std::get_if<step::Send>(&what)) {
            send(bytes->bytes);
        } else if (std::holds_alternative<step::Receive>(what)) {
            receive();
        } else {
            since_ = std::chrono::steady_clock::now();
            return what;
        }
    }
}

void ServedConnection::send(const std::string& bytes) {
    if (!gone_ && !stream_->write_all(bytes, net::Deadline::in(tools_.patience, tools_.interrupt)))
        gone_ = true;
    since_ = std::chrono::steady_clock::now();
}

void ServedConnection::receive() {
    if (gone_) {
        session_.end();
        return;
    }
    std::array<char, window_bytes> window;
    const auto count = stream_->read_some(window, deadline());
    if (count && *count > 0) {
        session_.receive({window.data(), *count});
        return;
    }
    const bool silent =
        !count && (count.error().kind == ErrorKind::timeout || count.error().kind == ErrorKind::interrupted);
    if (silent)
        session_.close(farewell(count.error().kind));
    else
        session_.end();
}

// Who drips octets does not move it: it is one for each command, and for each piece of a message as long as that is
// not too long as a whole.
net::Deadline ServedConnection::deadline() const {
    const auto now = std::chrono::steady_clock::now();
    auto until = since_ + tools_.patience;
    if (in_message_)
        until = std::min(until, message_since_ + tools_.longest_message);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - now);
    return net::Deadline::in(std::max(left, std::chrono::milliseconds{0}), tools_.interrupt);
}

bool ServedConnection::perform(smtp::ServerStep what) {
    if (std::holds_alternative<step::Finished>(what))
        return false;
    if (std::holds_alternative<step::StartTls>(what))
        return start_tls();
    if (const auto* sender = std::get_if<step::CheckSender>(&what))
        session_.answer(tools_.reception.judge_sender(sender->sender, session_.login()));
    else if (const auto* recipient = std::get_if<step::CheckRecipient>(&what))
        session_.answer(tools_.reception.judge_recipient(session_.transaction(), recipient->recipient));
    else if (const auto* login = std::get_if<step::CheckLogin>(&what))
        check_login(*login);
    else if (std::holds_alternative<step::BeginMessage>(what))
        take_message();
    return true;
}

// After a handshake that failed nothing can be said: whoever is there does not hear it, or is not who he should be.
bool ServedConnection::start_tls() {
    auto secure =
        net::accept_tls(std::move(stream_), *tools_.tls, net::Deadline::in(tools_.patience, tools_.interrupt));
    gone_ = !secure;
    if (!secure)
        return false;
    stream_ = *std::move(secure);
    session_.tls_started();
    return true;
}

// Whoever guesses is slow, soon out, and seen.
void ServedConnection::check_login(const step::CheckLogin& login) {
    constexpr int pause_ms = 1000;
    constexpr unsigned most_wrong = 3;
    const auto known = tools_.users.find(login.user);
    if (known != tools_.users.end() && equal_in_constant_time(known->second.reveal(), login.password.reveal())) {
        session_.answer({235, "2.7.0", "welcome"});
        return;
    }
    tools_.reception.note(fmt::format("the login of \"{}\" was refused", login.user));
    pollfd interrupt{tools_.interrupt, POLLIN, 0};
    (void)::poll(&interrupt, 1, pause_ms);
    session_.answer(++wrong_logins_ < most_wrong ? smtp::ServerReply{535, "5.7.8", "user or password is wrong"}
                                                 : smtp::ServerReply{421, "4.7.0", "too many wrong passwords"});
}

void ServedConnection::take_message() {
    in_message_ = true;
    message_since_ = std::chrono::steady_clock::now();
    Content content(*this);
    const auto reply = tools_.reception.take(session_, content);
    content.read_out();
    in_message_ = false;
    if (content.ended())
        session_.answer(reply);
}

} // namespace posthaste::app
